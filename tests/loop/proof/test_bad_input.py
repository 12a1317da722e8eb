import json
import math
from functools import partial

import pytest

from datadiet.errors import DataError, OptionError
from datadiet.loop.proof import compare as compared
from tests.loop.proof.written import boxes_case, labels_case, predictions, results

compare = partial(compared, resamples=100)


@pytest.fixture
def boxes(tmp_path):
    truth, detections = boxes_case(tmp_path, images=20)
    return truth, detections, results(tmp_path / "a.json", detections)


def first(key, value):
    def edit(entries):
        entries[0][key] = value

    return edit


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (first("image_id", 999), "1 prediction names 1 image id that the ground truth does not have: 999"),
        (first("category_id", 77), "1 category id that the ground truth does not have: 77"),
        (first("score", 1.5), "scores outside of 0 to 1; the first is number 1, with score 1.5"),
        (first("score", -0.1), "scores outside"),
        (first("score", None), "scores outside"),
        (first("bbox", [1, 2, math.nan, 4]), "boxes that are not four finite numbers"),
        (first("bbox", [1, 2, 3]), "boxes that are not four"),
        (first("bbox", [1, 2, -3, 4]), "boxes that are not four"),
        (lambda entries: {"images": []}, "is not a list of detections"),
    ],
)
def test_predictions_that_cannot_be_used_are_named_counted_and_refused(boxes, tmp_path, edit, words):
    truth, detections, good = boxes
    bad = results(tmp_path / "bad.json", detections, edit=edit)
    with pytest.raises(DataError, match=words):
        compare(good, bad, truth)


def test_an_image_without_predictions_counts_as_nothing_found_and_is_told(boxes, tmp_path):
    truth, detections, good = boxes
    less = results(tmp_path / "b.json", detections, edit=lambda rows: [row for row in rows if row["image_id"] > 2])
    proof = compare(good, less, truth)
    assert proof.notes == ("B says nothing of 2 of 20 images: nothing is found on them.",)
    assert proof.main.difference < 0


def test_a_detector_that_finds_nothing_has_nothing_right(boxes, tmp_path):
    truth, detections, good = boxes
    proof = compare(good, results(tmp_path / "b.json", detections, edit=lambda rows: []), truth)
    assert (proof.main.b, proof.verdict) == (0, "worse")
    assert proof.notes[0] == "B says nothing of 20 of 20 images: nothing is found on them."


def test_predictions_of_other_images_are_refused(boxes, tmp_path):
    truth, detections, _ = boxes
    low = results(tmp_path / "low.json", detections, edit=lambda rows: [row for row in rows if row["image_id"] <= 10])
    high = results(tmp_path / "high.json", detections, edit=lambda rows: [row for row in rows if row["image_id"] > 10])
    with pytest.raises(DataError, match=r"different images: .* both there are for 0, of A alone for 10 and of B"):
        compare(low, high, truth)


def test_ground_truth_without_one_box_is_refused(boxes):
    truth, _, good = boxes
    truth.write_text(json.dumps(json.loads(truth.read_text()) | {"annotations": []}))
    with pytest.raises(DataError, match="20 images and not one annotated box"):
        compare(good, good, truth)


def test_what_is_no_prediction_and_what_is_not_there_say_what_is_expected(boxes, tmp_path):
    truth, _, good = boxes
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="holds no predictions"):
        compare(tmp_path / "empty", good, truth)
    with pytest.raises(DataError, match="does not exist"):
        compare(good, tmp_path / "gone", truth)
    (tmp_path / "model/seed-1").mkdir(parents=True)
    results(tmp_path / "model/seed-0/results.json", boxes[1])
    with pytest.raises(DataError, match="seed-1 holds no predictions"):
        compare(good, tmp_path / "model", truth)


def test_fewer_seeds_than_asked_for_and_options_out_of_range_are_refused(boxes):
    truth, _, good = boxes
    for words, options in (
        ("1 training seed, and --seeds asks for 3", {"seeds": 3}),
        ("--iou 1", {"iou": 1.0}),
        ("10 resamples", {"resamples": 10}),
        ("no column 'weather'", {"slices": ["weather"]}),
        ("--target", {"target": "y"}),
    ):
        with pytest.raises(OptionError, match=words):
            compare(good, good, truth, **options)


@pytest.fixture
def classes(tmp_path):
    truth, labels = labels_case(tmp_path, n=30)
    return truth, predictions(tmp_path / "a.csv", labels, wrong=0.2), tmp_path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("s1,", "s0,", "has 1 id more than once: s0"),
        ("s1,", "x9,", "1 sample id that the ground truth does not have: x9"),
        (",0.9", ",1.9", "scores outside of 0 to 1"),
        ("id,label", "id,class", "expected: id and label|Expected: id and label"),
    ],
)
def test_tables_that_cannot_be_used_are_refused(classes, old, new, words):
    truth, good, folder = classes
    bad = folder / "bad.csv"
    bad.write_text(good.read_text().replace(old, new, 1))
    with pytest.raises(DataError, match=words):
        compare(good, bad, truth)


def test_classes_of_another_task_are_refused(classes):
    truth, good, folder = classes
    bad = folder / "bad.csv"
    bad.write_text("id,label\ns0,dog\ns1,fox\n")
    with pytest.raises(DataError, match="not one predicted class is one of the ground truth: dog, fox"):
        compare(good, bad, truth)


def test_samples_of_which_only_one_side_says_something_are_refused_and_of_neither_count_as_wrong(classes):
    truth, good, folder = classes
    less = folder / "less.csv"
    less.write_text("\n".join(good.read_text().splitlines()[:-1]))
    with pytest.raises(DataError, match="of both there are for 29, of A alone for 1"):
        compare(good, less, truth)
    proof = compare(less, less, truth)
    assert proof.notes[0] == "A says nothing of 1 of 30 samples: it counts as wrong."
    assert proof.verdict == "same"


def test_one_class_is_compared_like_several(classes):
    truth, _, folder = classes
    truth.write_text("id,label\n" + "\n".join(f"s{at},ant" for at in range(30)))
    for name, wrong in (("a", 3), ("b", 20)):
        rows = [f"s{at},{'bee' if at < wrong else 'ant'}" for at in range(30)]
        (folder / f"{name}.csv").write_text("\n".join(["id,label", *rows]))
    proof = compare(folder / "a.csv", folder / "b.csv", truth)
    assert (proof.verdict, proof.main.difference) == ("worse", pytest.approx(-17 / 30))
    assert min(end for row in proof.classes for end in row.interval) >= -1


def test_ground_truth_with_an_id_twice_is_refused(classes):
    truth, good, _ = classes
    truth.write_text(truth.read_text().replace("s1,", "s0,", 1))
    with pytest.raises(DataError, match="the id s0 more than once"):
        compare(good, good, truth)


def test_detections_against_classes_are_refused(boxes, classes):
    with pytest.raises(OptionError, match="different tasks"):
        compare(boxes[2], classes[1], boxes[0])


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (
            {"image_id": 99},
            r"1 image id that the ground truth does not have: 99\. .* such as 1 \(1\.jpg\), 2 \(2\.jpg\)",
        ),
        ({"image_id": "1"}, r'does not have: "1"\. Expected: .* such as 1 \(1\.jpg\)'),
        ({"image_id": None, "file_name": "x.jpg"}, r'1 file name that the ground truth does not have: "x\.jpg"'),
        ({"image_id": None}, "1 of [0-9]+ predictions has neither image_id nor file_name"),
        ({"category_id": 9}, r"1 category id that .* have: 9\. Expected: .* such as 1 \(c0\), 2 \(c1\)\. What"),
        ({"category_id": None, "category": "cat"}, '1 category name that the ground truth does not have: "cat"'),
    ],
)
def test_ids_are_shown_as_the_files_spell_them(boxes, tmp_path, entry, words):
    truth, detections, good = boxes
    with pytest.raises(DataError, match=words):
        compare(good, results(tmp_path / "bad.json", detections, edit=lambda rows: rows[0].update(entry)), truth)


def test_a_whole_number_with_a_point_is_that_number(boxes, tmp_path):
    truth, detections, good = boxes

    def edit(rows):
        for row in rows:
            row |= {"image_id": float(row["image_id"]), "category_id": float(row["category_id"])}

    floats = results(tmp_path / "floats.json", detections, edit=edit)
    assert "1.0" in floats.read_text()
    clean = compare(good, good, truth)
    assert compare(good, floats, truth).verdict == "same"
    content = json.loads(truth.read_text())
    for entry in content["annotations"]:
        entry |= {"image_id": float(entry["image_id"]), "category_id": float(entry["category_id"])}
    for entry in (*content["images"], *content["categories"]):
        entry["id"] = float(entry["id"])
    truth.write_text(json.dumps(content))
    assert compare(floats, good, truth).overall == clean.overall
    with pytest.raises(DataError, match=r"does not have: 1\.5"):
        compare(good, results(tmp_path / "b.json", detections, edit=first("image_id", 1.5)), truth)


def test_two_wrong_ids_are_two(boxes, tmp_path):
    truth, detections, good = boxes

    def edit(rows):
        rows[0]["image_id"], rows[1]["image_id"], rows[2]["image_id"] = 98, 99, 99

    with pytest.raises(DataError, match="3 predictions name 2 image ids that the ground truth does not have: 98, 99"):
        compare(good, results(tmp_path / "bad.json", detections, edit=edit), truth)
