import json

import numpy as np
import pytest
from scipy.stats import norm

from datadiet.errors import DataError
from datadiet.generate.tables.models.deep.blocks import Block
from datadiet.generate.tables.models.deep.encoding import Encoding
from datadiet.schema import Coded, Column
from tests.generate.tables.models.laws import COLUMNS, rows

REAL = Column("x", "real", "Float64")


def encoded(values, column=REAL):
    return Encoding.of(Coded((column,), np.asarray(values, float)[:, None]), rng=np.random.default_rng(0))


def test_a_value_is_its_mode_and_how_far_from_it_it_lies():
    """Whichever mode is taken: mean + spread * place is the value again; masses, levels and missing come back too."""
    real = rows(800, np.random.default_rng(1), missing=0.1)
    real.values[:200, 1] = 37.5
    encoding = Encoding.of(real, rng=np.random.default_rng(0))
    allowed, places = encoding.each("allowed", real.values), encoding.each("places", real.values)
    rng = np.random.default_rng(2)
    for j, (block, where) in enumerate(zip(encoding.blocks, encoding.slices, strict=True)):
        chosen = (allowed[:, where] * rng.random((800, len(block.values)))).argmax(axis=1)
        back = block.decoded(chosen, places[:, where][np.arange(800), chosen], np.zeros(800))
        assert back == pytest.approx(real.values[:, j], nan_ok=True)


def test_two_heaps_become_two_modes_and_responsibilities_are_those_of_bayes():
    rng = np.random.default_rng(3)
    block = encoded(np.concatenate([rng.normal(0, 1, 700), rng.normal(50, 5, 300)])).blocks[0]
    big = block.shares > 0.1
    assert block.values[big] == pytest.approx([0, 50], abs=1.5)
    assert block.spreads[big] == pytest.approx([1, 5], rel=0.25)
    x = np.array([0.5, 20.0, 48.0])
    density = block.shares * norm.pdf(x[:, None], block.values, block.spreads)
    assert block.responsibilities(x) == pytest.approx(density / density.sum(axis=1, keepdims=True))
    assert norm.cdf(block.scores(x)) == pytest.approx(norm.cdf(x[:, None], block.values, block.spreads) @ block.shares)


def test_zeros_are_an_alternative_of_their_own():
    values = np.concatenate([np.zeros(100), np.random.default_rng(4).lognormal(size=400)])
    block = encoded(values, Column("x", "real", "Float64", low=0)).blocks[0]
    zero = np.flatnonzero((block.values == 0) & (block.spreads == 0))
    assert block.shares[zero] == pytest.approx([0.2])
    assert block.allowed(np.zeros(1))[0].tolist() == (np.arange(len(block.values)) == zero[0]).tolist()
    assert not block.allowed(np.ones(1))[0, zero[0]]


def test_choices_are_as_frequent_as_their_odds():
    encoding = Encoding((COLUMNS[4],), (Block(np.arange(3.0), np.zeros(3), np.ones(3) / 3),))
    random = norm.ppf((np.arange(1000) + 0.5) / 1000)[:, None]
    odds = np.log([0.2, 0.05, 0.75])[None].repeat(1000, axis=0)
    made = encoding.decoded(odds, np.zeros((1000, 3)), np.zeros(3), random)[:, 0]
    assert np.bincount(made.astype(int)) == pytest.approx([200, 50, 750], abs=1)


def test_a_hundred_thousand_levels_stay_small_and_none_vanishes():
    levels = tuple(map(str, range(100_000)))
    rng = np.random.default_rng(8)
    values = np.concatenate([rng.permutation(100_000), rng.integers(10, size=100_000)]).astype(float)
    encoding = encoded(values, Column("town", "category", "String", levels=levels))
    assert encoding.width == 64
    assert encoding.inputs(values[:50, None]).sum(axis=1) == pytest.approx(np.ones(50))
    odds = np.log(encoding.flat("shares"))[None].repeat(50_000, axis=0)
    made = encoding.decoded(odds, np.zeros_like(odds), np.zeros(64), rng.normal(size=(50_000, 1)))[:, 0]
    assert np.mean(made < 10) == pytest.approx(0.5, abs=0.02)
    assert len(np.unique(made)) > 20_000
    assert np.quantile(made[made > 100], [0.25, 0.5, 0.75]) == pytest.approx([25e3, 50e3, 75e3], rel=0.05)


def test_numbers_keep_their_bounds_and_steps():
    column = Column("x", "integer", "Int64", low=0, step=1.0)
    encoding = encoded(np.random.default_rng(5).poisson(40, 500), column)
    random = np.random.default_rng(6).normal(size=(500, encoding.randoms))
    away = np.full((500, encoding.width), -30.0)
    made = encoding.decoded(np.zeros((500, encoding.width)), away, np.ones(encoding.width), random)
    assert (made >= 0).all()
    assert (made == np.rint(made)).all()
    assert (encoding.flat("least_noise") >= 12**-0.5 / encoding.flat("spreads").max() - 1e-9).all()


@pytest.mark.parametrize("values", [[np.nan] * 20, [3.0] * 20, [1.0] * 19 + [2.0], [*range(19), np.nan]])
def test_odd_columns_are_encoded(values):
    encoding = encoded(values)
    inputs = encoding.inputs(np.asarray(values, float)[:, None])
    assert np.isfinite(inputs).all()
    assert encoding.flat("shares").sum() == pytest.approx(1)


def test_it_comes_back_from_json_and_arrays():
    real = rows(300, np.random.default_rng(7), missing=0.1)
    encoding = Encoding.of(real, rng=np.random.default_rng(0))
    facts, arrays = encoding.dump()
    again = Encoding.load(COLUMNS, json.loads(json.dumps(facts)), arrays)
    assert np.array_equal(again.inputs(real.values), encoding.inputs(real.values))
    with pytest.raises(DataError, match="alternatives of 4 columns"):
        Encoding.load(COLUMNS, facts[:4], arrays)
