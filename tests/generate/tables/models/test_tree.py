import json

import numpy as np
import pytest
from scipy.stats import norm

from datadiet.errors import DataError, TooFewSamples
from datadiet.generate.tables.models.tree import TreeSampler, fit_tree
from datadiet.measure.tables.pairs import pairs
from datadiet.measure.tables.shapes import column_shapes
from datadiet.schema import Coded, Column
from tests.generate.tables.models.laws import COLUMNS, drawn, rows

LEVELS = np.array([len(column.levels) for column in COLUMNS])


@pytest.fixture(scope="module")
def model():
    return fit_tree(rows(3000, np.random.default_rng(0), missing=0.1), rng=np.random.default_rng(1))


def test_rows_have_the_law_that_was_fitted(model):
    truth, made = rows(20_000, np.random.default_rng(2), missing=0.1).values, drawn(model, 20_000)
    assert min(column_shapes(truth, made, LEVELS)) > 0.96
    assert pairs(truth, made, LEVELS, rng=np.random.default_rng(3)).score > 0.97


def test_what_no_correlation_sees_is_kept():
    """Points on a ring: no column goes with the other in any monotone way."""
    rng = np.random.default_rng(4)
    angle = rng.uniform(0, 2 * np.pi, 4000)
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) + 0.05 * rng.normal(size=(4000, 2))
    columns = (Column("x", "real", "Float64"), Column("y", "real", "Float64"))
    radius = np.hypot(*drawn(fit_tree(Coded(columns, ring), rng=rng), 4000).T)
    assert np.mean(np.abs(radius - 1) < 0.2) > 0.85


def test_a_leaf_is_drawn_by_share():
    """A single column: the share below each number drawn is that of the real values."""
    values = np.sort(np.random.default_rng(5).exponential(size=1000))
    model = fit_tree(Coded(COLUMNS[:1], values[:, None]), rng=np.random.default_rng(0))
    shares = np.linspace(0.001, 0.999, 999)
    made = model.decode(norm.ppf(shares)[:, None])[:, 0]
    assert made == pytest.approx(np.interp(shares * 1000 - 0.5, np.arange(1000), values))
    assert not np.isin(made[1:-1], values).any()


def test_a_value_that_is_often_repeated_stays_one():
    values = np.concatenate([np.zeros(600), np.random.default_rng(6).uniform(1, 2, 400)])
    made = drawn(fit_tree(Coded(COLUMNS[:1], values[:, None]), rng=np.random.default_rng(0)), 5000)[:, 0]
    assert np.mean(made == 0) == pytest.approx(0.6, abs=0.02)
    assert np.mean((made > 0) & (made < 1)) < 0.005


def test_it_comes_back_from_json_and_arrays(model):
    facts, arrays = model.dump()
    again = TreeSampler.load(model.columns, json.loads(json.dumps(facts)), arrays)
    assert np.array_equal(drawn(again, 200), drawn(model, 200), equal_nan=True)


def test_questions_that_go_in_a_circle_are_refused(model):
    facts, arrays = model.dump()
    last = len(model.columns) - 1
    turned = {**arrays, f"{last}.children": np.zeros_like(arrays[f"{last}.children"])}
    with pytest.raises(DataError, match="do not fit"):
        TreeSampler.load(model.columns, facts, turned)


def test_one_row_is_refused():
    with pytest.raises(TooFewSamples, match="1 rows"):
        fit_tree(rows(1, np.random.default_rng(7)), rng=np.random.default_rng(0))
