import numpy as np
import pytest

from datadiet.errors import TooFewSamples
from datadiet.measure.tables.pairs import pairs
from tests.measure.tables.made import LEVELS, mixed


def test_the_same_rows_in_another_order_are_alike():
    rng = np.random.default_rng(0)
    real = mixed(200, rng)
    assert pairs(real, real[::-1], LEVELS, rng=rng).score == pytest.approx(1, abs=1e-6)


def test_columns_shuffled_apart_lose_half_of_what_went_together():
    rng = np.random.default_rng(1)
    real = mixed(2000, rng)
    apart = np.column_stack([rng.permutation(real[:, j]) for j in range(5)])
    found = pairs(real, apart, LEVELS, rng=rng)
    upper = np.triu_indices(5, 1)
    assert found.score == pytest.approx(1 - np.abs(found.real - found.synthetic)[upper].mean() / 2)
    assert found.score < 0.93
    assert found.interval[1] < 0.95
    assert np.abs(found.synthetic[upper]).max() < 0.1
    assert found.real[0, 1] > 0.6


def test_a_turned_sign_is_the_worst():
    x = np.arange(100.0)
    rng = np.random.default_rng(2)
    assert pairs(np.column_stack([x, x]), np.column_stack([x, -x]), np.zeros(2, int), rng=rng).score == pytest.approx(0)


def test_the_same_law_lies_within_the_interval_of_the_truth():
    """Of two samples of one law the score falls short of 1 by their scatter; the interval says how that varies."""
    rng = np.random.default_rng(3)
    found = pairs(mixed(500, rng), mixed(500, rng), LEVELS, rng=rng)
    again = [pairs(mixed(500, rng), mixed(500, rng), LEVELS, rng=rng).score for _ in range(20)]
    assert found.interval[0] <= np.mean(again) <= found.interval[1]


def test_one_column_is_refused():
    with pytest.raises(TooFewSamples, match="1 columns"):
        pairs(np.zeros((9, 1)), np.zeros((9, 1)), np.array([0]), rng=np.random.default_rng(0))
