import numpy as np
import pytest

from datadiet.errors import TooFewSamples
from datadiet.measure.discs import exclusive_areas, union_area
from datadiet.measure.saturation import saturation
from datadiet.measure.survey import expected_area, survey

DISC = np.pi * 0.1**2


def gained(before: np.ndarray, more: np.ndarray) -> float:
    return (union_area(np.concatenate([before, more]), 0.1) - union_area(before, 0.1)) / DISC


def test_a_plateau_is_the_first_n_whose_last_tenth_adds_little():
    points = np.random.default_rng(0).random((900, 2))
    found = saturation(points, 0.1, rng=np.random.default_rng(1))
    ground = survey(points, 0.1, rng=np.random.default_rng(1))
    n = np.arange(1, 901)
    window = np.maximum(1, np.rint(0.1 * n)).astype(int)
    gain = (expected_area(ground, n) - expected_area(ground, n - window)) / window / DISC
    assert found.plateau == n[gain < 0.05][0]
    assert 100 < found.plateau < 900


def test_a_plateau_that_is_not_reached_is_none():
    assert saturation(10 * np.random.default_rng(0).random((50, 2)), 0.1, rng=np.random.default_rng(1)).plateau is None


def test_the_gain_is_the_mean_exclusive_area_in_discs():
    points = np.random.default_rng(0).random((200, 2))
    found = saturation(points, 0.1, rng=np.random.default_rng(1))
    assert found.gain == pytest.approx(exclusive_areas(points, 0.1).mean() / DISC)


def test_half_of_a_set_foretells_what_the_other_half_adds():
    rng, inside, error, truth = np.random.default_rng(3), 0, 0.0, 0.0
    for trial in range(30):
        law = rng.standard_normal if trial % 2 else rng.random
        points = law((300, 2))
        found = saturation(points[:150], 0.1, rng=rng)
        really = gained(points[:150], points[150:])
        inside += found.next_interval[0] <= really <= found.next_interval[1]
        error, truth = error + found.next_gain - really, truth + really
    assert found.next_n == 150
    assert inside >= 27
    assert abs(error) < 0.08 * truth


def test_after_a_base_only_ground_beyond_it_is_foretold():
    rng = np.random.default_rng(4)
    base, points, more = (rng.random((n, 2)) for n in (100, 60, 60))
    found = saturation(points, 0.1, base=base, rng=rng)
    really = gained(np.concatenate([base, points]), more)
    assert found.next_interval[0] <= really <= found.next_interval[1]
    assert found.curve.mean[0] == pytest.approx(union_area(base, 0.1))
    assert found.next_gain < saturation(points, 0.1, rng=rng).next_gain


def test_with_groups_it_is_new_groups_that_are_foretold():
    rng, inside = np.random.default_rng(5), 0
    groups = np.repeat(np.arange(20), 8)
    for _ in range(15):
        first, second = (
            (rng.random((20, 1, 2)) * 3 + 0.05 * rng.standard_normal((20, 8, 2))).reshape(-1, 2) for _ in "ab"
        )
        declared = saturation(first, 0.1, groups=groups, rng=rng)
        really = gained(first, second)
        inside += declared.next_interval[0] <= really <= declared.next_interval[1]
    blind = saturation(first, 0.1, rng=rng)
    assert inside >= 13
    assert blind.next_gain < 0.6 * really  # it takes more frames of the same videos for what comes next


def test_identical_samples_are_saturated():
    found = saturation(np.ones((20, 2)), 0.1, rng=np.random.default_rng(0))
    assert (found.plateau, found.gain, found.next_gain) == (2, 0.0, 0.0)


def test_disjoint_samples_promise_as_many_discs_again_but_not_for_certain():
    found = saturation(np.arange(60.0).reshape(30, 2), 0.1, rng=np.random.default_rng(0))
    assert found.gain == pytest.approx(1.0)
    assert found.next_gain == pytest.approx(30, abs=0.01)
    assert found.next_interval[0] < 29
    assert found.next_interval[1] == 30


def test_one_group_is_too_few():
    with pytest.raises(TooFewSamples, match="two"):
        saturation(np.random.default_rng(0).random((9, 2)), 0.1, groups=np.zeros(9), rng=np.random.default_rng(0))
    with pytest.raises(TooFewSamples):
        saturation(np.ones((1, 2)), 0.1, rng=np.random.default_rng(0))
