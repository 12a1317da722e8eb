"""Covering arrays: every combination that can be is there, every row is allowed, and there are few rows."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datadiet.domain.covering import covering_array
from datadiet.domain.tuples import count_tuples
from datadiet.errors import OptionError


def only(known):
    """Return what says whether a partial row agrees with any of the known rows."""

    def allowed(rows):
        return np.any(np.all((rows[:, None] < 0) | (rows[:, None] == known), axis=2), axis=1)

    return allowed


def every(sizes, t):
    """Yield each combination as a row that is free elsewhere."""
    for variables in combinations(range(len(sizes)), t):
        for levels in product(*(range(sizes[i]) for i in variables)):
            row = np.full(len(sizes), -1)
            row[list(variables)] = levels
            yield row


def has(rows, wanted):
    return bool(np.any(np.all((wanted < 0) | (rows == wanted), axis=1)))


@given(st.lists(st.integers(1, 4), min_size=1, max_size=5), st.data())
@settings(deadline=None, max_examples=40)
def test_every_combination_is_there(sizes, more):
    t = more.draw(st.integers(1, len(sizes)))
    rows = covering_array(tuple(sizes), t=t, rng=np.random.default_rng(0))
    assert np.all(rows >= 0)
    assert np.all(rows < sizes)
    assert all(np.all(counts > 0) for _, counts in count_tuples(rows, tuple(sizes), t=t))


@given(st.lists(st.integers(1, 3), min_size=2, max_size=5), st.integers(0, 2**32), st.floats(0.05, 1))
@settings(deadline=None, max_examples=60)
def test_with_any_constraint_rows_are_allowed_and_what_can_be_is_there(sizes, seed, share):
    rng = np.random.default_rng(seed)
    full = np.array(list(product(*(range(size) for size in sizes))))
    known = full[rng.random(len(full)) < share]
    rows = covering_array(tuple(sizes), t=2, rng=rng, allowed=only(known))
    assert {tuple(row) for row in rows} <= {tuple(row) for row in known}
    for wanted in every(sizes, 2):
        assert has(rows, wanted) == has(known, wanted)


@given(st.integers(0, 2**32), st.floats(0.02, 1))
@settings(deadline=None, max_examples=30)
def test_a_variable_that_does_not_apply_stays_out(seed, share):
    rng = np.random.default_rng(seed)
    full = np.array(list(product((0, 1), (-1, 0, 1), (0, 1, 2), (-1, 0))))
    known = full[rng.random(len(full)) < share]
    rows = covering_array((2, 2, 3, 1), t=2, rng=rng, allowed=only(known))
    for wanted in every((2, 2, 3, 1), 2):
        assert has(rows, wanted) == has(known, wanted)
    for row in rows:
        assert only(known)(row[None]).all()
        for variable in np.flatnonzero(row < 0):
            filled = np.tile(row, (3, 1))
            filled[:, variable] = range(3)
            assert not only(known)(filled).any()


def test_a_constraint_over_three_conditions_that_no_pair_shows():
    known = np.array([row for row in product(range(3), repeat=5) if sum(row[:3]) % 3])
    rows = covering_array((3,) * 5, t=2, rng=np.random.default_rng(0), allowed=only(known))
    assert np.all(rows[:, :3].sum(axis=1) % 3 > 0)
    assert all(has(rows, wanted) for wanted in every((3,) * 5, 2))


@pytest.mark.parametrize(
    ("sizes", "t", "most"),
    [
        ((5,) * 12, 2, 45),
        ((4,) * 8, 3, 125),
        ((3,) * 13, 2, 18),
        ((2, 3, 4, 5, 6, 7, 3, 2), 2, 44),
        ((4, 3, 2), 3, 24),
        ((2,) * 4, 1, 2),
    ],
)
def test_there_are_few_rows(sizes, t, most):
    rows = covering_array(sizes, t=t, rng=np.random.default_rng(0))
    assert len(rows) <= most
    assert all(np.all(counts > 0) for _, counts in count_tuples(rows, sizes, t=t))


def test_the_same_generator_gives_the_same_rows():
    first, second = (covering_array((3,) * 6, t=2, rng=np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_where_nothing_is_allowed_there_are_no_rows():
    rows = covering_array((2, 2, 2), t=2, rng=np.random.default_rng(0), allowed=lambda rows: np.zeros(len(rows), bool))
    assert rows.shape == (0, 3)


def test_a_single_variable_and_a_single_level():
    assert sorted(covering_array((4,), t=1, rng=np.random.default_rng(0)).ravel()) == [0, 1, 2, 3]
    assert covering_array((1, 1, 1), t=2, rng=np.random.default_rng(0)).tolist() == [[0, 0, 0]]


@pytest.mark.parametrize(("sizes", "t"), [((2, 2), 3), ((2, 2), 0), ((10,) * 40, 4), ((2, 0), 1)])
def test_what_cannot_be_covered_is_an_error(sizes, t):
    with pytest.raises(OptionError, match=r"Expected.*What to do"):
        covering_array(sizes, t=t, rng=np.random.default_rng(0))
