"""The order of strata: bounds at every number of rows at which whole numbers can hold them."""

from fractions import Fraction
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from datadiet.domain.domain import Place
from datadiet.domain.predicate import Predicate
from datadiet.domain.sampling.quotas import Quota
from datadiet.domain.sampling.schedule import order
from datadiet.domain.sampling.targets import nearest_shares, support

ANY = Predicate.parse("x > 0")
NOTHING = np.zeros(0, np.intp)


def quota(low=0, high=1, count=0, tolerated=False):
    return Quota("q", ANY, Fraction(low), Fraction(high), count, tolerated, Place())


def counted(truth, target, quotas, n, first=NOTHING):
    chosen = np.fromiter(islice(order(truth, target, quotas, first, rng=np.random.default_rng(0)), n), int, n)
    return chosen, np.cumsum(truth[chosen], axis=0)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=7), st.data())
def test_least_shares_that_exclude_each_other_hold_at_every_n_at_which_they_can(parts, data):
    of = max(1, sum(parts) + data.draw(st.integers(0, 50)))
    quotas = tuple(quota(Fraction(part, of)) for part in parts)
    rest = 1 - sum(part.low for part in quotas)
    truth = np.vstack([np.eye(len(parts), dtype=bool), np.zeros((1, len(parts)), bool)])
    target = np.array([float(part.low) for part in quotas] + [float(rest)])
    counts = counted(truth, target / target.sum(), quotas, 400)[1]
    for n in range(1, 401):
        least = [part.least(n) for part in quotas]
        if sum(least) <= n and (rest or sum(least) == n):
            assert (counts[n - 1] >= least).all()


@st.composite
def bounds(draw):
    strata, k = draw(st.integers(2, 6)), draw(st.integers(1, 4))
    truth = np.array(draw(st.lists(st.lists(st.booleans(), min_size=k, max_size=k), min_size=strata, max_size=strata)))
    truth = np.unique(truth, axis=0)
    quotas = []
    for _ in range(k):
        low, high = sorted(draw(st.tuples(st.integers(0, 20), st.integers(0, 20))))
        quotas.append(
            quota(Fraction(low, 20) if draw(st.booleans()) else 0, Fraction(high, 20) if draw(st.booleans()) else 1)
        )
    return truth, tuple(quotas)


@settings(deadline=None, max_examples=80)
@given(bounds())
def test_bounds_of_any_kind_hold_nearly_wherever_whole_numbers_can(case):
    truth, quotas = case
    low, high = (np.array([float(b) for b in side]) for side in zip(*((q.low, q.high) for q in quotas), strict=True))
    fine = support(truth, low, high)
    if not fine.any():
        return
    truth = truth[fine]
    target = nearest_shares(truth, np.full(len(truth), 1 / len(truth)), low, high)
    counts = counted(truth, target, quotas, 240)[1]
    could = held = 0
    for n in range(121, 241):
        good = all(q.held(int(count), n) for q, count in zip(quotas, counts[n - 1], strict=True))
        held += good
        could += good or possible(truth, quotas, n)
    assert held >= 0.97 * could


def possible(truth, quotas, n):
    """Ask a solver for whole numbers that hold all bounds at n."""
    least, most = [q.least(n) for q in quotas], [q.most(n) for q in quotas]
    if any(a > b for a, b in zip(least, most, strict=True)):
        return False
    rules = [LinearConstraint(truth.T.astype(float), least, most), LinearConstraint(np.ones((1, len(truth))), n, n)]
    ones = np.ones(len(truth))
    return milp(0 * ones, constraints=rules, integrality=ones, bounds=Bounds(0, n)).success


def test_shares_of_strata_and_of_quotas_are_even_from_the_start():
    truth = np.array([[bool(s >> k & 1) for k in range(8)] for s in range(256)])
    target = np.random.default_rng(0).dirichlet(np.ones(256))
    chosen, counts = counted(truth, target, tuple(quota() for _ in range(8)), 5000)
    n = np.arange(1, 5001)[:, None]
    assert np.abs(counts - n * (target @ truth)).max() < 3
    strata = np.cumsum(np.eye(256)[chosen], axis=0)
    assert np.abs(strata - n * target).max() < 4


def test_quotas_that_are_pushed_off_their_bounds_are_not_pushed_together():
    truth = np.array([[bool(s >> k & 1) for k in range(6)] for s in range(64)])
    target = np.prod(np.where(truth, 0.4, 0.6), axis=1)
    chosen = counted(truth, target, tuple(quota(low=Fraction(2, 5)) for _ in range(6)), 2000)[0]
    strata = np.bincount(chosen, minlength=64)
    assert (strata @ truth >= 800).all()
    off = np.abs(strata - 2000 * target)  # all hold in the first rows, as each is due at once; not again
    assert off[:-1].max() < 2
    assert off[-1] < 8


def test_more_strata_than_rows_come_by_their_shares():
    truth = np.array([[bool(s >> k & 1) for k in range(11)] for s in range(2048)])
    target, field = (np.prod(np.where(truth, share, 1 - share), axis=1) for share in (0.4, 0.3))
    quotas = tuple(quota() for _ in range(11))
    means = []
    for seed in range(10):
        made = order(truth, target, quotas, NOTHING, rng=np.random.default_rng(seed))
        means.append((field / target)[list(islice(made, 300))].mean())
    assert np.mean(means) == pytest.approx(1, abs=0.05)


def test_first_rows_come_first_in_their_order_as_far_as_bounds_allow():
    truth, target = np.array([[True], [False]]), np.array([0.1, 0.9])
    chosen = counted(truth, target, (quota(high=Fraction(1, 10)),), 40, np.array([0, 1, 1, 0, 1]))[0].tolist()
    assert chosen[:3] == [1, 1, 1]
    assert [n for n, s in enumerate(chosen, 1) if s == 0] == [10, 20, 30, 40]


def test_a_stratum_without_a_share_comes_only_as_a_first_row():
    truth, target = np.array([[True], [False]]), np.array([0.0, 1.0])
    assert counted(truth, target, (quota(),), 30, np.array([0, 0]))[0].tolist() == [0, 0] + [1] * 28


@pytest.mark.parametrize("high", [Fraction(1), Fraction(1, 10), Fraction(3, 7)])
def test_least_counts_take_half_of_the_rows_or_what_their_bound_allows(high):
    truth, target = np.array([[True], [False]]), np.array([0.05, 0.95])
    counts = counted(truth, target, (quota(high=high, count=30),), 400)[1][:, 0]
    enough = int(np.argmax(counts >= 30)) + 1
    assert enough <= max(60, -(-30 // high))
    assert (counts <= np.floor(np.arange(1, 401) * float(high) + 1e-9)).all()


def test_a_tolerated_exclusion_is_firmer_than_another_upper_bound():
    truth, target = np.array([[True, False], [False, True]]), np.array([0.5, 0.5])
    counts = counted(truth, target, (quota(high=Fraction(1, 2)), quota(high=Fraction(1, 2), tolerated=True)), 50)[1]
    assert (counts[:, 1] * 2 <= np.arange(1, 51)).all()
    assert (counts[1::2, 0] * 2 == np.arange(2, 51, 2)).all()
