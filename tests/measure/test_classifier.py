import numpy as np
import pytest

from datadiet.errors import TooFewSamples
from datadiet.measure.classifier import two_sample_auc


@pytest.mark.parametrize("kind", ["linear", "boosting"])
def test_apart_sets_are_told_apart_and_the_interval_says_how_surely(kind):
    rng = np.random.default_rng(0)
    auc = two_sample_auc(rng.normal(size=(60, 4)), rng.normal(size=(50, 4)) + 9, rng=rng, kind=kind)
    assert auc.score == 1
    assert auc.interval == pytest.approx((0.025 ** (1 / 50), 1.0))


def test_a_shift_scores_as_its_closed_form():
    rng = np.random.default_rng(0)
    auc = two_sample_auc(rng.normal(size=(1500, 1)), rng.normal(size=(1500, 1)) + 1, rng=rng)
    assert auc.interval[0] < 0.7602 < auc.interval[1]  # the normal distribution function at 1 / sqrt(2)
    assert auc.interval[1] - auc.interval[0] < 0.08


def test_the_interval_holds_chance_for_one_law():
    held = []
    for seed in range(100):
        rng = np.random.default_rng(seed)
        low, high = two_sample_auc(rng.normal(size=(60, 8)), rng.normal(size=(60, 8)), rng=rng).interval
        held.append(low <= 0.5 <= high)
    assert np.mean(held) >= 0.9


def test_only_boosting_sees_that_a_set_is_wider():
    rng = np.random.default_rng(0)
    real, synthetic = rng.normal(size=(400, 2)), 3 * rng.normal(size=(400, 2))
    assert two_sample_auc(real, synthetic, rng=rng, kind="boosting").score > 0.75
    assert two_sample_auc(real, synthetic, rng=rng, kind="linear").score < 0.65


def test_members_of_a_group_are_never_on_both_sides_of_a_fold():
    rng = np.random.default_rng(0)
    names = np.repeat(np.arange(20), 15)
    videos = [5 * rng.normal(size=(20, 32))[names] + 0.01 * rng.normal(size=(300, 32)) for _ in range(2)]
    declared = two_sample_auc(*videos, rng=rng, real_groups=names, synthetic_groups=names, kind="boosting")
    assert declared.interval[0] < 0.5 < declared.interval[1]
    assert two_sample_auc(*videos, rng=rng, kind="boosting").score > 0.95


def test_constant_vectors_are_chance():
    auc = two_sample_auc(np.ones((20, 3)), np.ones((20, 3)), rng=np.random.default_rng(0))
    assert auc.score == 0.5


def test_a_single_group_is_refused():
    with pytest.raises(TooFewSamples, match="two independent groups"):
        two_sample_auc(
            np.zeros((4, 2)), np.zeros((4, 2)), rng=np.random.default_rng(0), real_groups=np.zeros(4, dtype=int)
        )
