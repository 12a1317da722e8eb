from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from datadiet.measure.indistinguishability import indistinguishability
from datadiet.measure.rarefied import Rarefied
from datadiet.tradeoff.choice import _within, choose
from datadiet.tradeoff.plane import Cloud, Shared, Side, _mean_distance
from tests.tradeoff.sources import vectors

REAL = vectors(1, 100, 1)


def cloud(rows: np.ndarray, area: float) -> Cloud:
    side = Side(rows, np.arange(len(rows)))
    return Cloud(side, rows[:, :2], Rarefied(area, 1e-4, len(rows)), _mean_distance(side))


def level(rows: np.ndarray, *faults: str) -> SimpleNamespace:
    found = indistinguishability(REAL, rows, rng=np.random.default_rng(0))
    return SimpleNamespace(indistinguishability=replace(found, faults=faults))


def chosen(sets: list[np.ndarray], areas: list[float], faults: dict[int, str] | None = None):
    ground = Shared(0.1, 80, cloud(REAL, 1.0), tuple(cloud(*each) for each in zip(sets, areas, strict=True)))
    named = faults or {}
    levels = [level(rows, *([named[place]] if place in named else [])) for place, rows in enumerate(sets)]
    return choose(levels, ground, level="scene", seed=0)


SAME = [vectors(1, 80, seed) for seed in (2, 3)]
FAR = vectors(5, 80, 4)


def test_of_widths_that_cannot_be_told_apart_the_richest_is_chosen():
    found = chosen([*SAME, FAR], [0.5, 0.9, 2.0])
    assert found.farther == (False, False, True)
    assert (found.best, found.stops, found.measure, found.variety) == (1, 2, "indistinguishability", "richness")
    assert found.gained.value == pytest.approx(2.0 / 0.9)
    assert found.front[2]


@pytest.mark.parametrize(
    ("measure", "candidate", "close"),
    [
        # intervals of .392: a standard error of .1
        ("indistinguishability", (0.51, 9), True),
        ("indistinguishability", (0.49, 0), False),
        ("gap", (0, 0.29), True),
        ("gap", (1, 0.31), False),
    ],
)
def test_what_is_farther_by_more_than_a_standard_error_is_no_compromise_even_where_that_is_not_sure(
    measure, candidate, close
):
    detail = SimpleNamespace(interval=(0.004, 0.396))
    nearest = SimpleNamespace(score=0.6, interval=(0.404, 0.796), gap=0.2, gap_detail=detail)
    assert _within(SimpleNamespace(score=candidate[0], gap=candidate[1]), nearest, measure) is close


def test_a_width_with_a_fault_is_no_compromise_unless_all_have_one():
    assert chosen([*SAME, FAR], [0.5, 0.9, 2.0], {1: "copied"}).best == 0
    found = chosen([*SAME, FAR], [0.5, 0.9, 2.0], {0: "copied", 1: "copied", 2: "dispersed"})
    assert found.faulty
    assert found.best == 1


def test_where_nothing_mixes_the_gap_decides():
    sets = [rows + np.float32(shift) for rows, shift in zip([*SAME, SAME[0]], (20, 10, 30), strict=True)]
    found = chosen(sets, [0.5, 0.9, 2.0])
    assert (found.measure, found.nearest, found.best) == ("gap", 1, 1)
    assert found.farther == (True, False, True)


def test_where_no_discs_overlap_variety_is_the_spread():
    whole = 80 * np.pi * 0.1**2
    ground = Shared(0.1, 80, cloud(REAL, whole), (cloud(SAME[0], 0.95 * whole), cloud(FAR, whole)))
    assert (ground.measure, round(ground.apart, 6)) == ("spread", 0.95)
    assert ground.growth(0, 1).value == pytest.approx(5, rel=0.1)
    assert ground.growth(0, 1).interval[0] > 4


def test_the_spread_is_the_mean_distance_between_samples_of_different_groups():
    rows, groups = vectors(1, 12, 5), np.arange(12) // 3
    pairs = [(i, j) for i in range(12) for j in range(12) if groups[i] != groups[j]]

    def mean(left_out: int = -1) -> float:
        return float(
            np.mean([np.linalg.norm(rows[i] - rows[j]) for i, j in pairs if left_out not in (groups[i], groups[j])])
        )

    found = _mean_distance(Side(rows, groups))
    assert found.area == pytest.approx(mean())
    without = np.array([mean(group) for group in range(4)])
    assert found.variance == pytest.approx(3 / 4 * ((without - without.mean()) ** 2).sum() / mean() ** 2)
    assert found.units == 4


def test_a_set_of_equal_samples_has_no_spread_and_no_number_is_missing():
    ground = Shared(0.1, 80, cloud(REAL, 1.0), (cloud(np.ones((80, 6), np.float32), 0.1), cloud(SAME[0], 0.9)))
    assert ground.spread(0).interval == (0, 0)
    assert ground.spread(1).value == pytest.approx(1, rel=0.1)
