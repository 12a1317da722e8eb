import numpy as np
import pytest

from datadiet.measure.design import Design, Groups
from datadiet.measure.faults import FAULTS, crowding
from datadiet.measure.indistinguishability import indistinguishability
from datadiet.measure.neighbours import neighbours
from datadiet.measure.votes import Pool


def _judge(real, synthetic, **given):
    return indistinguishability(real, synthetic, rng=np.random.default_rng(0), permutations=299, **given)


@pytest.mark.parametrize(("scale", "fault"), [(1.1, "dispersed"), (0.9, "collapsed")])
def test_shells_are_named_by_the_side_that_surrounds_the_other(scale, fault):
    """Seen: S_s 1.99 and S_r .004 for 1.1 in 512 dimensions, and the reverse for 0.9."""
    rng = np.random.default_rng(0)
    result = _judge(rng.normal(size=(600, 512)), scale * rng.normal(size=(600, 512)))
    high, low = result.synthetic_to_real, result.real_to_synthetic
    if fault == "collapsed":
        high, low = low, high
    assert high == pytest.approx(1.99, abs=0.02)
    assert low == pytest.approx(0.004, abs=0.02)
    assert fault in result.faults
    assert not {"dispersed", "collapsed", "copied"} - {fault} & set(result.faults)
    assert result.verdict == "distinguishable"
    assert f"{result.synthetic_to_real:.2f} times" in result.reasons[fault]


def test_exact_copies_score_above_chance_both_ways_and_are_named():
    """Each copy finds its original in half of the subsamples: 1.5 both ways with ties shared."""
    real = np.random.default_rng(0).normal(size=(400, 32))
    result = _judge(real, real.copy())
    assert result.score == 1
    assert result.synthetic_to_real == pytest.approx(1.5, abs=0.05)
    assert result.real_to_synthetic == pytest.approx(1.5, abs=0.05)
    assert result.faults == ("copied",)
    assert result.verdict == "undecided"
    assert "400 of 400 synthetic samples lie closer to a real one" in result.reasons["copied"]


def test_a_tenth_of_near_copies_is_named_though_the_score_is_at_its_best():
    rng = np.random.default_rng(0)
    real, synthetic = rng.normal(size=(2, 400, 32))
    synthetic[:40] = real[:40] + 1e-3
    result = _judge(real, synthetic)
    assert result.score > 0.8
    assert result.faults == ("copied",)
    assert "40 of 400" in result.reasons["copied"]


def test_the_same_content_is_named_even_once():
    rng = np.random.default_rng(0)
    real, synthetic = rng.normal(size=(2, 100, 8))
    exact = np.arange(100) == 17
    result = _judge(real, synthetic, exact=exact)
    assert result.reasons == {"copied": "1 of 100 synthetic samples has the same content as a real one."}
    assert _judge(real, synthetic, exact=np.zeros(100, bool)).faults == ()


@pytest.mark.parametrize("kinds", [1, 10, 40])
def test_repeated_samples_are_named(kinds):
    rng = np.random.default_rng(0)
    real = rng.normal(size=(400, 16))
    synthetic = np.repeat(rng.normal(size=(kinds, 16)), 400 // kinds, axis=0)
    result = _judge(real, synthetic + 1e-4 * rng.normal(size=(400, 16)))
    assert "repeated" in result.faults
    assert "Synthetic samples repeat each other" in result.reasons["repeated"]


def test_a_mode_that_collapses_in_the_plane_is_named_where_neither_score_rises():
    rng = np.random.default_rng(0)
    result = _judge(rng.normal(size=(400, 2)), 1e-3 * rng.normal(size=(400, 2)))
    assert "repeated" in result.faults
    assert "collapsed" not in result.faults


def test_frames_that_are_declared_as_groups_do_not_repeat_each_other():
    rng = np.random.default_rng(0)
    real = rng.normal(size=(400, 16))
    frames = (rng.normal(size=(40, 1, 16)) + 1e-2 * rng.normal(size=(40, 10, 16))).reshape(-1, 16)
    assert "repeated" in _judge(real, frames).faults
    assert _judge(real, frames, synthetic_groups=np.repeat(np.arange(40), 10)).faults == ()


@pytest.mark.parametrize("d", [2, 16, 128])
def test_two_sets_of_one_law_have_no_fault(d):
    for seed in range(5):
        rng = np.random.default_rng(seed)
        assert _judge(rng.normal(size=(150, d)), rng.normal(size=(150, d))).faults == ()


def test_crowding_agrees_with_the_distances_of_the_subsamples():
    rng = np.random.default_rng(0)
    real, synthetic = rng.normal(size=(2, 60, 3)).astype(np.float32)
    design = Design.draw(Groups.read(None, 60), Groups.read(None, 60), rng=rng, subsamples=3)
    crowded = crowding(Pool.of(real, synthetic, neighbours(real, synthetic)), design)

    def nearest(vectors):
        apart = np.linalg.norm(vectors[:, None] - vectors, axis=-1)
        np.fill_diagonal(apart, np.inf)
        return apart.min(axis=1)

    assert crowded.synthetic == pytest.approx(np.median([np.median(nearest(synthetic[s])) for s in design.synthetic]))
    assert crowded.real == pytest.approx(np.median([np.percentile(nearest(real[r]), 5) for r in design.real]))


def test_faults_are_named_in_a_fixed_order():
    assert FAULTS == ("dispersed", "collapsed", "copied", "repeated")
