import json

import numpy as np
import pytest
from scipy.stats import norm

from datadiet.errors import DataError
from datadiet.generate.tables.models import VineCopula, fit_copula, fit_vine
from datadiet.measure.tables.pairs import pairs
from datadiet.measure.tables.shapes import column_shapes
from datadiet.schema import Coded
from tests.generate.tables.models.laws import COLUMNS, drawn, fitter, rows

pytest.importorskip("pyvinecopulib", reason="vine copulas need pyvinecopulib")
LEVELS = np.array([len(column.levels) for column in COLUMNS])


@pytest.fixture(scope="module")
def model():
    return fit_vine(rows(1500, np.random.default_rng(0), missing=0.05), fitter, rng=np.random.default_rng(1))


def test_rows_have_the_law_that_was_fitted(model):
    truth, made = rows(20_000, np.random.default_rng(2), missing=0.05).values, drawn(model, 20_000)
    assert min(column_shapes(truth, made, LEVELS)) > 0.95
    assert pairs(truth, made, LEVELS, rng=np.random.default_rng(3)).score > 0.97


def test_it_keeps_what_goes_together_in_one_tail_only():
    """Clayton's copula: the lowest values come together, the highest do not; a Gaussian copula sees no difference."""
    rng = np.random.default_rng(4)
    u = rng.random(3000)
    v = ((rng.random(3000) ** (-2 / 3) - 1) * u**-2.0 + 1) ** -0.5
    source = Coded(COLUMNS[1:2] * 2, norm.ppf(np.column_stack([u, v]).clip(1e-6, 1 - 1e-6)))

    def tails(values):
        shares = norm.cdf((values - values.mean(axis=0)) / values.std(axis=0))
        low, high = (shares < 0.05).all(axis=1).mean(), (shares > 0.95).all(axis=1).mean()
        return low - high

    vine = tails(drawn(fit_vine(source, fitter, rng=rng), 50_000))
    gauss = tails(drawn(fit_copula(source, fitter, rng=rng), 50_000))
    assert vine > 0.015
    assert abs(gauss) < 0.006


def test_it_comes_back_from_json(model):
    facts, arrays = model.dump()
    again = VineCopula.load(model.columns, json.loads(json.dumps(facts)), arrays)
    assert np.array_equal(drawn(again, 100), drawn(model, 100), equal_nan=True)


def test_a_vine_that_is_none_is_refused(model):
    facts, _ = model.dump()
    with pytest.raises(DataError, match="vine of the model cannot be read"):
        VineCopula.load(model.columns, {**facts, "vine": "{}"}, {})
    short = fit_vine(
        Coded(COLUMNS[:2], rows(50, np.random.default_rng(5)).values[:, :2]), fitter, rng=np.random.default_rng(0)
    )
    with pytest.raises(DataError, match="a vine of 2 components"):
        VineCopula.load(model.columns, {**facts, "vine": short.vine}, {})


def test_a_single_column_needs_no_vine():
    source = Coded(COLUMNS[:1], rows(100, np.random.default_rng(6)).values[:, :1])
    assert drawn(fit_vine(source, fitter, rng=np.random.default_rng(0)), 10).shape == (10, 1)
