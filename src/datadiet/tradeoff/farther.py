"""Is one set farther from the real data than another in the gap? A difference over the same real samples."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import cdist
from scipy.stats import norm

from datadiet.tradeoff.plane import Side

__all__ = ["Gaps", "LeftOut", "p_farther"]

LARGEST = 2_000
"""Samples a side, the same number of each group."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The gap of one set, and what it would be without each group."""

    value: float
    without_real: np.ndarray
    """(real groups,)"""
    without_own: np.ndarray
    """(synthetic groups,)"""


class Gaps:
    """The real side of every gap, measured once."""

    def __init__(self, real: Side, rng: np.random.Generator) -> None:
        """Draw at most 2,000 real samples, by groups."""
        self.rng = rng
        self.real = _drawn(real, rng)
        self.within = _between(self.real, self.real)

    def of(self, side: Side) -> LeftOut:
        """Return (2E|X-Y| - E|X-X'| - E|Y-Y'|) / E|X-X'| over distinct groups, each of the same weight, as `gap` does.

        Source: Székely & Rizzo 2013 (energy distance), as a U-statistic; Efron & Stein 1981 (jackknife).
        """
        own = _drawn(side, self.rng)
        across, within = _between(self.real, own), _between(own, own)
        xx, yy = _mean(self.within), _mean(within)
        xx_without, yy_without = _mean_without(self.within), _mean_without(within)
        real_left = (across.sum() - across.sum(axis=1)) / (across.size - across.shape[1])
        own_left = (across.sum() - across.sum(axis=0)) / (across.size - across.shape[0])
        return LeftOut(
            value=float((2 * across.mean() - xx - yy) / xx),
            without_real=(2 * real_left - xx_without - yy) / xx_without,
            without_own=(2 * own_left - xx - yy_without) / xx,
        )


def p_farther(nearest: LeftOut, other: LeftOut) -> tuple[float, float]:
    """Return how much farther the other set is, and the two-sided p-value against no difference.

    Both sets meet the same real samples, so that what these happen to hold cancels out. The sets themselves are taken
    for independent; those of one twin go up and down together, so that the p-value errs upwards.
    """
    difference = other.value - nearest.value
    variance = (
        _variance(other.without_real - nearest.without_real)
        + _variance(other.without_own)
        + _variance(nearest.without_own)
    )
    if not variance:
        return difference, float(difference == 0)
    return difference, float(2 * norm.sf(abs(difference) / variance**0.5))


def _variance(without: np.ndarray) -> float:
    k = len(without)
    return float((k - 1) / k * ((without - without.mean()) ** 2).sum())


def _drawn(side: Side, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return drawn vectors and the number of each one's group, in the order of the groups."""
    order = rng.permutation(len(side.vectors))
    order = order[np.argsort(side.groups[order], kind="stable")]
    groups = side.groups[order]
    names, start = np.unique(groups, return_index=True)
    rank = np.arange(len(order)) - start[np.searchsorted(names, groups)]
    most = max(1, LARGEST // len(names))
    chosen = np.sort(rng.permutation(names)[:LARGEST])
    kept = (rank < most) & np.isin(groups, chosen)
    return side.vectors[order[kept]].astype(np.float64), np.unique(groups[kept], return_inverse=True)[1]


def _between(x: tuple[np.ndarray, np.ndarray], y: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Return the mean distance of each pair of groups: (groups of x, groups of y)."""
    sums = np.add.reduceat(np.add.reduceat(cdist(x[0], y[0]), _starts(x[1]), axis=0), _starts(y[1]), axis=1)
    return sums / np.multiply.outer(np.bincount(x[1]), np.bincount(y[1]))


def _starts(groups: np.ndarray) -> np.ndarray:
    return np.flatnonzero(np.diff(groups, prepend=-1))


def _mean(within: np.ndarray) -> float:
    k = len(within)
    return float((within.sum() - np.trace(within)) / (k * (k - 1)))


def _mean_without(within: np.ndarray) -> np.ndarray:
    k, own = len(within), np.diag(within)
    pairs = within.sum() - own.sum() - 2 * (within.sum(axis=1) - own)
    return pairs / ((k - 1) * (k - 2))
