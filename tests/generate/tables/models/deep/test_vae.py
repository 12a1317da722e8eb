import json

import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import norm

from datadiet.errors import DataError, TooFewSamples
from datadiet.generate.deep.training import Budget
from datadiet.generate.tables.models.deep import vae
from datadiet.generate.tables.models.deep.encoding import Encoding
from datadiet.generate.tables.models.deep.vae import TableVae, fit_vae
from datadiet.schema import Coded, Column
from tests.generate.tables.models.laws import drawn, rows

torch = pytest.importorskip("torch")
PLANE = (Column("x", "real", "Float64"), Column("y", "real", "Float64"))


def ring(n, rng):
    angle = rng.uniform(0, 2 * np.pi, n)
    return np.column_stack([np.cos(angle), np.sin(angle)]) + 0.1 * rng.normal(size=(n, 2))


@pytest.fixture(scope="module")
def model():
    return fit_vae(
        rows(300, np.random.default_rng(0), missing=0.1), rng=np.random.default_rng(1), budget=Budget(60, 30)
    )


def test_a_ring_is_learned_which_no_correlation_sees():
    values = ring(600, np.random.default_rng(0))
    made = drawn(fit_vae(Coded(PLANE, values), rng=np.random.default_rng(1), budget=Budget(600, 200)), 2000)
    alone = np.column_stack([values[:, 0], np.random.default_rng(2).permutation(values[:, 1])])
    near, floor = (np.mean(np.abs(np.hypot(*each.T) - 1) < 0.3) for each in (made, alone))
    assert near > 0.9 > 0.75 > floor


def test_the_likelihood_sums_over_the_modes_a_value_may_have_come_from():
    real = rows(60, np.random.default_rng(3), missing=0.2)
    encoding = Encoding.of(real, rng=np.random.default_rng(0))
    said = np.random.default_rng(4).normal(size=(60, 2 * encoding.width))
    noise = np.random.default_rng(5).uniform(0.2, 1, encoding.width)
    found = vae._Rows(torch, encoding, real.values, "cpu").likelihood(
        torch.arange(60), torch.tensor(said), torch.tensor(noise)
    )
    wanted = np.zeros(60)
    for j, (block, where) in enumerate(zip(encoding.blocks, encoding.slices, strict=True)):
        logits = said[:, : encoding.width][:, where]
        log_odds = logits - logsumexp(logits, axis=1, keepdims=True)
        places = said[:, encoding.width :][:, where]
        for i, value in enumerate(real.values[:, j]):
            terms = []
            for k, allowed in enumerate(block.allowed(np.array([value]))[0]):
                if allowed and block.spreads[k]:
                    at = (value - block.values[k]) / block.spreads[k]
                    # The constant of the density is left out.
                    density = norm.logpdf(at, places[i, k], noise[where][k]) + np.log(2 * np.pi) / 2
                    terms.append(log_odds[i, k] + density)
                elif allowed:
                    terms.append(log_odds[i, k])
            wanted[i] += logsumexp(terms)
    assert found.numpy() == pytest.approx(wanted, rel=1e-5)


def test_the_same_seed_gives_the_same_weights(model):
    again = fit_vae(
        rows(300, np.random.default_rng(0), missing=0.1), rng=np.random.default_rng(1), budget=Budget(60, 30)
    )
    assert all(np.array_equal(value, again.weights[name]) for name, value in model.weights.items())
    assert again.scores == model.scores


def test_a_row_depends_on_its_own_numbers_alone(model):
    latent = np.random.default_rng(6).normal(size=(50, model.dimensions))
    assert model.decode(latent)[10:20] == pytest.approx(model.decode(latent[10:20]), nan_ok=True)


def test_it_comes_back_from_json_and_arrays_and_needs_no_torch(model, monkeypatch):
    facts, arrays = model.dump()
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    again = TableVae.load(model.columns, json.loads(json.dumps(facts)), arrays)
    assert np.array_equal(drawn(again, 100), drawn(model, 100), equal_nan=True)


def test_parts_that_do_not_fit_are_refused(model):
    facts, arrays = model.dump()
    with pytest.raises(DataError, match="do not fit"):
        TableVae.load(model.columns, facts, {**arrays, "turn": np.eye(2)})
    with pytest.raises(DataError, match="missing or not as expected"):
        TableVae.load(model.columns, facts, {})


def test_few_rows_are_refused():
    with pytest.raises(TooFewSamples, match="5 rows"):
        fit_vae(rows(5, np.random.default_rng(7)), rng=np.random.default_rng(0))
