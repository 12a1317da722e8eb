from math import comb

import numpy as np
import pytest

from datadiet.measure.mcnemar import mcnemar


def pair(only_a: int, only_b: int, both: int = 5) -> tuple[np.ndarray, np.ndarray]:
    a = np.array([True] * only_a + [False] * only_b + [True] * both)
    b = np.array([False] * only_a + [True] * only_b + [True] * both)
    return a, b


@pytest.mark.parametrize(("only_a", "only_b"), [(1, 9), (3, 12), (0, 4), (20, 60)])
def test_p_values_are_those_of_the_binomial_counted_by_hand(only_a, only_b):
    n, few = only_a + only_b, min(only_a, only_b)
    tail = sum(comb(n, k) for k in range(few + 1)) / 2**n
    found = mcnemar(*pair(only_a, only_b))
    assert found.exact == pytest.approx(2 * tail)
    assert found.mid_p == pytest.approx(2 * tail - comb(n, few) / 2**n)
    assert (found.only_a, found.only_b) == (only_a, only_b)


def test_the_sides_do_not_matter_to_p_but_are_kept_apart():
    one, other = mcnemar(*pair(2, 9)), mcnemar(*pair(9, 2))
    assert one.mid_p == other.mid_p
    assert (one.only_a, other.only_a) == (2, 9)


@pytest.mark.parametrize("each", [0, 7])
def test_as_many_on_either_side_is_no_evidence(each):
    found = mcnemar(*pair(each, each))
    assert found.exact == found.mid_p == 1
