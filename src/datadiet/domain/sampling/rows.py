"""Rows of conditions: for each, a combination of atoms in its stratum, and a position in each of them."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from datadiet.domain.sampling.covers import Covers
from datadiet.domain.sampling.patterns import grouped
from datadiet.domain.sampling.placing import column_of
from datadiet.domain.sampling.sobol import Sobol
from datadiet.domain.sampling.strata import Strata
from datadiet.domain.sampling.walk import walk
from datadiet.randomness import stream

__all__ = ["Drawing", "Picked", "drawing", "occurrence"]


@dataclass(frozen=True, slots=True)
class Picked:
    """What was chosen for some rows, before it has values."""

    stratum: np.ndarray
    """(m,)"""
    combination: np.ndarray
    """(m, components) row of each component's table."""
    within: np.ndarray
    """(m, d) position in the atom of each condition, in [0, 1]."""

    def take(self, rows: np.ndarray) -> "Picked":
        """Return some of the rows."""
        return Picked(self.stratum[rows], self.combination[rows], self.within[rows])


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that decides what the j-th row of a stratum is."""

    strata: Strata
    covers: Covers
    starts: np.ndarray
    """(s + 1,) where the covering rows of each stratum begin in `ahead`."""
    ahead: np.ndarray
    """Covering rows, sorted by stratum."""
    sobol: Sobol
    shifts: np.ndarray
    """(s, d) of each stratum's sequence."""
    members: tuple[list[np.ndarray], ...]
    """Of each component, the combinations of each pattern."""

    def pick(self, stratum: np.ndarray, number: np.ndarray) -> Picked:
        """Choose rows: (m,) strata and (m,) numbers within the stratum, from 0; covering rows come first."""
        early = self.starts[stratum + 1] - self.starts[stratum]
        covering = number < early
        combination = np.zeros((len(stratum), len(self.strata.patterns)), np.intp)
        within = np.zeros((len(stratum), self.shifts.shape[1]))
        entry = self.ahead[(self.starts[stratum] + number)[covering]]
        combination[covering], within[covering] = self.covers.combination[entry], self.covers.within[entry]
        rest = np.flatnonzero(~covering)
        points = self.sobol.points((number - early)[rest], self.shifts[stratum[rest]])
        column = 0
        for c, part in enumerate(self.strata.patterns):
            columns = slice(column, column := column + len(part.component.names))
            pattern, mass = self.strata.which[stratum[rest], c], part.within
            for p in np.unique(pattern):
                members, chosen = self.members[c][p], np.flatnonzero(pattern == p)
                row, inside = walk(part.component.atoms[members], mass[members], points[chosen, columns])
                combination[rest[chosen], c], within[rest[chosen], columns] = members[row], inside
        return Picked(stratum, combination, within)

    @property
    def movable(self) -> np.ndarray:
        """(d,) whether each condition is compared with others, so that its atoms do not decide every rule."""
        names = [name for part in self.strata.patterns for name in part.component.names]
        return np.array([name in self.strata.space.approximate for name in names], bool)

    def codes(self, picked: Picked, names: tuple[str, ...]) -> np.ndarray:
        """Return the level codes of conditions, -1 where absent: (m, len(names))."""
        made = np.zeros((len(picked.stratum), len(names)), np.int16)
        for c, part in enumerate(self.strata.patterns):
            for j, name in enumerate(part.component.names):
                if name in names:
                    made[:, names.index(name)] = part.component.codes[picked.combination[:, c], j]
        return made

    def frame(self, picked: Picked, *, sure: bool = False) -> pl.DataFrame:
        """Return the values of the conditions, static ones too, in the order of the domain.

        Args:
            picked: the rows.
            sure: of conditions that are compared with each other, take the points at which rules were looked at.
        """
        space, columns, column = self.strata.space, {}, 0
        for c, part in enumerate(self.strata.patterns):
            atoms = part.component.atoms[picked.combination[:, c]]  # (m, v)
            for j, name in enumerate(part.component.names):
                known = sure and name in space.approximate
                columns[name] = column_of(space.atoms[name], atoms[:, j], None if known else picked.within[:, column])
                column += 1
        frame = pl.DataFrame({"": np.zeros(len(picked.stratum), np.int8)}).with_columns(
            *columns.values(), *(pl.lit(value).alias(name) for name, value in space.domain.static.items())
        )
        return frame.select(space.domain.conditions)

    def weights(self, picked: Picked) -> np.ndarray:
        """Return the importance weight of each row: that of its stratum, 0 where the field never is."""
        weights = self.strata.weight[picked.stratum]
        for c, part in enumerate(self.strata.patterns):
            weights = np.where(part.mass[picked.combination[:, c]] > 0, weights, 0.0)
        return weights


def drawing(strata: Strata, covers: Covers, n: int, *, seed: int) -> Drawing:
    """Prepare to draw at most n rows."""
    rng = stream(seed, "domain", "sobol")
    sobol = Sobol.draw(covers.within.shape[1], n, rng=rng)
    shifts = sobol.shifts(len(strata), rng=stream(seed, "domain", "shifts"))
    ahead = np.argsort(covers.stratum, kind="stable")
    starts = np.searchsorted(covers.stratum[ahead], np.arange(len(strata) + 1))
    members = tuple(grouped(part.member, len(part.target)) for part in strata.patterns)
    return Drawing(strata, covers, starts, ahead, sobol, shifts, members)


def occurrence(stratum: np.ndarray) -> np.ndarray:
    """Return the number of each row within its stratum, from 0."""
    by_stratum = np.argsort(stratum, kind="stable")
    sorted_strata = stratum[by_stratum]
    number = np.empty(len(stratum), np.int64)
    number[by_stratum] = np.arange(len(stratum)) - np.searchsorted(sorted_strata, sorted_strata)
    return number
