import json
from functools import partial

import numpy as np
import pytest

from datadiet.errors import OptionError
from datadiet.loop.proof import compare as compared
from datadiet.loop.proof import load_proof, proof_json, write_proof
from tests.loop.proof.written import boxes_case, labels_case, predictions, results
from tests.measure.detection.made import peer

compare = partial(compared, resamples=150)


@pytest.fixture
def boxes(tmp_path):
    truth, detections = boxes_case(tmp_path)
    for at in range(3):
        results(tmp_path / f"worse/seed-{at}/results.json", detections, blur=0.12, seed=at)
        results(tmp_path / f"better/seed-{at}/results.json", detections, blur=0.02, seed=at + 10)
    return tmp_path, truth


@pytest.fixture
def classes(tmp_path):
    truth, labels = labels_case(tmp_path)
    predictions(tmp_path / "worse/predictions.csv", labels, wrong=0.5, seed=1)
    predictions(tmp_path / "better/predictions.csv", labels, wrong=0.1, seed=2)
    return tmp_path, truth


def test_the_better_of_two_detectors_is_called_better_and_the_other_way_round_worse(boxes):
    folder, truth = boxes
    proof = compare(folder / "worse", folder / "better", truth)
    turned = compare(folder / "better", folder / "worse", truth)
    assert (proof.verdict, turned.verdict) == ("better", "worse")
    assert proof.main.difference == pytest.approx(-turned.main.difference)
    assert proof.about == "data"
    assert 0 <= proof.share_of_seeds <= 1
    assert {row.verdict for row in proof.classes} == {"better"}


def test_the_point_value_is_that_of_faster_coco_eval(boxes):
    pytest.importorskip("faster_coco_eval", reason="the peer is not installed")
    folder, truth = boxes
    proof = compare(folder / "worse", folder / "better", truth)
    by_peer = [
        np.nanmean(peer(json.loads(truth.read_text()), json.loads(file.read_text()))[0])
        for file in sorted(folder.glob("better/*/results.json"))
    ]
    assert proof.main.b_seeds == pytest.approx(by_peer, abs=1e-12)


def test_the_same_predictions_differ_by_exactly_nothing(boxes):
    folder, truth = boxes
    proof = compare(folder / "worse", folder / "worse", truth)
    assert proof.verdict == "same"
    assert (proof.main.difference, proof.main.interval, proof.needed) == (0, (0, 0), None)
    assert {row.verdict for row in (*proof.overall, *proof.classes)} == {"same"}
    assert "same predictions" in proof.sentence
    assert (proof.gained, proof.lost, proof.ranked_by) == ((), (), "")


def test_two_runs_of_equal_quality_are_undecided_and_it_says_what_it_would_take(boxes):
    folder, truth = boxes
    proof = compare(folder / "worse/seed-0", folder / "worse/seed-1", truth)
    assert proof.verdict == "undecided"
    assert proof.about == "models"
    assert proof.needed.largest == pytest.approx(max(abs(end) for end in proof.main.interval))
    assert proof.needed.images > proof.groups
    assert "at least 3 seeds" in proof.more[0]
    assert "No difference larger than" in proof.more[1]


def test_one_overlap_can_be_asked_for(boxes):
    folder, truth = boxes
    half = compare(folder / "worse", folder / "better", truth, iou=0.5)
    whole = compare(folder / "worse", folder / "better", truth)
    assert half.main.a == next(row.a for row in whole.overall if row.measure == "AP50")


def test_slices_are_those_of_the_ground_truth_and_of_a_table_beside_it(boxes):
    folder, truth = boxes
    rows = [f"{at}.jpg,{'old' if at <= 5 else 'new'}" for at in range(1, 61)]
    (folder / "more.csv").write_text("\n".join(["file_name,age", *rows]))
    proof = compare(folder / "worse", folder / "better", truth, slices=["light", "age"], metadata=folder / "more.csv")
    told = {(row.column, row.value): row for row in proof.slices}
    assert told["light", "dark"].images == 20
    assert told["light", "bright"].p_adjusted >= told["light", "bright"].p
    few = told["age", "old"]
    assert (few.images, few.verdict, few.interval) == (5, "undecided", None)
    assert "too few images: 5" in few.note


def test_a_slice_is_what_its_images_alone_would_give(boxes):
    folder, truth = boxes
    content = json.loads(truth.read_text())
    dark = {entry["id"] for entry in content["images"] if entry["light"] == "dark"}
    content["images"] = [entry for entry in content["images"] if entry["id"] in dark]
    content["annotations"] = [entry for entry in content["annotations"] if entry["image_id"] in dark]
    (folder / "dark.json").write_text(json.dumps(content))
    file = folder / "worse/seed-0/results.json"
    (folder / "dark-results.json").write_text(
        json.dumps([entry for entry in json.loads(file.read_text()) if entry["image_id"] in dark])
    )
    alone = compare(folder / "dark-results.json", folder / "dark-results.json", folder / "dark.json")
    part = compare(file, file, truth, slices=["light"])
    assert next(row.a for row in part.slices if row.value == "dark") == pytest.approx(alone.main.a, abs=1e-12)


def test_groups_are_drawn_whole(boxes):
    folder, truth = boxes
    proof = compare(folder / "worse", folder / "better", truth, group="video")
    assert (proof.images, proof.groups) == (60, 30)
    assert compare(folder / "worse", folder / "better", truth).groups == 60


def test_classes_are_compared_with_mcnemar_beside_the_interval(classes):
    folder, truth = classes
    proof = compare(folder / "worse", folder / "better", truth, slices=["site"])
    assert proof.task == "classification"
    assert proof.verdict == "better"
    assert proof.mcnemar.only_b > proof.mcnemar.only_a
    assert proof.mcnemar.mid_p < 0.001
    assert [row.measure for row in proof.overall] == ["accuracy", "balanced accuracy"]
    assert [row.value for row in proof.classes] == ["ant", "bee", "cat"]
    assert proof.main.difference == pytest.approx((proof.mcnemar.only_b - proof.mcnemar.only_a) / 90)
    assert all(each.a != each.truth and each.b.startswith(each.truth) for each in proof.gained)


def test_the_interval_of_accuracies_is_the_one_of_paired_differences(classes):
    folder, truth = classes
    proof = compare(folder / "worse", folder / "better", truth, resamples=4000)
    a, b, n = proof.mcnemar.only_a, proof.mcnemar.only_b, 90
    wald = 1.987 * np.sqrt((a + b - (b - a) ** 2 / n) / (n * (n - 1)))
    assert proof.main.interval[1] - proof.main.difference == pytest.approx(wald, rel=0.05)


def test_the_verdict_can_be_about_another_measure(classes):
    folder, truth = classes
    proof = compare(folder / "worse", folder / "better", truth, measure="balanced accuracy")
    assert proof.main.measure == "balanced accuracy"
    with pytest.raises(OptionError, match="AP50"):
        compare(folder / "worse", folder / "better", truth, measure="AP50")


def test_the_same_seed_gives_the_same_bytes_and_they_can_be_read_back(boxes, tmp_path):
    folder, truth = boxes
    once, twice = (compare(folder / "worse", folder / "better", truth) for _ in range(2))
    assert proof_json(once) == proof_json(twice)
    write_proof(once, tmp_path)
    assert load_proof(tmp_path) == once
