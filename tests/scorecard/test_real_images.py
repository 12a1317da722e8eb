"""The blood cell images end to end; how the gap grows with distortions is tested beside the embedder."""

import shutil

import polars as pl
import pytest

import datadiet


@pytest.fixture(scope="module")
def train_against_val(bccd, session_cache):
    return datadiet.score(f"{bccd}#train", f"{bccd}#val", level="all", cache=session_cache, workers=2)


def test_two_real_sets_are_near_their_control_at_every_level(train_against_val):
    assert list(train_against_val.levels) == ["item", "environment", "scene"]
    for level in train_against_val.levels.values():
        found = level.indistinguishability
        low, high = found.gap_detail.control
        assert found.verdict != "distinguishable"
        assert found.faults == ()
        assert found.interval[1] > found.control - 0.1
        assert found.gap_detail.interval[0] <= high
        assert found.gap_detail.interval[1] >= low


def test_items_are_the_annotated_boxes_by_class(train_against_val):
    item = train_against_val.levels["item"]
    assert (item.n_real, item.n_synthetic) == (2804, 1137)
    assert {slice_.value for slice_ in item.slices if slice_.column == "label"} == {"RBC", "WBC", "Platelets"}
    assert item.indistinguishability.real_groups == 205


def test_boxes_without_area_are_listed(train_against_val):
    reasons = [problem.reason for problem in train_against_val.facts.problems]
    assert sum("no area" in reason for reason in reasons) == 2


def test_copies_of_the_train_images_are_called_copies_and_fail_the_gate(bccd, tmp_path, session_cache):
    copies = tmp_path / "copies"
    copies.mkdir()
    names = (bccd / "train.txt").read_text().split()
    for number, name in enumerate(names):
        source = bccd / "images" / (name if name.endswith(".jpg") else f"{name}.jpg")
        shutil.copyfile(source, copies / f"render-{number:03}.jpg")
    card = datadiet.score(
        f"{bccd}#train", copies, cache=session_cache, workers=2, fail_under={"indistinguishability": 0.1}
    )
    assert "copied" in card.indistinguishability.faults
    assert card.facts.verdicts == {"copied": 205}
    assert [gate.passed for gate in card.facts.gates] == [False]
    assert card.verdicts.filter(pl.col("nearest_real_distance") > 1e-4).height == 0
