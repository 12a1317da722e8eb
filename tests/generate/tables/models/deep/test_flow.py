import numpy as np
import pytest
from scipy.stats import norm

from datadiet.generate.deep.backend import torch_here
from datadiet.generate.tables.models.deep.flow import FlowLearner, drawn, fits, log_density

torch = pytest.importorskip("torch")


@pytest.fixture(scope="module")
def weights():
    """Weights of a flow that bends: any, not trained."""
    learner = FlowLearner(torch, np.random.default_rng(0).normal(size=(50, 3)), 0, "cpu")
    rng = np.random.default_rng(1)
    return {name: 0.3 * rng.normal(size=value.shape) for name, value in learner.weights().items()}


def test_the_density_is_that_of_what_is_drawn(weights):
    """By the change of variables, with a Jacobian taken by differences."""
    base, h = np.random.default_rng(2).normal(size=(20, 3)), 1e-5
    made = drawn(weights, base)
    slopes = np.stack([(drawn(weights, base + h * e) - drawn(weights, base - h * e)) / (2 * h) for e in np.eye(3)], 2)
    wanted = norm.logpdf(base).sum(axis=1) - np.linalg.slogdet(slopes)[1] - norm.logpdf(made).sum(axis=1)
    tensors = {name: torch.tensor(value) for name, value in weights.items()}
    assert log_density(tensors, torch.tensor(made), torch).numpy() == pytest.approx(wanted, abs=1e-6)
    assert made != pytest.approx(base, abs=0.1)


def test_it_begins_as_nothing_and_gains_by_steps():
    rng = np.random.default_rng(3)
    x = rng.normal(size=400)
    bent = np.column_stack([x, (x**2 - 1) / 2**0.5 + 0.3 * rng.normal(size=400)])
    learner = FlowLearner(torch, bent, 0, "cpu")
    base = rng.normal(size=(5, 2))
    assert drawn(learner.weights(), base) == pytest.approx(base)
    with torch_here():
        for _ in range(200):
            learner.step()
    tensors = {name: torch.tensor(value) for name, value in learner.weights().items()}
    assert log_density(tensors, torch.tensor(bent, dtype=torch.float32), torch).mean() > 0.3


def test_weights_that_do_not_fit_are_seen(weights):
    assert fits(weights, 3)
    assert not fits(weights, 4)
