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
DIRECT = 16
"""Neighbours that a direct search asks for, so that ties are seen."""


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Both sides as one: reals first, then synthetics."""

    real: np.ndarray
    synthetic: np.ndarray
    lists: Neighbours
    twins: np.ndarray
    """(N,) the same number for samples with the same vector."""

    @classmethod
    def of(cls, real: np.ndarray, synthetic: np.ndarray, lists: Neighbours) -> "Pool":
        """Join both sides with the lists of their neighbours."""
        twins = np.arange(len(real) + len(synthetic))
        alone = np.minimum(lists.real_distance[:, 0], lists.synthetic_distance[:, 0]) > 0
        pool = cls(real, synthetic, lists, twins)
        doubled = np.flatnonzero(~alone)
        digests = [blake2b((row + 0.0).tobytes(), digest_size=16).digest() for row in pool.rows(doubled)]
        _, first, code = np.unique(np.array(digests, dtype="S16"), return_index=True, return_inverse=True)
        twins[doubled] = doubled[first][code] if len(doubled) else doubled
        return pool

    def rows(self, chosen: np.ndarray) -> np.ndarray:
        """Return the vectors of pooled samples."""
        synthetic = chosen >= len(self.real)
        rows = np.empty((len(chosen), self.real.shape[1]), np.float32)
        rows[~synthetic] = self.real[chosen[~synthetic]]
        rows[synthetic] = self.synthetic[chosen[synthetic] - len(self.real)]
        return rows

    def listed(self, side: Side, chosen: np.ndarray, columns: slice) -> tuple[np.ndarray, np.ndarray]:
        """Return pooled indices (-1 where there is none) and distances of one side's lists."""
        index, offset = (self.lists.real_index, 0) if side == "real" else (self.lists.synthetic_index, len(self.real))
        distance = self.lists.real_distance if side == "real" else self.lists.synthetic_distance
        entries = index[chosen, columns]
        return np.where(entries < 0, -1, entries + offset), distance[chosen, columns]


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """The nearest other samples of each sample of a subsample; equal distances share the vote equally."""

    tied: csr_array
    """(n, c) 1 where samples of that vector are nearest."""
    twin: np.ndarray
    """(n,) which of the c distinct vectors each sample has."""
    own: np.ndarray
    """(n,) whether a sample's own vector is among its nearest: it has no vote for itself."""
    cast: np.ndarray
    """(n,) number of nearest samples."""
    distance: np.ndarray
    """(n,) distance to them."""

    @property
    def members(self) -> csr_array:
        """(c, n) 1 where a sample has that vector."""
        n = len(self.twin)
        return csr_array((np.ones(n, np.float32), (self.twin, np.arange(n))), shape=(self.tied.shape[1], n))

    def for_synthetic(self, synthetic: np.ndarray) -> np.ndarray:
        """Return the share of each sample's nearest that are synthetic: (n, B) labels in {0, 1} -> (n, B)."""
        counts = synthetic
        if self.tied.shape[1] < len(self.twin):
            counts = self.members @ synthetic
        share = self.tied @ counts
        if self.own.any():
            share[self.own] -= synthetic[self.own]
        if self.cast.max() > 1:
            share /= self.cast[:, None]
        return share


def votes(pool: Pool, subset: np.ndarray, *, sides: tuple[Side, ...] = BOTH) -> Votes:
    """Find the nearest others of each sample within a subsample, by walking the lists.

    A list that ends before it can decide is replaced by a direct search. `sides` names the sides that the subsample
    has members of.
    """
    position = np.full(len(pool.twins), -1)
    position[subset] = np.arange(len(subset))
    distance, open_until = _walk(pool, subset, position, sides)
    unresolved = distance > open_until
    row, at = _ties(pool, subset, position, distance, sides)
    settled = ~unresolved[row]
    row, at = row[settled], at[settled]
    lost = np.flatnonzero(unresolved)
    if len(lost):
        more_row, more_at, distance[lost] = _direct(pool.rows(subset), lost)
        row, at = np.concatenate([row, more_row]), np.concatenate([at, more_at])
    return _collect(pool.twins[subset], row, at, distance)


def _walk(
    pool: Pool, subset: np.ndarray, position: np.ndarray, sides: tuple[Side, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the distance to the first listed member, and up to where the lists can be trusted."""
    distance = np.full(len(subset), np.inf, np.float32)
    open_until = np.full(len(subset), np.inf, np.float32)
    for side in sides:
        first = _first_hit(pool, side, subset, position, slice(0, FEW))
        missed = np.flatnonzero(np.isinf(first))
        first[missed] = _first_hit(pool, side, subset[missed], position, slice(FEW, None))
        missed = missed[np.isinf(first[missed])]
        _, last = pool.listed(side, subset[missed], slice(-1, None))
        open_until[missed] = np.minimum(open_until[missed], last[:, 0])
        distance = np.minimum(distance, first)
    return distance, open_until


def _first_hit(pool: Pool, side: Side, rows: np.ndarray, position: np.ndarray, columns: slice) -> np.ndarray:
    entries, distances = pool.listed(side, rows, columns)
    if not entries.size:
        return np.full(len(rows), np.inf, np.float32)
    inside = (entries >= 0) & (position[entries] >= 0)
    at = inside.argmax(axis=1)
    here = np.arange(len(rows))
    return np.where(inside[here, at], distances[here, at], np.float32(np.inf))


def _ties(
    pool: Pool, subset: np.ndarray, position: np.ndarray, distance: np.ndarray, sides: tuple[Side, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Return (row, position) of every listed member at exactly the nearest distance."""
    found = []
    for side in sides:
        rows = np.arange(len(subset))
        for columns in (slice(0, FEW), slice(FEW, None)):
            entries, distances = pool.listed(side, subset[rows], columns)
            hit = (distances == distance[rows, None]) & (entries >= 0) & (position[entries] >= 0)
            at_row, at_column = np.nonzero(hit)
            found.append((rows[at_row], position[entries[at_row, at_column]]))
            # Further columns are farther away: only rows that have not passed their distance go on.
            if distances.shape[1]:
                rows = rows[distances[:, -1] <= distance[rows]]
    rows, at = (np.concatenate(part) for part in zip(*found, strict=True))
    return rows, at


def _direct(vectors: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    index, distance = nearest(vectors[rows], vectors, k=min(DIRECT, len(vectors) - 1), exclude=rows)
    row, column = np.nonzero((distance == distance[:, :1]) & (index >= 0))
    return rows[row], index[row, column], distance[:, 0]


def _collect(twins: np.ndarray, row: np.ndarray, at: np.ndarray, distance: np.ndarray) -> Votes:
    n = len(twins)
    _, twin, size = np.unique(twins, return_inverse=True, return_counts=True)
    if len(size) == n:
        twin = np.arange(n)
    pair = np.unique(row * np.int64(len(size)) + twin[at])
    row, voted = np.divmod(pair, len(size))
    tied = csr_array((np.ones(len(row), np.float32), (row, voted)), shape=(n, len(size)))
    own = np.zeros(n, bool)
    own[row[voted == twin[row]]] = True
    cast = np.bincount(row, weights=size[voted], minlength=n) - own
    return Votes(tied, twin, own, cast.astype(np.float32), distance)
