import numpy as np
import pytest
from scipy.stats import t as student

from datadiet.measure.luck import estimate, images_needed, seeds_needed, telling


def side(points: list[float], draws: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.array(points), draws


def test_one_seed_a_side_is_students_interval_from_the_paired_resamples():
    rng = np.random.default_rng(0)
    hard, own = rng.normal(0, 0.1, 500), rng.normal(0, 0.01, 500)
    found = estimate((side([0.5], (0.5 + hard)[None]), side([0.53], (0.53 + hard + own)[None])), groups=100)
    deviation = np.sqrt(np.var(own, ddof=1) * 100 / 99)
    assert found.value == pytest.approx(0.03)
    assert found.high - found.value == pytest.approx(student.isf(0.025, 99) * deviation)
    assert found.p == pytest.approx(2 * student.sf(0.03 / deviation, 99))
    assert found.by_seeds is None
    assert found.share_of_seeds is None


def test_seeds_that_differ_widen_the_interval_and_take_their_share():
    one, other = 0.5 + np.random.default_rng(1).normal(0, 0.001, (2, 1, 50)).repeat(3, axis=1)
    found = estimate((side([0.4, 0.5, 0.6], one - 0.1), side([0.5, 0.6, 0.7], other)), groups=50)
    assert found.by_seeds == pytest.approx(2 * 0.01 / 3)
    assert found.share_of_seeds > 0.99
    assert found.low < 0 < found.high


def test_what_the_images_explain_of_the_spread_of_seeds_is_not_counted_twice():
    rng = np.random.default_rng(2)
    meeting = rng.normal(0, 0.02, (3, 4000))
    points = [0.5, 0.51, 0.49]  # no more apart than images alone would put them
    found = estimate((side(points, 0.5 + meeting), side(points, 0.5 + meeting)), groups=100)
    assert found.by_seeds == 0


def test_the_same_resamples_on_both_sides_are_certain():
    draws = np.random.default_rng(3).normal(0.5, 0.1, (1, 200))
    found = estimate((side([0.5], draws), side([0.5], draws)), groups=40)
    assert (found.value, found.low, found.high, found.p) == (0, 0, 0, 1)


def test_a_difference_that_no_resample_changes_still_has_an_interval():
    found = estimate((side([0.0], np.zeros((1, 100))), side([1.0], np.ones((1, 100)))), groups=20)
    assert found.low < 1 < found.high
    assert found.p < 0.001
    alone = estimate((side([0.0], np.zeros((1, 100))),), groups=20)
    assert alone.low < 0 < alone.high


def test_as_many_images_as_are_asked_for_tell_the_difference_in_four_of_five_experiments():
    rng = np.random.default_rng(4)
    draws = rng.normal(0.02, 0.02, 20_000)
    found = estimate((side([0.5], np.full((1, 20_000), 0.5)), side([0.52], (0.5 + draws)[None])), groups=100)
    needed = images_needed(found, 100)
    deviation = 0.02 * np.sqrt(100 / needed)
    told = np.mean(np.abs(rng.normal(0.02, deviation, 20_000)) > 1.96 * deviation)
    assert told == pytest.approx(0.8, abs=0.02)
    assert telling() == pytest.approx(2.802, abs=0.001)


def test_no_number_of_images_helps_where_seeds_alone_hide_the_difference():
    one, other = 0.5 + np.random.default_rng(1).normal(0, 0.001, (2, 1, 50)).repeat(3, axis=1)
    found = estimate((side([0.4, 0.5, 0.6], one), side([0.41, 0.51, 0.61], other + 0.01)), groups=50)
    assert images_needed(found, 50) is None
    assert seeds_needed(found, 3) > 100
