"""Predictions that can be scored, and are hardly what was meant."""

from functools import partial

import pytest

from datadiet.loop.proof import compare as compared
from tests.loop.proof.written import boxes_case, results

compare = partial(compared, resamples=100)


@pytest.fixture
def case(tmp_path):
    truth, detections = boxes_case(tmp_path, images=20)
    return truth, detections, results(tmp_path / "good.json", detections, blur=0.05)


def shares(entries):
    for entry in entries:
        entry["bbox"] = [side / 1000 for side in entry["bbox"]]


def twice(entries):
    return [*entries, *(entry | {"score": entry["score"] / 2} for entry in entries)]


def test_shares_of_the_image_are_told_where_pixels_are_due(case, tmp_path):
    truth, detections, good = case
    (note,) = compare(good, results(tmp_path / "bad.json", detections, edit=shares), truth).notes
    assert note.startswith(f"B: all {len(detections)} detections lie within ")
    assert " to 1, and the ground truth reaches to 6" in note
    assert "normalised, as in YOLO" in note


def test_small_boxes_at_the_corner_among_others_are_no_shares(case, tmp_path):
    truth, detections, good = case
    small = results(tmp_path / "b.json", detections, edit=lambda rows: shares(rows[1:]))
    assert compare(good, small, truth).notes == ()


def test_detections_that_are_nearly_all_there_twice_are_told(case, tmp_path):
    truth, detections, good = case
    (note,) = compare(results(tmp_path / "bad.json", detections, edit=twice), good, truth).notes
    n = len(detections)
    assert note.startswith(f"A: {2 * n} of {2 * n} detections are there more than once")
    assert f"only {n} differ" in note
    assert "non-maximum suppression" in note


def test_a_few_that_are_there_twice_or_of_two_classes_are_not(case, tmp_path):
    truth, detections, good = case
    few = results(tmp_path / "few.json", detections, edit=lambda rows: [*rows, *rows[: len(rows) // 2]])
    assert compare(few, good, truth).notes == ()
    other = results(
        tmp_path / "other.json",
        detections,
        edit=lambda rows: [*rows, *(row | {"category_id": 3 - row["category_id"]} for row in rows)],
    )
    assert compare(other, good, truth).notes == ()


def test_of_several_seeds_it_says_which_one(case, tmp_path):
    truth, detections, good = case
    for at, edit in enumerate((None, twice)):
        results(tmp_path / f"m/seed-{at}/results.json", detections, edit=edit)
    (note,) = compare(good, tmp_path / "m", truth).notes
    assert note.startswith("B: seed-1, ")
