import numpy as np
import pytest

from datadiet.errors import TooFewSamples
from datadiet.measure.tables.outliers import outliers


def found(scale, seed, n=400):
    rng = np.random.default_rng(seed)
    law = lambda: rng.standard_t(4, size=(n, 5))  # noqa: E731
    return outliers(law(), law(), scale * law(), rng=rng)


def test_the_same_law_has_a_twentieth_beyond_in_most_draws():
    held = sum(each.interval[0] <= 0.05 <= each.interval[1] for each in (found(1, seed) for seed in range(40)))
    assert held >= 34


@pytest.mark.parametrize("n", [44, 150])
def test_of_few_rows_of_the_same_law_hardly_any_are_called_off(n):
    """The threshold of 44 held-out rows is one of their two greatest: twice as many rows beyond it are no wonder."""
    tables = [found(1, seed, n) for seed in range(60)]
    assert sum(not each.sure[0] <= 0.05 <= each.sure[1] for each in tables) <= 3
    assert sum(not each.interval[0] <= 0.05 <= each.interval[1] for each in tables) <= 8
    assert max(each.rate for each in tables) > 0.1


def test_lost_tails_are_zero_and_invented_ones_many():
    lost, invented = found(0.3, 1), found(3, 2)
    assert lost.rate < 0.01
    assert lost.interval[1] < 0.05
    assert invented.rate > 0.4
    assert invented.interval[0] > 0.3


def test_a_rate_of_zero_is_not_sure():
    assert found(0.01, 3, n=30).interval[1] > 0.03


def test_few_rows_are_refused():
    with pytest.raises(TooFewSamples, match="held-out"):
        outliers(np.zeros((50, 2)), np.zeros((5, 2)), np.zeros((50, 2)), rng=np.random.default_rng(0))
