import numpy as np
import pytest
from scipy.stats import rankdata, spearmanr
from scipy.stats.contingency import association, crosstab

from datadiet.measure.tables.association import MOST_LEVELS, Columns
from tests.measure.tables.made import LEVELS, mixed


def ratio(codes, numbers):
    """The correlation ratio, group by group."""
    ranks = rankdata(numbers)
    groups = [ranks[codes == code] for code in np.unique(codes)]
    between = sum(len(group) * (group.mean() - ranks.mean()) ** 2 for group in groups)
    return (between / ((ranks - ranks.mean()) ** 2).sum()) ** 0.5


def test_numbers_are_compared_by_spearman():
    values = mixed(300, np.random.default_rng(0))
    found = Columns.of(values, LEVELS).associations()
    assert found[:3, :3] == pytest.approx(spearmanr(values[:, :3]).statistic, abs=1e-5)


def test_levels_by_cramer_and_both_by_the_correlation_ratio():
    values = mixed(300, np.random.default_rng(1))
    found = Columns.of(values, LEVELS).associations()
    table = crosstab(values[:, 3], values[:, 4]).count
    assert found[3, 4] == pytest.approx(association(table, method="cramer"), abs=1e-6)
    for number in range(3):
        assert found[3, number] == found[number, 3] == pytest.approx(ratio(values[:, 3], values[:, number]), abs=1e-4)


def test_rows_that_count_twice_are_rows_that_are_there_twice():
    rng = np.random.default_rng(2)
    values = mixed(200, rng)
    columns = Columns.of(values, LEVELS)
    weights = rng.integers(0, 3, 200)
    twice = columns.rows(np.repeat(np.arange(200), weights))
    assert columns.associations(weights.astype(float)) == pytest.approx(twice.associations(), abs=1e-5)


def test_missing_values_leave_their_pairs_out():
    values = mixed(400, np.random.default_rng(3), missing=0.2)
    found = Columns.of(values, LEVELS).associations()
    both = ~np.isnan(values[:, 0]) & ~np.isnan(values[:, 1])
    # Ranks are those among all rows in which the value is there, so the oracle ranks before it leaves rows out.
    ranks = [rankdata(np.where(np.isnan(values[:, j]), np.inf, values[:, j]))[both] for j in (0, 1)]
    assert found[0, 1] == pytest.approx(np.corrcoef(*ranks)[0, 1], abs=1e-4)


def test_what_does_not_vary_goes_with_nothing():
    values = np.column_stack([np.full(50, 3.0), np.arange(50.0), np.zeros(50), np.full(50, np.nan)])
    found = Columns.of(values, np.array([0, 0, 2, 0])).associations()
    assert found == pytest.approx(np.eye(4))


def test_rare_levels_are_taken_together():
    rng = np.random.default_rng(4)
    values = np.column_stack([rng.integers(500, size=2000), rng.integers(2, size=2000)]).astype(float)
    columns = Columns.of(values, np.array([500, 2]))
    assert columns.indicators.shape[1] == MOST_LEVELS + 1 + 3
    assert columns.indicators.sum(axis=1) == pytest.approx(2)
