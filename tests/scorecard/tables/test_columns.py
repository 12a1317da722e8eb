from datetime import UTC, datetime

import numpy as np
import pytest

from datadiet.schema import Column
from datadiet.scorecard.tables.coding import OTHER
from datadiet.scorecard.tables.columns import lost_levels
from datadiet.scorecard.tables.histograms import BINS, MOST, histogram

JOB = Column("job", "category", "String", levels=("clerk", "nurse", "pilot", OTHER))
X = Column("x", "real", "Float64")


def test_a_rare_level_counts_as_lost_only_where_chance_would_not_leave_it_out():
    real = np.repeat([0.0, 1, 2], [500, 480, 20])
    assert lost_levels(JOB, real, np.repeat([0.0, 1], 500)) == ("pilot",)
    assert lost_levels(JOB, real, np.repeat([0.0, 1], 40)) == ()
    assert lost_levels(JOB, real, real) == ()


def test_of_many_levels_hardly_one_counts_as_lost_by_chance():
    column = Column("z", "category", "String", levels=(*(f"l{k}" for k in range(200)), OTHER))
    draws = [np.random.default_rng(seed).integers(0, 200, (2, 1000)).astype(float) for seed in range(60)]
    assert sum(bool(lost_levels(column, *draw)) for draw in draws) <= 3


def test_shares_of_levels_are_exact_and_missing_values_in_none():
    real = np.array([0, 0, 1, np.nan])
    found = histogram(JOB, real, np.array([3.0, 3, 1, 1]))
    assert found.labels == ("clerk", "nurse", "pilot", OTHER)
    assert found.real == (0.5, 0.25, 0, 0)
    assert found.synthetic == (0, 0.5, 0, 0.5)


def test_many_levels_are_taken_together():
    column = Column("z", "category", "String", levels=(*(f"l{k}" for k in range(30)), OTHER))
    values = np.repeat(np.arange(30.0), np.arange(30, 0, -1))
    found = histogram(column, values, values)
    assert len(found.labels) == MOST + 1
    assert found.labels[-1] == "22 others"
    assert sum(found.real) == pytest.approx(1, abs=1e-3)


def test_bins_hold_every_row_also_those_beyond_the_ends():
    rng = np.random.default_rng(0)
    found = histogram(X, rng.normal(size=1000), np.append(rng.normal(size=999), 1e9))
    assert len(found.labels) == BINS + 1
    assert sum(found.real) == pytest.approx(1, abs=1e-3)
    assert sum(found.synthetic) == pytest.approx(1, abs=1e-3)


def test_skewed_columns_have_bins_even_on_a_log_scale():
    found = histogram(X, np.random.default_rng(1).lognormal(0, 2, 2000), np.random.default_rng(2).lognormal(0, 2, 2000))
    assert max(found.real) < 0.3


def test_constant_and_missing_sides():
    assert histogram(X, np.ones(5), np.ones(5)).real == (1.0,)
    assert sum(histogram(X, np.arange(9.0), np.full(4, np.nan)).synthetic) == 0


def test_dates_are_written_as_dates():
    seconds = np.linspace(
        datetime(2024, 1, 1, tzinfo=UTC).timestamp(), datetime(2024, 12, 31, tzinfo=UTC).timestamp(), 90
    )
    labels = histogram(Column("d", "datetime", "Date"), seconds, seconds).labels
    assert labels[0].startswith("2024-01-0")
    assert labels[-1].startswith("2024-12-3")
