import json

import numpy as np
import pytest

from datadiet.errors import DataError, TooFewSamples
from datadiet.generate.deep.training import Budget
from datadiet.generate.tables.models.deep import gan
from datadiet.generate.tables.models.deep.gan import TableGan, fit_gan
from datadiet.schema import Coded, Column
from tests.generate.tables.models.laws import drawn, rows

pytest.importorskip("torch")
PLANE = (
    Column("x", "real", "Float64"),
    Column("y", "real", "Float64"),
    Column("kind", "category", "String", levels=("a", "b", "c")),
)


def shifted(n, rng):
    """Two numbers that go together, and a level that says where they lie; the third level is rare and far out."""
    kind = rng.choice(3, size=n, p=[0.55, 0.42, 0.03])
    x = np.array([0.0, 3.0, 9.0])[kind] + rng.normal(size=n)
    return np.column_stack([x, x + 0.3 * rng.normal(size=n), kind]).astype(float)


@pytest.fixture(scope="module")
def model():
    return fit_gan(
        rows(300, np.random.default_rng(0), missing=0.1), rng=np.random.default_rng(1), budget=Budget(40, 20)
    )


def test_what_goes_together_is_learned_and_a_rare_level_kept():
    values = shifted(600, np.random.default_rng(0))
    found = fit_gan(Coded(PLANE, values), rng=np.random.default_rng(1), budget=Budget(200, 100))
    made, alone = drawn(found, 4000), np.random.default_rng(2).permuted(values, axis=0)
    assert found.scores[0] - min(found.scores) > 0.1
    for truth, data in ((True, made), (False, alone)):
        apart = data[data[:, 2] == 1, 0].mean() - data[data[:, 2] == 0, 0].mean()
        assert (apart > 1) == truth
        assert (np.corrcoef(data[:, :2].T)[0, 1] > 0.3) == truth
    assert 0.01 < np.mean(made[:, 2] == 2) < 0.1


def test_rows_of_a_large_table_are_judged_in_packs():
    real = rows(2600, np.random.default_rng(8))
    model = fit_gan(real, rng=np.random.default_rng(9), budget=Budget(2, 1))
    assert model.decode(np.zeros((1, model.dimensions))).shape == (1, 5)
    assert next(pack for pack in gan.PACKS if pack * gan.PER_PACK <= 2600 * 0.8) == 2


def test_the_same_seed_gives_the_same_weights(model):
    again = fit_gan(
        rows(300, np.random.default_rng(0), missing=0.1), rng=np.random.default_rng(1), budget=Budget(40, 20)
    )
    assert all(np.array_equal(value, again.weights[name]) for name, value in model.weights.items())
    assert again.scores == model.scores


def test_a_row_depends_on_its_own_numbers_alone(model):
    latent = np.random.default_rng(6).normal(size=(50, model.dimensions))
    assert model.decode(latent)[10:20] == pytest.approx(model.decode(latent[10:20]), nan_ok=True)


def test_a_generator_that_has_learned_nothing_yet_says_what_it_lacks():
    values = np.column_stack([np.zeros(400), np.random.default_rng(2).normal(size=400), np.arange(400) % 100 == 0])
    columns = (PLANE[2], PLANE[0], Column("rare", "boolean", "Boolean", levels=("no", "yes")))
    found = fit_gan(Coded(columns, values), rng=np.random.default_rng(3), budget=Budget(1, 1))
    assert np.isfinite(drawn(found, 100)).all()
    assert all("kind" not in note for note in found.notes)


def test_it_comes_back_from_json_and_arrays_and_needs_no_torch(model, monkeypatch):
    facts, arrays = model.dump()
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    again = TableGan.load(model.columns, json.loads(json.dumps(facts)), arrays)
    assert np.array_equal(drawn(again, 100), drawn(model, 100), equal_nan=True)


def test_parts_that_do_not_fit_are_refused(model):
    facts, arrays = model.dump()
    with pytest.raises(DataError, match="do not fit"):
        TableGan.load(model.columns, facts, {**arrays, "last.bias": np.zeros(3)})
    with pytest.raises(DataError, match="missing or not as expected"):
        TableGan.load(model.columns, facts, {})


def test_few_rows_are_refused():
    with pytest.raises(TooFewSamples, match="5 rows"):
        fit_gan(rows(5, np.random.default_rng(7)), rng=np.random.default_rng(0))
