"""How strongly each two columns of a table go together, whatever their kinds."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.stats import rankdata

__all__ = ["MOST_LEVELS", "Columns"]

MOST_LEVELS = 30
"""Levels of a column that are told apart; rarer ones are taken together."""
_BLOCK = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """A table in the form from which associations of weighted rows are a matrix product.

    Between two columns of numbers it is Spearman's correlation (-1 to 1), of the ranks that the rows have when all
    count once; between levels Cramér's V (0 to 1); between levels and numbers the correlation ratio of the ranks (0 to
    1). Rows in which one of the two is missing are left out; what does not vary goes with nothing: 0.
    """

    ranks: np.ndarray
    """(n, p) of the columns of numbers, centred, in [-.5, .5]; 0 where missing."""
    there: np.ndarray
    """(n, p) whether they are there."""
    indicators: np.ndarray
    """(n, L) of the levels of all other columns, one after the other."""
    starts: np.ndarray
    """(q + 1,) where the levels of each such column begin."""
    numbers: np.ndarray
    """(p,) which columns are numbers."""
    categories: np.ndarray
    """(q,) which are levels."""

    @classmethod
    def of(cls, values: np.ndarray, levels: np.ndarray, keep: tuple[np.ndarray, ...] | None = None) -> Self:
        """Take (n, d) values and (d,) levels; `keep` names the levels told apart, by column, see `told_apart`."""
        numbers, categories = np.flatnonzero(levels == 0), np.flatnonzero(levels > 0)
        there = ~np.isnan(values[:, numbers])
        ranks = np.zeros(there.shape, np.float32)
        for p, column in enumerate(numbers):
            present = there[:, p]
            if present.any():
                ranks[present, p] = (rankdata(values[present, column]) - 0.5) / present.sum() - 0.5
        kept = keep or told_apart(values, levels)
        blocks = [_indicators(values[:, column], kept[q]) for q, column in enumerate(categories)]
        widths = [block.shape[1] for block in blocks]
        whole = np.concatenate(blocks, axis=1) if blocks else np.zeros((len(values), 0), np.float32)
        return cls(ranks, there, whole, np.concatenate([[0], np.cumsum(widths)]).astype(int), numbers, categories)

    def rows(self, which: np.ndarray) -> Self:
        """Return some of the rows."""
        fields = self.ranks[which], self.there[which], self.indicators[which]
        return type(self)(*fields, self.starts, self.numbers, self.categories)

    def associations(self, weights: np.ndarray | None = None) -> np.ndarray:
        """Return (d, d) associations, of rows that count `weights` times, (n,); 1 on the diagonal."""
        d = len(self.numbers) + len(self.categories)
        found = np.eye(d)
        moments = self._moments(np.ones(len(self.ranks)) if weights is None else weights)
        found[np.ix_(self.numbers, self.numbers)] = _correlations(moments)
        for q, column in enumerate(self.categories):
            levels = slice(self.starts[q], self.starts[q + 1])
            if len(self.numbers):
                ratio = _ratios(moments, levels)
                found[column, self.numbers] = found[self.numbers, column] = ratio
            for r in range(q):
                others = slice(self.starts[r], self.starts[r + 1])
                v = _cramer(moments.levels[levels, others])
                found[column, self.categories[r]] = found[self.categories[r], column] = v
        np.fill_diagonal(found, 1)
        return found

    def _moments(self, weights: np.ndarray) -> "_Moments":
        p = self.ranks.shape[1]
        total = np.zeros((3 * p + self.indicators.shape[1],) * 2)
        for start in range(0, len(weights), _BLOCK):
            rows = slice(start, start + _BLOCK)
            ranks = self.ranks[rows]
            block = np.concatenate([ranks, ranks * ranks, self.there[rows], self.indicators[rows]], axis=1)
            total += block.T @ (block * weights[rows, None])
        rank, square, there, levels = slice(0, p), slice(p, 2 * p), slice(2 * p, 3 * p), slice(3 * p, None)
        return _Moments(
            n=total[there, there],
            sum=total[rank, there],
            square=total[square, there],
            product=total[rank, rank],
            levels=total[levels, levels],
            level_n=total[levels, there],
            level_sum=total[levels, rank],
            level_square=total[levels, square],
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Moments:
    """Sums over rows in which both are there."""

    n: np.ndarray
    sum: np.ndarray
    """(p, p) of the first, where the second is there."""
    square: np.ndarray
    product: np.ndarray
    levels: np.ndarray
    """(L, L) how often two levels meet."""
    level_n: np.ndarray
    """(L, p) how often a number is there in a level."""
    level_sum: np.ndarray
    level_square: np.ndarray


def told_apart(*sides_and_levels: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return, for each column of levels, the most frequent ones, from the values of one or more tables.

    Args:
        sides_and_levels: (n, d) values of each table, and at the end (d,) levels.
    """
    *sides, levels = sides_and_levels
    found = []
    for column in np.flatnonzero(levels > 0):
        pooled = np.concatenate([side[:, column] for side in sides])
        frequent = np.bincount(pooled[~np.isnan(pooled)].astype(int), minlength=int(levels[column]))
        found.append(np.sort(np.argsort(-frequent, kind="stable")[:MOST_LEVELS]))
    return tuple(found)


def _indicators(values: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Return (n, levels + 1) float32: which level it is, all that are not told apart in the last column."""
    present = ~np.isnan(values)
    place = np.full(len(values), len(kept))
    codes = values[present].astype(int)
    where = np.minimum(np.searchsorted(kept, codes), len(kept) - 1)
    place[present] = np.where(kept[where] == codes, where, len(kept))
    made = np.zeros((len(values), len(kept) + 1), np.float32)
    rows = np.flatnonzero(present)
    made[rows, place[rows]] = 1
    return made


def _correlations(moments: _Moments) -> np.ndarray:
    n = np.maximum(moments.n, 1)
    covariance = moments.product / n - (moments.sum / n) * (moments.sum.T / n)
    variance = moments.square / n - (moments.sum / n) ** 2
    return _divided(covariance, np.sqrt(np.maximum(variance, 0) * np.maximum(variance.T, 0)), -1)


def _ratios(moments: _Moments, levels: slice) -> np.ndarray:
    """Return (p,) correlation ratios of one column of levels with each column of numbers."""
    n, sums, squares = moments.level_n[levels], moments.level_sum[levels], moments.level_square[levels]
    total = np.maximum(n.sum(axis=0), 1)
    mean = sums.sum(axis=0) / total
    between = (sums**2 / np.maximum(n, 1)).sum(axis=0) / total - mean**2
    whole = squares.sum(axis=0) / total - mean**2
    return np.sqrt(_divided(between, whole, 0))


def _cramer(table: np.ndarray) -> float:
    """Return Cramér's V of a table of counts."""
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if min(table.shape) < 2:
        return 0.0
    n = table.sum()
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    return float(min(1.0, np.sqrt(((table - expected) ** 2 / expected).sum() / n / (min(table.shape) - 1))))


def _divided(over: np.ndarray, under: np.ndarray, low: float) -> np.ndarray:
    """Return over / under in [low, 1]; 0 where under is nothing but rounding."""
    fine = under > 1e-9
    return np.where(fine, np.clip(over / np.where(fine, under, 1), low, 1), 0.0)
