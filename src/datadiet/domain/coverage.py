"""Which combinations of conditions does a data set hold often enough, and which does it miss?"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from datadiet.domain.conditions import Conditions
from datadiet.domain.domain import Coverage, Domain
from datadiet.domain.intentionality import Covered, Missing, Pair
from datadiet.domain.levels import coded, level_names
from datadiet.domain.relevance import OUTSIDE, Standing
from datadiet.domain.space import Space
from datadiet.domain.tuples import count_tuples, possible_tuples

__all__ = ["coverage", "pairs"]

MISSING = 200
"""Missing combinations that are listed."""
ONLY = 50
"""Combinations of one side only that are listed."""
PAIRS = 28
"""Pairs of conditions that are shown."""
Levels = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Tuple:
    """All combinations of levels of some conditions."""

    names: tuple[str, ...]
    feasible: np.ndarray
    counts: np.ndarray
    possible: np.ndarray
    real: np.ndarray | None
    mass: np.ndarray


def coverage(
    space: Space, known: Conditions, standing: Standing, real: Conditions | None, real_standing: Standing | None
) -> Covered | None:
    """Return the share of feasible combinations of t levels that at least `min_each` samples of the domain have.

    Samples outside the domain do not count. None where the domain declares no coverage.

    Source: definitions, section 3; combinatorial coverage: Kuhn, Kacker & Lei 2013 (NIST IR 7878).
    """
    asked = space.domain.coverage
    if asked is None:
        return None
    counted = [part for part in _counted(space, asked, known, standing, real, real_standing) if part.feasible.any()]
    enough, feasible = asked.min_each, sum(int(part.feasible.sum()) for part in counted)
    covered = sum(int((part.feasible & (part.counts >= enough)).sum()) for part in counted)
    possible = sum(int((part.feasible & (part.possible >= enough)).sum()) for part in counted)
    missing, n_missing = _missing(space.domain, counted, enough)
    only_real, n_only_real = _only(space.domain, counted, of_real=True)
    only_synthetic, n_only_synthetic = _only(space.domain, counted, of_real=False)
    return Covered(
        low=covered / feasible if feasible else 1.0,
        high=possible / feasible if feasible else 1.0,
        t=asked.t,
        over=asked.over,
        min_each=enough,
        feasible=feasible,
        covered=covered,
        missing=missing,
        n_missing=n_missing,
        only_real=only_real,
        n_only_real=n_only_real,
        only_synthetic=only_synthetic,
        n_only_synthetic=n_only_synthetic,
        pairs=pairs(space, asked, known, standing, real, real_standing),
    )


def pairs(
    space: Space,
    asked: Coverage,
    known: Conditions,
    standing: Standing,
    real: Conditions | None,
    real_standing: Standing | None,
) -> tuple[Pair, ...]:
    """Count the levels of two conditions together, for the pairs of the first conditions in `over`."""
    names = _shown(asked.over)
    if len(names) < 2:
        return ()
    two = Coverage(names, 2, asked.min_each)
    return tuple(
        Pair(
            part.names[0],
            part.names[1],
            level_names(space.domain[part.names[0]]),
            level_names(space.domain[part.names[1]]),
            _rows(part.counts),
            None if part.real is None else _rows(part.real),
            tuple(tuple(bool(x) for x in row) for row in part.feasible),
            asked.min_each if asked.t >= 2 else 1,
        )
        for part in _counted(space, two, known, standing, real, real_standing)
    )


def _shown(names: tuple[str, ...]) -> tuple[str, ...]:
    most = 1
    while most * (most + 1) // 2 <= PAIRS:
        most += 1
    return names[:most]


def _rows(table: np.ndarray) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(x) for x in row) for row in table)


def _counted(
    space: Space,
    asked: Coverage,
    known: Conditions,
    standing: Standing,
    real: Conditions | None,
    real_standing: Standing | None,
) -> Iterator[_Tuple]:
    sizes = space.sizes(asked.over)
    codes, unknown = _inside(space.domain, known, standing, asked.over)
    counts = count_tuples(codes, sizes, t=asked.t)
    possible = possible_tuples(codes, unknown, sizes, t=asked.t) if unknown.any() else counts
    other = None
    if real is not None and real_standing is not None:
        other = count_tuples(_inside(space.domain, real, real_standing, asked.over)[0], sizes, t=asked.t)
    for k, chosen in enumerate(combinations(range(len(asked.over)), asked.t)):
        names = tuple(asked.over[j] for j in chosen)
        yield _Tuple(
            names,
            space.feasible(names),
            counts[k][1],
            possible[k][1],
            None if other is None else other[k][1],
            space.mass(names),
        )


def _inside(
    domain: Domain, known: Conditions, standing: Standing, names: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray]:
    codes, unknown = coded(domain, known, names)
    kept = standing.state != OUTSIDE
    return codes[kept], unknown[kept]


def _missing(domain: Domain, counted: list[_Tuple], enough: int) -> tuple[tuple[Missing, ...], int]:
    """List what is missing, the most frequent in the field first, then the rarest in the data."""
    found = []
    for part in counted:
        for at in np.argwhere(part.feasible & (part.counts < enough)):
            where = tuple(at.tolist())
            found.append((-float(part.mass[where]), int(part.counts[where]), part, where))
    found.sort(key=lambda item: (item[0], item[1], item[2].names, item[3]))
    listed = tuple(
        Missing(
            _levels(domain, part.names, where),
            count,
            enough - count,
            -mass,
            None if part.real is None else int(part.real[where]),
        )
        for mass, count, part, where in found[:MISSING]
    )
    return listed, len(found)


def _only(domain: Domain, counted: list[_Tuple], *, of_real: bool) -> tuple[tuple[Levels, ...], int]:
    """List the combinations that only one side has, the most frequent first."""
    found = []
    for part in counted:
        if part.real is None:
            continue
        here, there = (part.real, part.counts) if of_real else (part.counts, part.real)
        for at in np.argwhere((here > 0) & (there == 0)):
            where = tuple(at.tolist())
            found.append((-int(here[where]), part, where))
    found.sort(key=lambda item: (item[0], item[1].names, item[2]))
    return tuple(_levels(domain, part.names, where) for _, part, where in found[:ONLY]), len(found)


def _levels(domain: Domain, names: tuple[str, ...], where: tuple[int, ...]) -> Levels:
    return {name: level_names(domain[name])[code] for name, code in zip(names, where, strict=True)}
