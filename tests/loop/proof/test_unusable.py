"""Boxes that nothing can find: listed, and the rest is scored."""

import json
from functools import partial

import pytest
from PIL import Image

from datadiet.errors import DataError
from datadiet.loop.proof import compare as compared
from tests.loop.proof.written import boxes_case, results

compare = partial(compared, resamples=100)
EMPTY, OUTSIDE, ABOVE, PARTLY = [5, 5, 0, 9], [700, 10, 20, 20], [10, -30, 20, 30], [630, 10, 20, 20]


@pytest.fixture
def case(tmp_path):
    """Ground truth of 640 x 640 pixels, and good predictions."""
    path, detections = boxes_case(tmp_path, images=20)
    truth = json.loads(path.read_text())
    for entry in truth["images"]:
        entry |= {"width": 640, "height": 640}
    path.write_text(json.dumps(truth))
    return path, truth, results(tmp_path / "good.json", detections, blur=0.05), detections


def with_boxes(path, source, boxes, **more):
    entries = json.loads(source.read_text())
    extra = [{"image_id": 1, "category_id": 1, "bbox": box, "score": 0.99} | more for box in boxes]
    path.write_text(json.dumps([*extra, *entries]))
    return path


def test_detections_without_area_or_outside_are_false_alarms_told_and_listed(case, tmp_path):
    truth, _, good, _ = case
    bad = with_boxes(tmp_path / "bad.json", good, [EMPTY, OUTSIDE, ABOVE])
    proof, without = compare(good, bad, truth), compare(good, good, truth)
    assert proof.main.b < without.main.b
    assert [(each.side, each.where) for each in proof.unusable] == [("B", f"number {at}") for at in (1, 2, 3)]
    assert [each.reason for each in proof.unusable] == [
        "box (5, 5, 0, 9) has no area",
        "box (700, 10, 20, 20) is outside the image, which is 640 x 640",
        "box (10, -30, 20, 30) is outside the image, which is 640 x 640",
    ]
    (note,) = proof.notes
    whole = len(json.loads(bad.read_text()))
    assert note == (
        f"B: 3 of {whole} detections have no area or are outside their image, and count as false; the first is number "
        "1, box (5, 5, 0, 9) has no area."
    )


def test_a_detection_that_reaches_out_of_its_image_is_a_detection(case, tmp_path):
    truth, _, good, _ = case
    partly = with_boxes(tmp_path / "partly.json", good, [PARTLY])
    proof = compare(good, partly, truth)
    assert (proof.unusable, proof.notes) == ((), ())
    assert proof.main.difference < 0  # it is a false alarm, and counts as one


def test_annotations_without_area_or_outside_need_not_be_found(case, tmp_path):
    truth, content, good, detections = case
    other = results(tmp_path / "other.json", detections, blur=0.1, seed=3)
    clean = compare(good, other, truth)
    extra = [
        {"id": 9000 + at, "image_id": 2, "category_id": 1, "bbox": box, "area": 90, "iscrowd": 0}
        for at, box in enumerate((EMPTY, OUTSIDE, [1, 1, -4, 5]))
    ]
    truth.write_text(json.dumps(content | {"annotations": [*content["annotations"], *extra]}))
    proof = compare(good, other, truth)
    assert (proof.overall, proof.objects) == (clean.overall, clean.objects)
    assert [(each.side, each.where) for each in proof.unusable] == [
        ("test set", f"annotation {at}") for at in (9000, 9001, 9002)
    ]
    assert proof.notes == (
        "The test set: 3 entries are left out or mended; the first is annotation 9000, box (5, 5, 0, 9) has no area.",
    )


def test_annotations_of_nothing_known_say_what_is_not_known(case):
    truth, content, good, _ = case
    extra = [
        {"id": 8000, "image_id": 777, "category_id": 1, "bbox": [1, 2, 3, 4]},
        {"id": 8001, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3]},
        "nothing",
    ]
    truth.write_text(json.dumps(content | {"annotations": [*content["annotations"], *extra]}))
    assert [each.reason for each in compare(good, good, truth).unusable] == [
        "image_id 777 is not among the images",
        "bbox is not four numbers, or area is none",
        'it is "nothing"',
    ]


def test_an_annotation_that_is_there_twice_counts_once(case, tmp_path):
    truth, content, good, detections = case
    other = results(tmp_path / "other.json", detections, blur=0.1, seed=3)
    clean = compare(good, other, truth)
    first = content["annotations"][0]
    again = [first, first | {"segmentation": []}]
    truth.write_text(json.dumps(content | {"annotations": [*content["annotations"], *again]}))
    proof = compare(good, other, truth)
    assert (proof.overall, proof.objects) == (clean.overall, clean.objects)
    assert [(each.where, each.reason) for each in proof.unusable] == 2 * [
        (f"annotation {first['id']}", "a second annotation with this id; the first one is kept")
    ]
    assert "2 entries are left out or mended; the first is annotation" in proof.notes[0]
    nameless = 2 * [first | {"id": None}]
    truth.write_text(json.dumps(content | {"annotations": [*content["annotations"], *nameless]}))
    assert compare(good, other, truth).objects == clean.objects + 2  # without ids nothing says that they are one


def test_different_annotations_with_one_id_are_refused(case):
    truth, content, good, _ = case
    last = content["annotations"][-1]
    clash = [last | {"id": entry["id"]} for entry in content["annotations"][:3]]
    truth.write_text(json.dumps(content | {"annotations": [*content["annotations"], *clash]}))
    with pytest.raises(DataError, match="has 3 ids of annotations more than once, with other boxes, such as 1"):
        compare(good, good, truth)


def test_without_a_size_only_what_is_left_of_or_above_the_image_is_outside(case, tmp_path):
    truth, content, good, _ = case
    for entry in content["images"]:
        entry |= {"width": 0, "height": None}
    truth.write_text(json.dumps(content))
    proof = compare(good, with_boxes(tmp_path / "bad.json", good, [OUTSIDE, ABOVE]), truth)
    assert [each.where for each in proof.unusable] == ["number 2"]
    assert proof.unusable[0].reason.endswith("is outside the image")
    Image.new("RGB", (640, 640)).save(truth.parent / "1.jpg")
    proof = compare(good, tmp_path / "bad.json", truth)
    assert [each.where for each in proof.unusable] == ["number 1", "number 2"]


def test_predictions_of_which_not_one_can_be_used_are_refused(case, tmp_path):
    truth, _, good, _ = case
    (tmp_path / "none.json").write_text("[]")
    bad = with_boxes(tmp_path / "bad.json", tmp_path / "none.json", [EMPTY, OUTSIDE])
    with pytest.raises(
        DataError, match=r"not one of 2 boxes can be used; the first is number 1, box \(5, 5, 0, 9\) has"
    ):
        compare(good, bad, truth)


def test_ground_truth_of_which_not_one_box_can_be_used_is_refused_and_says_why(case):
    truth, content, good, _ = case
    content["annotations"] = [content["annotations"][0] | {"bbox": EMPTY, "id": 7}]
    truth.write_text(json.dumps(content))
    with pytest.raises(DataError, match="not one annotated box that can be used; the first is annotation 7, box"):
        compare(good, good, truth)


def test_of_several_seeds_it_says_which_one(case, tmp_path):
    truth, _, good, _ = case
    for at in (0, 1):
        (tmp_path / f"m/seed-{at}").mkdir(parents=True)
    (tmp_path / "m/seed-0/results.json").write_bytes(good.read_bytes())
    with_boxes(tmp_path / "m/seed-1/results.json", good, [OUTSIDE])
    proof = compare(good, tmp_path / "m", truth)
    assert [(each.side, each.where) for each in proof.unusable] == [("B", "seed-1, number 1")]
    whole = 2 * len(json.loads(good.read_text())) + 1
    assert f"B: 1 of {whole} detections has no area or is outside its image, and counts as false" in proof.notes[0]
