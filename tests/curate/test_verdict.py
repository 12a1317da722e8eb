from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from datadiet.curate.evidence import Worth
from datadiet.curate.verdict import VERDICTS, Evidence, judge
from datadiet.data.dataset import Problem
from datadiet.errors import OptionError
from datadiet.measure.neighbours import neighbours
from datadiet.measure.realism import realism

N = 200


def gaussians(n=N, *, seed=0, scale=1.0, shift=0.0):
    return (scale * np.random.default_rng(seed).normal(size=(n, 4)) + shift).astype(np.float32)


def evidence(real, synthetic, *, radius=0.01, **known):
    lists = neighbours(real, synthetic, k=16)
    n = len(synthetic)
    found = Evidence(
        vectors=synthetic,
        nearest_real=lists.real_index[len(real) :, 0],
        nearest_real_distance=lists.real_distance[len(real) :, 0],
        synthetic_index=lists.synthetic_index[len(real) :],
        synthetic_distance=lists.synthetic_distance[len(real) :],
        realism=realism(real, synthetic, rng=np.random.default_rng(0), neighbours=lists),
        copied_from=np.full(n, -1),
        same_content=np.zeros(n, bool),
        copy_limit=np.full(n, 0.25),
        uniqueness=np.full(n, 0.5),
        radius=radius,
        redundancy_judged=True,
        saturated=False,
    )
    return replace(found, **known)


def frame(n, letter):
    return pl.DataFrame({"id": [f"{letter}{i}" for i in range(n)], "uri": [f"/{letter}{i}.png" for i in range(n)]})


def judged(found, **options):
    return judge(found, frame(len(found), "s"), frame(N, "r"), level="scene", **options)


def test_samples_of_the_real_law_are_kept():
    result = judged(evidence(gaussians(), gaussians(100, seed=1)))
    assert result.counts.get("kept", 0) >= 98
    assert result.rows.schema == VERDICTS
    assert "no model was asked" in result.rows["reason"][0]
    assert sorted(result.rows["rank"].to_list()) == list(range(1, 101))


def test_a_far_sample_is_unrealistic_and_the_reason_has_its_numbers():
    synthetic = np.concatenate([gaussians(40, seed=1), np.full((10, 4), 30, np.float32)])
    rows = judged(evidence(gaussians(), synthetic)).rows[40:]
    assert set(rows["verdict"]) <= {"unrealistic"}
    assert rows["realism_adjusted"].max() <= 0.05
    assert f"{rows['distance'][0]:.3g} from its 5th nearest real sample" in rows["reason"][0]


def test_unrealistic_is_withheld_where_the_set_is_saturated_and_the_ranks_go_on():
    result = judged(evidence(gaussians(), gaussians(50, seed=1, shift=20), saturated=True))
    assert set(result.rows["verdict"]) == {"kept"}
    assert "number" in result.rows["reason"][0]
    assert "the whole set lies apart" in result.notes[0]
    far = judged(evidence(gaussians(), gaussians(50, seed=1, shift=20)))
    assert set(far.rows["verdict"]) == {"unrealistic"}


def test_copies_come_before_anything_else():
    real = gaussians()
    copied_from = np.arange(50)
    same = np.arange(50) < 20
    rows = judged(
        evidence(real, real[:50] + 100, copied_from=copied_from, same_content=same, redundancy_judged=False)
    ).rows
    assert set(rows["verdict"]) == {"copied"}
    assert rows["reason"][3] == "It has the same content as the real sample r3."
    assert rows["reason"][30].startswith("It is a near-copy of the real sample r30: ")
    assert rows["reason"][30].endswith(" away; below 0.25 is a copy.")


def test_a_collapsed_set_keeps_one_and_names_it_for_the_others():
    synthetic = np.zeros((60, 4), np.float32)
    rows = judged(evidence(gaussians(), synthetic)).rows
    assert rows["verdict"].to_list() == ["kept"] + ["redundant"] * 59
    assert set(rows["redundant_with"][1:]) == {"s0"}
    assert "of s0, which is kept" in rows["reason"][5]


def test_of_two_that_are_near_the_more_realistic_is_kept():
    synthetic = np.array([[1.5, 1.5, 1.5, 1.5], [1.4, 1.4, 1.4, 1.4]], np.float32)
    rows = judged(evidence(gaussians(), synthetic, radius=0.5)).rows
    assert rows["verdict"].to_list() == ["redundant", "kept"]
    assert rows["rank"].to_list() == [2, 1]


def test_an_unrealistic_sample_makes_no_other_redundant():
    synthetic = np.concatenate([gaussians(30, seed=1), np.full((10, 4), 30, np.float32)])
    rows = judged(evidence(gaussians(), synthetic, radius=100.0)).rows
    assert rows["verdict"].to_list().count("kept") == 1
    assert set(rows["verdict"][30:]) == {"unrealistic"}


def test_redundancy_that_cannot_be_judged_is_withheld_and_noted():
    result = judged(evidence(gaussians(), np.zeros((20, 4), np.float32), redundancy_judged=False))
    assert set(result.rows["verdict"]) == {"kept"}
    assert any("No sample is called redundant" in note for note in result.notes)


def test_a_wide_set_loses_its_outliers_and_a_narrow_one_none():
    wide = judged(evidence(gaussians(), gaussians(100, seed=1, scale=5))).counts
    narrow = judged(evidence(gaussians(), gaussians(100, seed=1, scale=0.3))).counts
    assert wide["unrealistic"] > 50
    assert "unrealistic" not in narrow


def test_a_perfect_generator_seldom_loses_samples():
    lost = [
        judged(evidence(gaussians(seed=2 * i), gaussians(seed=2 * i + 1))).counts.get("unrealistic", 0)
        for i in range(20)
    ]
    assert np.mean([count > 0 for count in lost]) <= 0.2


def test_what_has_no_vector_is_unreadable_with_its_problem():
    missing = pl.DataFrame({"id": ["bad", "gone"], "uri": ["/bad.png", "/gone.png"], "label": ["cat", None]})
    problems = [Problem("bad", "the file ends early"), Problem("/gone.png", "no such file")]
    result = judged(evidence(gaussians(), gaussians(30, seed=1)), unreadable=missing, problems=problems)
    rows = result.rows[30:]
    assert result.rows.schema == VERDICTS
    assert rows["reason"].to_list() == [
        "It could not be read: the file ends early.",
        "It could not be read: no such file.",
    ]
    assert rows["label"].to_list() == ["cat", None]
    assert rows["realism"].null_count() == 2
    assert next(iter(result.counts)) == "unreadable"


def test_neighbours_are_named_on_the_right_side():
    real, synthetic = gaussians(), gaussians(30, seed=1)
    rows = judged(evidence(real, synthetic)).rows
    across = np.linalg.norm(synthetic[:, None] - real[None], axis=2)
    within = np.linalg.norm(synthetic[:, None] - synthetic[None], axis=2) + 1e9 * np.eye(30)
    assert rows["nearest_real"].to_list() == [f"r{i}" for i in across.argmin(axis=1)]
    assert rows["nearest_real_uri"][0] == f"/r{across[0].argmin()}.png"
    assert rows["nearest_synthetic"].to_list() == [f"s{i}" for i in within.argmin(axis=1)]
    np.testing.assert_allclose(rows["uniqueness_full"], within.min(axis=1) / 0.01, rtol=1e-4)


def test_a_single_sample_and_no_radius_give_nulls_and_not_infinities():
    row = judged(evidence(gaussians(), gaussians(1, seed=1), radius=0.0)).rows.row(0, named=True)
    assert row["nearest_synthetic"] is None
    assert row["nearest_synthetic_distance"] is None
    assert row["uniqueness_full"] is None


def test_rows_that_do_not_fit_are_refused():
    with pytest.raises(OptionError, match="3 rows of samples"):
        judge(evidence(gaussians(), gaussians(5, seed=1)), frame(3, "s"), frame(N, "r"), level="scene")


def test_samples_outside_the_core_are_judged_after_it():
    synthetic = np.zeros((4, 4), np.float32)
    core = np.array([False, True, True, False])
    found = evidence(gaussians(), synthetic)
    found = replace(found, core=core, synthetic_index=np.array([[1, 2], [2, -1], [1, -1], [1, 2]]))
    found = replace(found, synthetic_distance=np.array([[0, 0], [0, np.inf], [0, np.inf], [0, 0]]))
    result = judged(found)
    assert result.rows["verdict"].to_list() == ["redundant", "kept", "redundant", "redundant"]
    assert any("2 random synthetic samples" in note for note in result.notes)


def worth(low, high, *, cut=0.1, **known):
    n = len(low)
    found = Worth(
        value=(np.array(low) + np.array(high)) / 2,
        low=np.array(low),
        high=np.array(high),
        relevance=np.ones(n),
        novelty=np.ones(n),
        doubt=np.zeros(n),
        turn=np.arange(1, n + 1),
        cut=cut,
        k=5,
        validation=200,
        relevance_cut=None,
        why_not=("",) * n,
    )
    return replace(found, **known)


ENDS = ([-2, -1, 0.05, 0.3, -0.3], [-1, 0.5, 0.9, 0.8, -0.1])


def test_value_makes_samples_harmful_helpful_or_neutral_with_the_numbers():
    synthetic = gaussians(5, seed=1)
    rows = judged(evidence(gaussians(), synthetic, worth=worth(*ENDS))).rows
    assert rows["verdict"].to_list() == ["harmful", "neutral", "neutral", "helpful", "harmful"]
    assert "-1.50 [-2.00, -1.00], wholly below 0.00, that of a sample that never votes" in rows["reason"][0]
    assert "200 real samples do not tell" in rows["reason"][1]
    assert "wholly above 0.10" in rows["reason"][3]
    assert rows["value_low"].to_list() == ENDS[0]
    assert rows["turn"].to_list() == [1, 2, 3, 4, 5]
    assert rows.schema == VERDICTS


def test_what_is_as_far_from_real_samples_as_junk_helps_nobody():
    relevance = np.array([1, 1, 1, 0.2, 1.0])
    asked = worth(*ENDS, relevance=relevance, relevance_cut=0.5)
    rows = judged(evidence(gaussians(), gaussians(5, seed=1), worth=asked)).rows
    assert rows["verdict"].to_list() == ["harmful", "neutral", "neutral", "neutral", "harmful"]
    assert "its relevance, 0.20, is that of planted junk (below 0.50)" in rows["reason"][3]


def test_harm_lies_below_0_whatever_the_cut_and_below_a_lower_cut():
    high = judged(evidence(gaussians(), gaussians(5, seed=1), worth=worth(*ENDS, cut=0.95)))
    assert high.rows["verdict"].to_list() == ["harmful", "neutral", "neutral", "neutral", "harmful"]
    low = judged(evidence(gaussians(), gaussians(5, seed=1), worth=worth(*ENDS, cut=-0.5)))
    assert low.rows["verdict"].to_list() == ["harmful", "neutral", "helpful", "helpful", "neutral"]
    assert "wholly below -0.50, the cut of planted wrong labels" in low.rows["reason"][0]


def test_without_a_cut_nothing_is_harmful():
    found = judged(evidence(gaussians(), gaussians(5, seed=1), worth=worth(*ENDS, cut=None)))
    assert "harmful" not in found.counts
    assert found.counts["helpful"] == 2


def test_copies_come_before_harm_and_harm_before_all_that_is_odd():
    synthetic = np.concatenate([gaussians(40, seed=1), np.full((10, 4), 30, np.float32)])
    low = worth([-2.0] * 50, [-1.0] * 50)
    copied = np.full(50, -1)
    copied[0] = 3
    rows = judged(evidence(gaussians(), synthetic, worth=low, copied_from=copied)).rows
    assert rows["verdict"].to_list() == ["copied"] + ["harmful"] * 49


def test_a_sample_without_a_value_is_kept_and_told_why():
    known = worth([np.nan], [np.nan], why_not=("it has no label",))
    row = judged(evidence(gaussians(), gaussians(1, seed=1), worth=known)).rows.row(0, named=True)
    assert row["verdict"] == "kept"
    assert row["value"] is None
    assert "no model could be asked, for it has no label" in row["reason"]


def test_of_two_that_repeat_each_other_the_more_valuable_is_kept():
    synthetic = np.concatenate([gaussians(3, seed=1), gaussians(3, seed=1) + 1e-4]).astype(np.float32)
    values = np.array([0.5, 0.9, 0.5, 0.9, 0.5, 0.9])
    rows = judged(evidence(gaussians(), synthetic, worth=worth(values - 0.01, values + 0.01, cut=0.0))).rows
    assert rows["verdict"].to_list() == ["redundant", "helpful", "redundant", "helpful", "redundant", "helpful"]
