import json

import numpy as np
import pytest

from datadiet.distributions import Normal
from datadiet.errors import DataError, TooFewSamples
from datadiet.generate.deep.training import Budget
from datadiet.generate.tables.models.deep.hybrid import Hybrid, fit_hybrid
from datadiet.measure.tables.shapes import column_shapes
from datadiet.schema import Coded, Column
from tests.generate.tables.models.laws import COLUMNS, drawn, fitter, rows

pytest.importorskip("torch")
PLANE = (Column("x", "real", "Float64"), Column("y", "real", "Float64"))
LEVELS = np.array([len(column.levels) for column in COLUMNS])


def normal(column, values):
    return Normal(float(values.mean()), float(values.std()))


def bent(n, rng):
    """Each normal, uncorrelated, and one the other or its opposite."""
    x = rng.normal(size=n)
    return np.column_stack([x, np.where(np.abs(x) < 1.54, x, -x)])


@pytest.fixture(scope="module")
def model():
    return fit_hybrid(Coded(PLANE, bent(500, np.random.default_rng(0))), normal, rng=np.random.default_rng(1))


def test_what_no_correlation_sees_is_learned_and_the_columns_stay_as_fitted(model):
    made, truth = drawn(model, 4000), bent(4000, np.random.default_rng(2))
    assert model.gain[0] > 3 * model.gain[1] > 0
    assert abs(np.corrcoef(truth.T)[0, 1]) < 0.1
    inside, outside = np.abs(made[:, 0]) < 1.2, np.abs(made[:, 0]) > 2
    assert np.corrcoef(made[inside].T)[0, 1] > 0.35
    assert np.corrcoef(made[outside].T)[0, 1] < -0.35
    assert min(column_shapes(truth, made, np.zeros(2, int))) > 0.96


def test_where_the_copula_is_right_it_is_the_copula():
    real = rows(300, np.random.default_rng(3), missing=0.1)
    model = fit_hybrid(real, fitter, rng=np.random.default_rng(1))
    assert not model.flow
    assert "the copula alone" in model.notes[0]
    made, truth = drawn(model, 5000), rows(5000, np.random.default_rng(4), missing=0.1)
    assert min(column_shapes(truth.values, made, LEVELS)) > 0.9


def test_the_same_seed_gives_the_same_weights():
    real = Coded(PLANE, bent(200, np.random.default_rng(5)))
    one, two = (fit_hybrid(real, normal, rng=np.random.default_rng(1), budget=Budget(50, 25)) for _ in range(2))
    assert one.flow
    assert all(np.array_equal(value, two.flow[name]) for name, value in one.flow.items())


def test_it_comes_back_from_json_and_arrays_and_needs_no_torch(model, monkeypatch):
    facts, arrays = model.dump()
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    again = Hybrid.load(model.columns, json.loads(json.dumps(facts)), arrays)
    assert np.array_equal(drawn(again, 100), drawn(model, 100))


def test_parts_that_do_not_fit_are_refused(model):
    facts, arrays = model.dump()
    with pytest.raises(DataError, match="do not fit"):
        Hybrid.load(model.columns, facts, {**arrays, "turn": np.eye(3)})
    with pytest.raises(DataError, match="do not fit"):
        Hybrid.load(model.columns, facts, {**arrays, "margins": -arrays["margins"]})
    with pytest.raises(DataError, match="missing or not as expected"):
        Hybrid.load(model.columns, facts, {"turn": arrays["turn"]})


def test_few_rows_are_refused():
    with pytest.raises(TooFewSamples, match="5 rows"):
        fit_hybrid(rows(5, np.random.default_rng(6)), fitter, rng=np.random.default_rng(0))
