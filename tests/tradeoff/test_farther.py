import numpy as np
import pytest

from datadiet.measure.gap import gap
from datadiet.tradeoff.farther import Gaps, p_farther
from datadiet.tradeoff.plane import Side
from tests.tradeoff.sources import vectors


def side(rows: np.ndarray, size: int = 1) -> Side:
    return Side(rows, np.arange(len(rows)) // size)


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.mark.parametrize("size", [1, 4])
def test_the_gap_and_what_is_left_without_a_group_are_those_of_the_measure(size):
    real, made = side(vectors(1, 40, 1), size), side(vectors(2, 32, 2), size)

    def measured(x: Side, y: Side) -> float:
        return gap(x.vectors, y.vectors, rng=rng(), real_groups=x.groups, synthetic_groups=y.groups).score

    def without(each: Side, group: int) -> Side:
        return Side(each.vectors[each.groups != group], each.groups[each.groups != group])

    found = Gaps(real, rng()).of(made)
    assert found.value == pytest.approx(measured(real, made), rel=1e-5)
    assert found.without_real[3] == pytest.approx(measured(without(real, 3), made), rel=1e-5)
    assert found.without_own[3] == pytest.approx(measured(real, without(made, 3)), rel=1e-5)


def test_equal_laws_are_seldom_called_different_and_different_ones_are():
    p_same, p_far = [], []
    for trial in range(40):
        gaps = Gaps(side(vectors(1, 60, 3 * trial)), rng())
        near = gaps.of(side(vectors(1.1, 40, 3 * trial + 1)))
        p_same.append(p_farther(near, gaps.of(side(vectors(1.1, 40, 3 * trial + 2))))[1])
        difference, p = p_farther(near, gaps.of(side(vectors(2, 40, 3 * trial + 2))))
        p_far.append(p)
        assert difference > 0
    assert np.mean(np.array(p_same) < 0.05) <= 0.15
    assert np.mean(np.array(p_far) < 0.05) >= 0.9


def test_large_sets_are_drawn_from_by_groups():
    gaps = Gaps(side(vectors(1, 2500, 1), 5), rng())
    assert len(gaps.real[0]) == 2000
    assert np.bincount(gaps.real[1]).tolist() == [4] * 500
