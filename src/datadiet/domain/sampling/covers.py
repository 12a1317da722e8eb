"""The rows of a covering array, each completed to a combination of atoms, and so to a stratum."""

from dataclasses import dataclass

import numpy as np

from datadiet.domain.covering import covering_array
from datadiet.domain.domain import Coverage
from datadiet.domain.sampling.patterns import Patterns, grouped
from datadiet.domain.sampling.sobol import Sobol
from datadiet.domain.sampling.strata import Strata
from datadiet.domain.sampling.walk import walk
from datadiet.errors import DomainError
from datadiet.randomness import stream

__all__ = ["Covers", "covers_of"]

MOST_ROWS = 10_000_000


@dataclass(frozen=True, slots=True)
class Covers:
    """Rows that together have every combination of levels that coverage asks for, as often as it asks."""

    combination: np.ndarray
    """(e, components) the row of each component's table."""
    within: np.ndarray
    """(e, d) positions in its atoms."""
    stratum: np.ndarray
    """(e,)"""

    def __len__(self) -> int:
        return len(self.stratum)


def covers_of(strata: Strata, *, seed: int) -> Covers:
    """Return the covering rows of a domain; none where it declares no coverage.

    Raises:
        DomainError: coverage asks for too many rows.
        OptionError: coverage has too many combinations.
    """
    coverage, parts = strata.space.domain.coverage, strata.patterns
    dimensions = sum(part.component.atoms.shape[1] for part in parts)
    if coverage is None:
        nothing = np.zeros((0, len(parts)), np.intp), np.zeros((0, dimensions))
        return Covers(*nothing, np.zeros(0, np.intp))
    codes = _codes(strata, coverage, seed=seed)
    rng = stream(seed, "domain", "covering", "positions")
    sobol = Sobol.draw(dimensions, len(codes), rng=rng)
    points = sobol.points(np.arange(len(codes)), sobol.shifts(1, rng=rng)[0])
    combination, within, column = np.zeros((len(codes), len(parts)), np.intp), np.empty_like(points), 0
    for c, part in enumerate(parts):
        columns = slice(column, column := column + len(part.component.names))
        combination[:, c], within[:, columns] = _completed(part, coverage.over, codes, points[:, columns])
    which = np.column_stack([part.member[combination[:, c]] for c, part in enumerate(parts)])
    return Covers(combination, within, strata.number(which))


def _codes(strata: Strata, coverage: Coverage, *, seed: int) -> np.ndarray:
    """Return the level codes of the covering rows, the whole array `min_each` times over: -> (e, len(over))."""
    sizes = strata.space.sizes(coverage.over)
    rng = stream(seed, "domain", "covering")
    allowed = strata.reachable().completions(coverage.over)
    array = covering_array(sizes, t=coverage.t, rng=rng, allowed=allowed)
    if len(array) * coverage.min_each > MOST_ROWS:
        raise DomainError(
            f"{coverage.place}: coverage takes {len(array):,} rows, {coverage.min_each:,} times over",
            expected=f"{MOST_ROWS:,} rows at most",
            todo="lower min_each or t, or name fewer conditions in `over`",
        )
    return np.tile(array, (coverage.min_each, 1))


def _completed(
    part: Patterns, over: tuple[str, ...], codes: np.ndarray, points: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Choose a combination of a component for each covering row, by target shares, among those with its levels.

    Returns (e,) combinations and (e, v) positions.
    """
    names = part.component.names
    pairs = [(over.index(name), column) for column, name in enumerate(names) if name in over]
    asked, known = codes[:, [k for k, _ in pairs]], part.component.codes[:, [column for _, column in pairs]]
    keys, group = np.unique(np.vstack([known, asked]), axis=0, return_inverse=True)
    members, rows = (grouped(part, len(keys)) for part in np.split(group.ravel(), [len(known)]))
    chosen, within = np.zeros(len(codes), np.intp), np.zeros_like(points)
    for combinations, wanted in zip(members, rows, strict=True):
        if len(wanted):
            mass = _preferred(part, combinations)
            picked, within[wanted] = walk(part.component.atoms[combinations], mass, points[wanted])
            chosen[wanted] = combinations[picked]
    return chosen, within


def _preferred(part: Patterns, combinations: np.ndarray) -> np.ndarray:
    """Return how often each combination shall come: by target shares, else what is at all allowed."""
    pattern = part.member[combinations]
    share = np.divide(part.target, part.field, out=np.zeros(len(part.field)), where=part.field > 0)
    by_target = part.mass[combinations] * share[pattern]
    mass = by_target if by_target.any() else part.likely[combinations] * part.open[pattern]
    return np.asarray(mass / mass.sum())
