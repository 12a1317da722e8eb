"""Rows of a table as vectors: numbers by their normal score among the real rows, levels one by one."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

from datadiet.errors import EmbeddingError
from datadiet.schema import Coded, Column

__all__ = ["RowSpace"]

KNOTS = 201
"""Most quantiles of a column of numbers."""
APART = 5
"""Rows to a quantile, so that real rows keep the irregular distances that they have: at each row's own rank they would
lie more evenly than any other rows of the same law can."""
FEWEST = 11
MOST_LEVELS = 64
"""Levels that get a dimension each; more share as many."""
EVEN = 0.005
"""Share of the rows by which new rows may have a rare level more often than the real rows have, see `_told_apart`."""
_FARTHEST = 1e4
"""Normal scores end here, so that a row that is out of all reason stays a finite vector."""


@dataclass(frozen=True, slots=True, eq=False)
class _Number:
    """Knots of a column of numbers, or of ordered levels."""

    values: np.ndarray
    scores: np.ndarray
    slopes: tuple[float, float]
    """Scores for one unit of value, below the least knot and above the greatest."""

    def vectors(self, values: np.ndarray) -> np.ndarray:
        """Return (n, 2): the score, 0 where it is missing, and whether it is missing."""
        there = ~np.isnan(values)
        known = np.where(there, values, self.values[0])
        scores = np.interp(known, self.values, self.scores)
        scores += np.minimum(known - self.values[0], 0) * self.slopes[0]
        scores += np.maximum(known - self.values[-1], 0) * self.slopes[1]
        return np.column_stack([np.where(there, np.clip(scores, -_FARTHEST, _FARTHEST), 0), ~there])


@dataclass(frozen=True, slots=True, eq=False)
class _Levels:
    """The levels of a column that are told apart.

    Up to 64 get a dimension each. More share 64, each with a direction of its own, which lie nearly at right angles.
    """

    codes: np.ndarray

    def vectors(self, values: np.ndarray) -> np.ndarray:
        """Return (n, min(levels, 64) + 2): which level it is; another one; missing."""
        there, k = ~np.isnan(values), len(self.codes)
        place = np.full(len(values), k + 1)
        codes = values[there].astype(int)
        where = np.minimum(np.searchsorted(self.codes, codes), k - 1)
        place[there] = np.where(self.codes[where] == codes, where, k) if k else k
        width = min(k, MOST_LEVELS)
        made = np.zeros((len(values), width + 2))
        known = place < k
        made[known, :width] = self._directions()[place[known]]
        made[~known, width + place[~known] - k] = 1
        return made

    def _directions(self) -> np.ndarray:
        """Return (levels, min(levels, 64)) of length 1; those of many levels are the same in every table."""
        k = len(self.codes)
        if k <= MOST_LEVELS:
            return np.eye(k)
        drawn = np.random.default_rng(0).standard_normal((k, MOST_LEVELS), np.float32)
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), float)


@dataclass(frozen=True, slots=True, eq=False)
class RowSpace:
    """Where the rows of a table lie, as the real rows define it.

    A number becomes its normal score among the real rows, straight between up to 201 quantiles and beyond the ends,
    so that units and skew do not matter and an outlier stays one; ordered levels likewise. Other levels become a
    dimension each, two different ones at distance √2, which is also how far two random numbers lie apart in root mean
    square: so each column weighs about the same. A missing value is the middle of its column and one step into a
    dimension of its own.
    """

    columns: tuple[Column, ...]
    parts: tuple[_Number | _Levels, ...]

    @classmethod
    def of(cls, real: Coded) -> Self:
        """Define the space by real rows.

        Raises:
            EmbeddingError: there is no row or no column.
        """
        if not len(real) or not real.columns:
            raise EmbeddingError(
                f"a table of {len(real)} rows and {len(real.columns)} columns that can be compared",
                expected="at least one row and one column of numbers, levels or dates",
            )
        parts = [
            _levels(values) if column.kind in ("category", "boolean") else _number(values)
            for column, values in zip(real.columns, real.values.T, strict=True)
        ]
        return cls(real.columns, tuple(parts))

    def vectors(self, rows: Coded) -> np.ndarray:
        """Return (n, D) float32, finite, for rows of the same columns.

        Raises:
            EmbeddingError: the columns differ.
        """
        if [column.name for column in rows.columns] != [column.name for column in self.columns]:
            raise EmbeddingError(
                f"columns {', '.join(column.name for column in rows.columns)}",
                expected=f"those of the real rows: {', '.join(column.name for column in self.columns)}",
            )
        made = [part.vectors(values) for part, values in zip(self.parts, rows.values.T, strict=True)]
        return np.concatenate(made, axis=1).astype(np.float32)

    def arrays(self) -> dict[str, np.ndarray]:
        """Return all but the columns as named arrays; `from_arrays` takes them back."""
        made: dict[str, np.ndarray] = {}
        for j, part in enumerate(self.parts):
            if isinstance(part, _Number):
                made |= {f"{j}.values": part.values, f"{j}.scores": part.scores, f"{j}.slopes": np.array(part.slopes)}
            else:
                made[f"{j}.codes"] = part.codes
        return made

    @classmethod
    def from_arrays(cls, columns: tuple[Column, ...], arrays: Mapping[str, np.ndarray]) -> Self:
        """Return the space that `arrays` took apart; EmbeddingError where a part is missing."""
        parts: list[_Number | _Levels] = []
        try:
            for j in range(len(columns)):
                if f"{j}.codes" in arrays:
                    parts.append(_Levels(arrays[f"{j}.codes"]))
                else:
                    low, high = map(float, arrays[f"{j}.slopes"])
                    parts.append(_Number(arrays[f"{j}.values"], arrays[f"{j}.scores"], (low, high)))
        except (KeyError, ValueError) as error:
            raise EmbeddingError(f"a space of rows lacks a part ({error})", expected="all that was written") from error
        return cls(columns, tuple(parts))

    @property
    def fingerprint(self) -> str:
        """What the vectors depend on, as a short digest."""
        digest = hashlib.sha256()
        for column, part in zip(self.columns, self.parts, strict=True):
            digest.update(column.name.encode())
            for array in (part.values, part.scores) if isinstance(part, _Number) else (part.codes,):
                digest.update(np.ascontiguousarray(array).tobytes())
        return f"rows-{digest.hexdigest()[:16]}"


def _number(values: np.ndarray) -> _Number:
    known = values[~np.isnan(values)]
    if not known.size:
        return _Number(np.zeros(1), np.zeros(1), (1.0, 1.0))
    distinct, inverse = np.unique(known, return_inverse=True)
    rank = np.zeros(len(distinct))
    rank[inverse] = (rankdata(known) - 0.5) / len(known)
    scores = ndtri(rank)
    knots = min(max(len(known) // APART, FEWEST), KNOTS)
    if len(distinct) > knots:
        chosen = np.unique(np.searchsorted(rank, np.linspace(0, 1, knots)).clip(0, len(distinct) - 1))
        chosen = np.unique([0, *chosen, len(distinct) - 1])
        distinct, scores = distinct[chosen], scores[chosen]
    return _Number(distinct, scores, _slopes(known, distinct, scores))


def _slopes(known: np.ndarray, distinct: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    """Return how fast scores grow beyond the ends: as over the outer tenth of the rows, or by the whole spread."""
    spread = float(known.max() / 2 - known.min() / 2) or abs(float(known[0])) or 1.0
    ends = []
    for end, quantile in ((0, 0.1), (-1, 0.9)):
        inner = np.quantile(known, quantile)
        width = abs(distinct[end] - inner)
        rise = abs(scores[end] - np.interp(inner, distinct, scores))
        ends.append(float(rise / width) if width > 0 and rise > 0 else 1 / spread)
    return ends[0], ends[1]


def _levels(values: np.ndarray) -> _Levels:
    known = values[~np.isnan(values)].astype(int)
    frequent = np.bincount(known, minlength=1)
    least = 1 if np.count_nonzero(frequent) <= MOST_LEVELS else _told_apart(frequent)
    return _Levels(np.flatnonzero(frequent >= least) if known.size else np.zeros(1, int))


def _told_apart(frequent: np.ndarray) -> int:
    """Return how many real rows a level needs to be told apart from the rare ones, where there are many levels.

    Levels that c real rows have were lucky to be so frequent: new rows have those of c - 1 real rows as often as real
    rows have those of c (Good 1953). So rare levels together are more frequent among new rows than among the real
    ones, by the share of real rows whose level c rows have, if c is the least number that is told apart. Rows of the
    same law would look crowded there. The least c is taken by which that is next to nothing.

    Args:
        frequent: (k,) real rows of each level.
    """
    n, counts = frequent.sum(), np.bincount(frequent)
    held = np.concatenate([[0], np.cumsum(counts * np.arange(len(counts)))])
    for c in range(2, len(counts)):
        low, high = int(c / 1.4), min(int(np.ceil(1.4 * c)), len(counts) - 1)
        if (held[high + 1] - held[low]) / (high + 1 - low) <= EVEN * n:
            return c
    return len(counts)
