"""Shares that are nearest to the field within bounds, against a general solver."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog, minimize

from datadiet.domain.sampling.targets import nearest_shares, support

seeds = st.integers(0, 10_000)


def case(seed):
    """Return quotas that some shares hold: bounds around a random one."""
    rng = np.random.default_rng(seed)
    patterns, k = int(rng.integers(2, 9)), int(rng.integers(1, 5))
    truth = rng.random((patterns, k)) < 0.5
    inside, field = rng.dirichlet(np.ones(patterns)), rng.dirichlet(np.ones(patterns))
    share = inside @ truth
    low = np.where(rng.random(k) < 0.7, np.maximum(share - rng.random(k) * 0.1, 0), 0)
    high = np.where(rng.random(k) < 0.7, np.minimum(share + rng.random(k) * 0.1, 1), 1)
    return truth, field, low, high


@settings(deadline=None, max_examples=100)
@given(seeds)
def test_shares_hold_the_bounds_and_are_nearest(seed):
    truth, field, low, high = case(seed)
    q = nearest_shares(truth, field, low, high)
    assert q.sum() == pytest.approx(1)
    assert (q @ truth >= low - 1e-7).all()
    assert (q @ truth <= high + 1e-7).all()
    rules = [{"type": "eq", "fun": lambda x: x.sum() - 1}]
    rules += [{"type": "ineq", "fun": lambda x: x @ truth - low}, {"type": "ineq", "fun": lambda x: high - x @ truth}]

    def distance(x):
        return float(np.sum(x * np.log(np.maximum(x, 1e-300) / field)))

    other = minimize(distance, field, bounds=[(1e-9, 1)] * len(field), constraints=rules, options={"maxiter": 500})
    if other.success:
        assert distance(q) <= other.fun + 1e-5


def test_without_bounds_the_field_stays():
    field = np.array([0.2, 0.5, 0.3])
    assert nearest_shares(np.array([[True], [False], [True]]), field, np.zeros(1), np.ones(1)) == pytest.approx(field)


def test_a_bound_that_binds_is_met_and_proportions_within_stay():
    truth = np.array([[True], [True], [False], [False]])
    q = nearest_shares(truth, np.array([0.01, 0.03, 0.24, 0.72]), np.array([0.2]), np.array([0.5]))
    assert q == pytest.approx([0.05, 0.15, 0.2, 0.6])


@settings(deadline=None, max_examples=100)
@given(seeds, st.booleans())
def test_support_is_what_can_be_above_zero(seed, contradict):
    truth, _, low, high = case(seed)
    low = np.round(low, 2) + (0.5 if contradict else 0)
    high = np.round(high, 2)
    found = support(truth, low, high)
    rules = np.vstack([truth.T.astype(float), -truth.T.astype(float)]), np.concatenate([high, -low])
    for pattern in range(len(truth)):
        goal = -np.eye(len(truth))[pattern]
        best = linprog(goal, A_ub=rules[0], b_ub=rules[1], A_eq=np.ones((1, len(truth))), b_eq=[1])
        most = -best.fun if best.success else 0.0
        if most > 1e-6 or most < 1e-9:
            assert found[pattern] == (most > 1e-6)
