"""Who is nearest within a subsample, and what those neighbours say about real and synthetic."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

import numpy as np
from scipy.sparse import csr_array

from datadiet.measure.neighbours import Neighbours, nearest

__all__ = ["Pool", "Side", "Votes", "votes"]

Side = Literal["real", "synthetic"]
BOTH: tuple[Side, ...] = ("real", "synthetic")
FEW = 8
"""Entries of a list that are looked at first."""
DIRECT = 32
"""Neighbours that a direct search asks for, so that ties are seen."""


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Both sides as one: reals first, then synthetics."""

    real: np.ndarray
    synthetic: np.ndarray
    lists: Neighbours
    twins: np.ndarray
    """(N,) the same number for samples with the same vector."""
    twinned: bool
    """Whether there are any."""

    @classmethod
    def of(cls, real: np.ndarray, synthetic: np.ndarray, lists: Neighbours) -> "Pool":
        """Join both sides with the lists of their neighbours."""
        twins = np.arange(len(real) + len(synthetic))
        doubled = np.flatnonzero(np.minimum(lists.real_distance[:, 0], lists.synthetic_distance[:, 0]) == 0)
        pool = cls(real, synthetic, lists, twins, twinned=len(doubled) > 0)
        if len(doubled):
            digests = [blake2b((row + 0.0).tobytes(), digest_size=16).digest() for row in pool.rows(doubled)]
            _, first, code = np.unique(np.array(digests), return_index=True, return_inverse=True)
            twins[doubled] = doubled[first][code]
        return pool

    def rows(self, chosen: np.ndarray) -> np.ndarray:
        """Return the vectors of pooled samples."""
        synthetic = chosen >= len(self.real)
        rows = np.empty((len(chosen), self.real.shape[1]), np.float32)
        rows[~synthetic] = self.real[chosen[~synthetic]]
        rows[synthetic] = self.synthetic[chosen[synthetic] - len(self.real)]
        return rows

    def listed(self, side: Side) -> tuple[np.ndarray, np.ndarray]:
        """Return indices within one side, and distances, of the lists of all samples."""
        if side == "real":
            return self.lists.real_index, self.lists.real_distance
        return self.lists.synthetic_index, self.lists.synthetic_distance

    def of_side(self, side: Side, pooled: np.ndarray) -> np.ndarray:
        """Return the part of a pooled array that belongs to one side."""
        return pooled[: len(self.real)] if side == "real" else pooled[len(self.real) :]


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """The nearest other samples of each of n samples; equal distances share the vote equally.

    Samples with the same vector stand together as one of c distinct vectors, so that a thousand copies of one image
    need a thousand entries, not a million.
    """

    row: np.ndarray
    """Samples, and beside each ..."""
    voted: np.ndarray
    """... a distinct vector that is nearest to it."""
    twin: np.ndarray
    """(n,) which of the c distinct vectors each sample has."""
    distinct: int
    """c."""
    own: np.ndarray
    """(n,) whether a sample's own vector is among its nearest: it has no vote for itself."""
    cast: np.ndarray
    """(n,) number of nearest samples."""
    distance: np.ndarray
    """(n,) distance to them."""

    def for_synthetic(self, synthetic: np.ndarray) -> np.ndarray:
        """Return the share of each sample's nearest that are synthetic: (n, B) labels in {0, 1} -> (n, B)."""
        n = len(self.twin)
        counts = synthetic if self.distinct == n else _sum(self.twin, np.arange(n), synthetic, self.distinct)
        share = _sum(self.row, self.voted, counts, n)
        if self.own.any():
            share[self.own] -= synthetic[self.own]
        if self.cast.max() > 1:
            share /= self.cast[:, None]
        return share


def _sum(to: np.ndarray, of: np.ndarray, values: np.ndarray, n: int) -> np.ndarray:
    """Add rows `of` the values up to rows `to` of the result: (c, B) -> (n, B)."""
    ones = np.ones(len(to), np.float32)
    total: np.ndarray = csr_array((ones, (to, of)), shape=(n, len(values))) @ values
    return total


def votes(pool: Pool, subset: np.ndarray, *, sides: tuple[Side, ...] = BOTH) -> Votes:
    """Find the nearest others of each sample within a subsample, by walking the lists.

    A list that ends before it can decide is replaced by a direct search. `sides` names the sides that the subsample
    has members of.
    """
    twin, first, size = _twins(pool, subset)
    walk = _walk(pool, subset, sides)
    alone = size[twin] == 1
    distance = np.where(alone, walk.distance, 0)
    row, voted = np.arange(len(subset)), np.where(alone, twin[walk.member], twin)
    tied = np.flatnonzero(alone & walk.tied & ~walk.lost)
    lost = np.flatnonzero(alone & walk.lost)
    if len(tied):
        tied_row, tied_voted, unsure = _ties(pool, subset, tied, walk, twin, sides)
        lost = np.union1d(lost, unsure)
        row, voted = _replace(row, voted, tied, tied_row, tied_voted)
    if len(lost):
        lost_row, lost_voted, distance[lost] = _direct(pool.rows(subset[first]), twin[lost], lost)
        row, voted = _replace(row, voted, lost, lost_row, lost_voted)
    own = ~alone
    cast = np.bincount(row, weights=size[voted], minlength=len(subset)) - own
    return Votes(row, voted, twin, len(first), own, cast.astype(np.float32), distance)


def _twins(pool: Pool, subset: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which distinct vector each sample has, a sample that has it, and how many do."""
    n = len(subset)
    if pool.twinned:
        _, first, twin, size = np.unique(pool.twins[subset], return_index=True, return_inverse=True, return_counts=True)
        if len(first) < n:
            return twin, first, size
    return np.arange(n), np.arange(n), np.ones(n, int)


@dataclass(frozen=True, slots=True, eq=False)
class _Walk:
    """What the lists say of each sample of a subsample."""

    position: np.ndarray
    """(N,) place of a pooled sample in the subsample, or -1."""
    distance: np.ndarray
    """(n,) to the first listed member."""
    member: np.ndarray
    """(n,) its place."""
    tied: np.ndarray
    """(n,) whether others may be as near."""
    lost: np.ndarray
    """(n,) whether a list ended before it could decide."""


def _walk(pool: Pool, subset: np.ndarray, sides: tuple[Side, ...]) -> _Walk:
    n = len(subset)
    position = np.full(len(pool.twins), -1)
    position[subset] = np.arange(n)
    distance, member = np.full(n, np.inf, np.float32), np.zeros(n, np.intp)
    open_until, again = np.full(n, np.inf, np.float32), np.full(n, np.inf, np.float32)
    for side in sides:
        here, place, after = _hits(pool, side, subset, position)
        missed = np.flatnonzero(np.isinf(here))
        open_until[missed] = np.minimum(open_until[missed], pool.listed(side)[1][subset[missed], -1])
        again = np.minimum(again, np.minimum(np.maximum(here, distance), after))
        member = np.where(here < distance, place, member)
        distance = np.minimum(distance, here)
    lost = np.isfinite(open_until) & (distance >= open_until)
    return _Walk(position, distance, member, again == distance, lost)


def _hits(
    pool: Pool, side: Side, subset: np.ndarray, position: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return distance and place of each sample's first listed member, and the distance of the next entry."""
    index, distances = pool.listed(side)
    inside, k = pool.of_side(side, position), index.shape[1]
    n = len(subset)
    here, place = np.full(n, np.inf, np.float32), np.zeros(n, np.intp)
    after = np.full(n, np.inf, np.float32)
    rows = np.arange(n)
    for start, stop in ((0, min(FEW, k)), (min(FEW, k), k)):
        places = inside[index[subset[rows], start:stop]] if len(inside) else np.empty((len(rows), 0), int)
        if places.size == 0:
            continue
        column = (places >= 0).argmax(axis=1)
        at = places[np.arange(len(rows)), column]
        hit = at >= 0
        found, column = rows[hit], column[hit] + start
        here[found], place[found] = distances[subset[found], column], at[hit]
        after[found] = distances[subset[found], np.minimum(column + 1, k - 1)]
        rows = rows[~hit]
    place[np.isinf(here)] = 0
    return here, place, after


def _ties(
    pool: Pool, subset: np.ndarray, rows: np.ndarray, walk: _Walk, twin: np.ndarray, sides: tuple[Side, ...]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (row, distinct vector) of all that are equally near, and the rows whose list ends among them."""
    found, cut = [np.empty((0, 2), np.intp)], np.zeros(len(rows), bool)
    for side in sides:
        index, distances = (array[subset[rows]] for array in pool.listed(side))
        if not len(pool.of_side(side, walk.position)):
            continue
        equal = np.isfinite(distances) & (distances == walk.distance[rows, None])
        places = np.where(equal, pool.of_side(side, walk.position)[index], -1)
        at, column = np.nonzero(places >= 0)
        found.append(np.stack([rows[at], twin[places[at, column]]], axis=1))
        codes = pool.of_side(side, pool.twins)[index]
        differ = (equal & (codes != codes[:, -1:])).any(axis=1)
        cut |= equal[:, -1] & differ
    row, voted = np.unique(np.concatenate(found), axis=0).T
    return row, voted, rows[cut]


def _direct(distinct: np.ndarray, twin: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Search the distinct vectors of a subsample for the nearest of some of its samples."""
    k = min(DIRECT, len(distinct) - 1)
    index, distance = nearest(distinct[twin], distinct, k=k, exclude=twin)
    at, column = np.nonzero((distance == distance[:, :1]) & (index >= 0))
    return rows[at], index[at, column].astype(np.intp), distance[:, 0]


def _replace(
    row: np.ndarray, voted: np.ndarray, of: np.ndarray, new_row: np.ndarray, new_voted: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Put new votes in the place of all those of some rows."""
    kept = ~np.isin(row, of)
    return np.concatenate([row[kept], new_row]), np.concatenate([voted[kept], new_voted])
