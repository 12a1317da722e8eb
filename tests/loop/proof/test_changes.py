"""Which images are listed as better and as worse, counted again by the plainest means."""

import json
from functools import partial
from itertools import groupby

import pytest

from datadiet.loop.proof import compare as compared
from tests.loop.proof.written import boxes_case, labels_case, predictions, results

compare = partial(compared, resamples=100)


def overlap(a, b):
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(wide, 0) * max(high, 0)
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)


def judged(truth, found, iou):
    """(score, image, whether it finds an object) of each detection: by falling score, each takes the best free one."""
    free, rows = {box["id"]: box for box in truth["annotations"]}, []
    for each in sorted(found, key=lambda entry: -entry["score"]):
        near = [
            (overlap(each["bbox"], box["bbox"]), id)
            for id, box in free.items()
            if (box["image_id"], box["category_id"]) == (each["image_id"], each["category_id"])
        ]
        best = max(near, default=(0, None))
        rows.append((each["score"], each["image_id"], best[0] >= iou))
        if best[0] >= iou:
            del free[best[1]]
    return rows


def tallies(truth, found, iou=0.5):
    """Image -> (found, false), from the score on at which F1 is best."""
    rows = judged(truth, found, iou)
    objects = len(truth["annotations"])

    def f1(least):
        kept = [right for score, _, right in rows if score >= least]
        return 2 * sum(kept) / (len(kept) + objects)

    least = max((score for score, _, _ in rows), key=f1)
    kept = [(image, right) for score, image, right in rows if score >= least]
    tally = dict.fromkeys(range(1, 41), (0, 0))
    for image, group in groupby(sorted(kept), key=lambda row: row[0]):
        hits = [right for _, right in group]
        tally[image] = (sum(hits), len(hits) - sum(hits))
    return least, tally


@pytest.fixture
def case(tmp_path):
    """Ground truth without crowds, and two models of which each is the better one on some images."""
    path, detections = boxes_case(tmp_path, images=40)
    truth = json.loads(path.read_text())
    truth["annotations"] = [box for box in truth["annotations"] if not box["iscrowd"]]
    path.write_text(json.dumps(truth))

    def unsure(of):
        def edit(rows):
            for row in rows:
                row["score"] *= 0.3 if row["image_id"] % 3 == of else 1

        return edit

    results(tmp_path / "a.json", detections, blur=0.06, seed=1, edit=unsure(0))
    results(tmp_path / "b.json", detections, blur=0.09, seed=2, edit=unsure(1))
    return tmp_path, truth


def read(folder, name):
    return json.loads((folder / name).read_text())


@pytest.mark.parametrize("iou", [None, 0.75])
def test_images_are_ranked_by_objects_found_less_false_alarms(case, iou):
    folder, truth = case
    proof = compare(folder / "a.json", folder / "b.json", folder / "truth.json", iou=iou)
    (least_a, a), (least_b, b) = (tallies(truth, read(folder, name), iou or 0.5) for name in ("a.json", "b.json"))
    net = {f"{at}.jpg": (b[at][0] - b[at][1]) - (a[at][0] - a[at][1]) for at in range(1, 41)}
    assert min(net.values()) < 0 < max(net.values())
    up, down = sorted((n for n in net.values() if n > 0), reverse=True), sorted(n for n in net.values() if n < 0)
    for changes, values in ((proof.gained, up), (proof.lost, down)):
        assert [each.difference for each in changes] == [net[each.id] for each in changes] == values[:6]
    for each in (*proof.gained, *proof.lost):
        at = int(each.id.removesuffix(".jpg"))
        assert each.a.startswith(f"{a[at][0]} of ")
        assert each.a.endswith(f"{a[at][1]} false")
        assert sum(mark.right for mark in each.b_marks) == b[at][0]
        assert sum(not mark.right for mark in each.b_marks) == b[at][1]
    assert f"(IoU) of {iou or 0.5}" in proof.ranked_by
    assert f"{least_a:.2g} (A), {least_b:.2g} (B)" in proof.ranked_by


def test_no_image_is_called_worse_on_which_the_candidate_finds_as_much_without_more_false_alarms(case):
    folder, truth = case
    sides = [tallies(truth, read(folder, name))[1] for name in ("a.json", "b.json")]
    for one, other in (("a", "b"), ("b", "a")):
        proof = compare(folder / f"{one}.json", folder / f"{other}.json", folder / "truth.json")
        old, new = sides if one == "a" else sides[::-1]
        assert proof.lost
        for each in proof.lost:
            at = int(each.id.removesuffix(".jpg"))
            assert new[at][0] < old[at][0] or new[at][1] > old[at][1]


def test_several_seeds_are_counted_by_their_mean_in_rank_and_words(case):
    folder, truth = case
    for side, names in (("old", "ab"), ("new", "ba")):
        for at, name in enumerate(names):
            (folder / side / f"seed-{at}").mkdir(parents=True)
            (folder / side / f"seed-{at}/results.json").write_bytes((folder / f"{name}.json").read_bytes())
    assert compare(folder / "old", folder / "new", folder / "truth.json").lost == ()  # the means are the same
    (folder / "new/seed-1/results.json").write_bytes((folder / "b.json").read_bytes())
    proof = compare(folder / "old", folder / "new", folder / "truth.json")
    _, a = tallies(truth, read(folder, "a.json"))
    _, b = tallies(truth, read(folder, "b.json"))
    first = proof.lost[0]
    at = int(first.id.removesuffix(".jpg"))
    assert first.difference == ((b[at][0] - b[at][1]) - (a[at][0] - a[at][1])) / 2
    found, false = (a[at][0] + b[at][0]) / 2, (a[at][1] + b[at][1]) / 2
    assert first.a.startswith(f"{found:.1f} of ")
    assert first.a.endswith(f"{false:.1f} false on average")
    assert "mean over the seeds" in proof.ranked_by


def test_boxes_that_fit_better_but_find_nothing_more_are_no_such_difference(case):
    folder, truth = case
    exact, loose = [], []
    for box in truth["annotations"]:
        entry = {"image_id": box["image_id"], "category_id": box["category_id"], "score": 0.9}
        left, top, width, height = box["bbox"]
        exact.append(entry | {"bbox": box["bbox"]})
        loose.append(entry | {"bbox": [left, top, width * 1.2, height]})
    for name, entries in (("exact", exact), ("loose", loose)):
        (folder / f"{name}.json").write_text(json.dumps(entries))
    proof = compare(folder / "loose.json", folder / "exact.json", folder / "truth.json")
    assert (proof.verdict, proof.gained, proof.lost) == ("better", (), ())
    assert proof.ranked_by.startswith("No image differs in objects found less false alarms")


def test_a_side_without_one_detection_finds_nothing_and_reports_nothing(case):
    folder, _ = case
    (folder / "none.json").write_text("[]")
    proof = compare(folder / "none.json", folder / "a.json", folder / "truth.json")
    assert proof.gained[0].a.startswith("0 of ")
    assert proof.gained[0].a.endswith(" 0 false")
    assert "none (A)" in proof.ranked_by


def test_where_nothing_found_is_right_every_detection_is_a_false_alarm(case):
    folder, _ = case
    entries = read(folder, "a.json")
    for entry in entries:
        entry["bbox"] = [2000, 2000, 10, 10]
    (folder / "far.json").write_text(json.dumps(entries))
    proof = compare(folder / "a.json", folder / "far.json", folder / "truth.json")
    per_image = {at: sum(entry["image_id"] == at for entry in entries) for at in range(1, 41)}
    for each in proof.lost:
        assert each.b.endswith(f" {per_image[int(each.id.removesuffix('.jpg'))]} false")


def test_of_classes_the_share_of_seeds_decides_and_the_words_say_it(tmp_path):
    truth, labels = labels_case(tmp_path, n=40)
    for side, wrong in (("a", (0.4, 0.4)), ("b", (0.3, 0.3))):
        for at, share in enumerate(wrong):
            path = tmp_path / f"{side}/seed-{at}/predictions.csv"
            predictions(path, labels, wrong=share, seed=at + 10 * (side == "b"))
    proof = compare(tmp_path / "a", tmp_path / "b", truth)
    assert [each.difference for each in proof.lost] == sorted(each.difference for each in proof.lost)
    for each in (*proof.gained, *proof.lost):
        right = [int(words.removeprefix("right in ").split(" of 2 seeds")[0]) for words in (each.a, each.b)]
        assert each.difference == (right[1] - right[0]) / 2
    assert "share of seeds that tell them rightly" in proof.ranked_by
