"""Counts of combinations of levels, against a count by hand."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datadiet.domain import tuples
from datadiet.domain.tuples import count_tuples, possible_tuples, total_tuples
from datadiet.errors import OptionError


def by_hand(codes, unknown, sizes, t):
    """Look at every row for every combination."""
    for variables in combinations(range(len(sizes)), t):
        counts = np.zeros([sizes[i] for i in variables], int)
        for levels in product(*(range(sizes[i]) for i in variables)):
            has = [(codes[:, i] == level) | unknown[:, i] for i, level in zip(variables, levels, strict=True)]
            counts[levels] = np.all(has, axis=0).sum()
        yield variables, counts


def agree(found, expected):
    expected = list(expected)
    assert [variables for variables, _ in found] == [variables for variables, _ in expected]
    for (_, counts), (_, right) in zip(found, expected, strict=True):
        np.testing.assert_array_equal(counts, right)


@st.composite
def data(draw):
    sizes = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=6)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = draw(st.integers(0, 40))
    codes = np.stack([rng.integers(-1, size, n) for size in sizes], axis=1).astype(np.int8)
    return codes, (codes < 0) & (rng.random(codes.shape) < 0.5), sizes, draw(st.integers(1, len(sizes)))


@given(data())
@settings(deadline=None)
def test_counts_are_those_by_hand(given_data):
    codes, _, sizes, t = given_data
    agree(count_tuples(codes, sizes, t=t), by_hand(codes, np.zeros(codes.shape, bool), sizes, t))


@given(data())
@settings(deadline=None)
def test_possible_counts_are_those_by_hand(given_data):
    codes, unknown, sizes, t = given_data
    agree(possible_tuples(codes, unknown, sizes, t=t), by_hand(codes, unknown, sizes, t))


@given(data())
@settings(deadline=None)
def test_possible_counts_are_the_most_that_filling_in_can_give(given_data):
    codes, unknown, sizes, t = given_data
    rng = np.random.default_rng(0)
    filled = np.where(unknown, rng.integers(0, sizes, codes.shape), codes)
    bounds = zip(count_tuples(codes, sizes, t=t), possible_tuples(codes, unknown, sizes, t=t), strict=True)
    for (_, between), ((_, low), (_, high)) in zip(count_tuples(filled, sizes, t=t), bounds, strict=True):
        assert np.all(low <= between)
        assert np.all(between <= high)


@pytest.mark.parametrize("cells", [8, 2**10, 2**16])
def test_counts_do_not_depend_on_blocks_and_groups(monkeypatch, cells):
    rng = np.random.default_rng(0)
    codes = rng.integers(-1, 3, (1000, 7))
    right = list(by_hand(codes, np.zeros(codes.shape, bool), (3,) * 7, 3))
    monkeypatch.setattr(tuples, "ROWS", 64)
    monkeypatch.setattr(tuples, "CELLS", cells)
    agree(count_tuples(codes, (3,) * 7, t=3), right)


def test_many_levels_beside_few_stay_small():
    rng = np.random.default_rng(0)
    sizes = (300, 2, 127, 2, 3, 128, 2)
    codes = np.stack([rng.integers(-1, size, 500) for size in sizes], axis=1).astype(np.int16)
    agree(count_tuples(codes, sizes, t=2), by_hand(codes, np.zeros(codes.shape, bool), sizes, 2))


@pytest.mark.parametrize("levels", [126, 127, 128, 254, 255, 256])
def test_levels_may_fill_the_type_of_the_codes(levels):
    codes = np.array([[levels - 1], [0], [-1]]).astype(np.int8 if levels < 129 else np.int16)
    assert count_tuples(codes, (levels,), t=1)[0][1][[0, -1]].tolist() == [1, 1]
    assert possible_tuples(codes, codes < 0, (levels,), t=1)[0][1].sum() == levels + 2


def test_what_does_not_apply_is_never_possible():
    codes, unknown = np.array([[-1, 0], [-1, 0]]), np.array([[True, False], [False, False]])
    ((_, counts),) = possible_tuples(codes, unknown, (2, 2), t=2)
    assert counts.tolist() == [[1, 0], [1, 0]]


def test_the_codes_are_left_alone():
    codes = np.array([[-1, 0], [1, 1]], np.int8)
    before = codes.copy()
    count_tuples(codes, (2, 2), t=2)
    possible_tuples(codes, codes < 0, (2, 2), t=1)
    np.testing.assert_array_equal(codes, before)


def test_no_rows_have_no_combination():
    assert all(not counts.any() for _, counts in count_tuples(np.empty((0, 4), int), (2, 3, 2, 2), t=2))


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6), st.integers(1, 6))
def test_the_total_is_that_of_all_tables(sizes, t):
    expected = sum(np.prod(chosen) for chosen in combinations(sizes, t))
    assert total_tuples(tuple(sizes), t) == expected


def test_twelve_conditions_of_five_levels_have_27500_triples():
    assert total_tuples((5,) * 12, 2) == 1_650
    assert total_tuples((5,) * 12, 3) == 27_500


@pytest.mark.parametrize("t", [0, 4])
def test_t_has_to_fit_the_variables(t):
    with pytest.raises(OptionError, match=rf"t = {t} with 3 variables.*Expected.*What to do"):
        count_tuples(np.zeros((1, 3), int), (2, 2, 2), t=t)


def test_too_many_combinations_are_an_error_that_says_how_many():
    with pytest.raises(OptionError, match=r"200 variables of 5 to 5 levels have 164,175,000 .* t = 3.*lower t"):
        count_tuples(np.zeros((1, 200), int), (5,) * 200, t=3)


@pytest.mark.parametrize("codes", [[[0, 2]], [[-2, 0]], [[0]]])
def test_codes_have_to_be_levels(codes):
    with pytest.raises(OptionError, match="code"):
        count_tuples(np.array(codes), (2, 2), t=1)


def test_a_variable_without_levels_is_an_error():
    with pytest.raises(OptionError, match="variable 1 has no level"):
        count_tuples(np.zeros((1, 2), int), (2, 0), t=1)
