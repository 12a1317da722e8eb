import json

import numpy as np
import pytest

from datadiet.errors import DataError, TooFewSamples
from datadiet.generate.tables.models import GaussianCopula, fit_copula
from datadiet.generate.tables.models.parts import race_offsets
from datadiet.measure.tables.pairs import pairs
from datadiet.measure.tables.shapes import column_shapes
from datadiet.schema import Coded
from tests.generate.tables.models.laws import COLUMNS, drawn, fitter, rows

LEVELS = np.array([len(column.levels) for column in COLUMNS])


@pytest.fixture(scope="module")
def model():
    return fit_copula(rows(3000, np.random.default_rng(0), missing=0.1), fitter, rng=np.random.default_rng(1))


def test_rows_have_the_law_that_was_fitted(model):
    truth, made = rows(20_000, np.random.default_rng(2), missing=0.1).values, drawn(model, 20_000)
    assert min(column_shapes(truth, made, LEVELS)) > 0.97
    assert pairs(truth, made, LEVELS, rng=np.random.default_rng(3)).score > 0.98


def test_missing_values_are_as_frequent_and_go_with_what_they_went_with():
    source = rows(4000, np.random.default_rng(4))
    old = source.values[:, 1] > 50
    source.values[old, 0] = np.nan
    made = drawn(fit_copula(source, fitter, rng=np.random.default_rng(5)), 10_000)
    gone = np.isnan(made[:, 0])
    assert gone.mean() == pytest.approx(old.mean(), abs=0.02)
    assert made[gone, 1].mean() > 50 > 42 > made[~gone, 1].mean()


def test_a_row_depends_on_its_own_numbers_alone(model):
    latent = np.random.default_rng(6).normal(size=(50, model.dimensions))
    assert model.decode(latent)[10:20] == pytest.approx(model.decode(latent[10:20]), nan_ok=True)


def test_it_comes_back_from_json_and_arrays(model):
    facts, arrays = model.dump()
    again = GaussianCopula.load(model.columns, json.loads(json.dumps(facts)), arrays)
    assert np.array_equal(drawn(again, 100), drawn(model, 100), equal_nan=True)


def test_parts_that_do_not_fit_are_refused(model):
    facts, arrays = model.dump()
    with pytest.raises(DataError, match="correlations of shape"):
        GaussianCopula.load(model.columns, facts, {"correlations": np.eye(3)})
    with pytest.raises(DataError, match="missing or not as expected"):
        GaussianCopula.load(model.columns, {"parts": facts["parts"]}, arrays)


@pytest.mark.parametrize("shares", [[0.5, 0.3, 0.2], [0.98, 0.01, 0.005, 0.005], [1 / 7] * 7])
def test_levels_win_as_often_as_they_are_seen(shares):
    rng = np.random.default_rng(7)
    winners = (rng.normal(size=(400_000, len(shares))) + race_offsets(np.array(shares))).argmax(axis=1)
    assert np.bincount(winners) / 400_000 == pytest.approx(shares, abs=0.003)


def test_a_column_of_many_levels_and_an_empty_one_are_kept():
    rng = np.random.default_rng(8)
    town, grade = COLUMNS[4], COLUMNS[3]
    values = np.column_stack([rng.geometric(0.05, 3000).clip(1, 60) - 1, np.full(3000, np.nan)]).astype(float)
    made = drawn(fit_copula(Coded((town, grade), values), fitter, rng=rng), 20_000)
    assert column_shapes(values, made, np.array([60, 3]))[0] > 0.95
    assert np.isnan(made[:, 1]).all()


@pytest.mark.parametrize("level", [0, 1, 3])
def test_a_level_that_no_row_has_is_never_drawn(level):
    source = rows(800, np.random.default_rng(10))
    left = source.rows((source.values[:, 4] != level) & (source.values[:, 3] != level % 3))
    made = drawn(fit_copula(left, fitter, rng=np.random.default_rng(0)), 2000)
    assert set(np.unique(made[:, 4])) == set(np.unique(left.values[:, 4]))
    assert set(np.unique(made[:, 3])) == set(np.unique(left.values[:, 3]))


def test_one_row_is_refused():
    with pytest.raises(TooFewSamples, match="1 rows"):
        fit_copula(rows(1, np.random.default_rng(9)), fitter, rng=np.random.default_rng(0))
