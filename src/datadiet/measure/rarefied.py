"""Covered area at a given number of samples, and how much it would differ in another draw of the same kind."""

from dataclasses import dataclass

import numpy as np

from datadiet.errors import TooFewSamples
from datadiet.measure.discs import exclusive_areas, union_area
from datadiet.measure.survey import expected_area, survey

__all__ = ["Rarefied", "Ratio", "area_at", "rarefied", "ratio"]

Interval = tuple[float, float]
BLOCKS = 30
"""Groups are dealt into at most this many blocks; one block's loss costs one union."""
DRAWS = 4


@dataclass(frozen=True, slots=True)
class Rarefied:
    """The area that n samples cover, averaged over all orders."""

    area: float
    variance: float
    """Of the logarithm of the area, over draws of groups."""
    units: int
    """Independent blocks that the variance rests on."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """One area over another, with its 95 % interval; both positive."""

    value: float
    interval: Interval


def rarefied(
    points: np.ndarray,
    radius: float,
    n: int,
    *,
    rng: np.random.Generator,
    groups: np.ndarray | None = None,
) -> Rarefied:
    """Return the area that discs around n of the points cover, and its variance over draws of groups.

    The area is exact where n is all, else it rests on a survey (`survey.expected_area`). The variance is the
    jackknife's: the spread, over groups, of the area that is lost without one, in group-wise subsets of n samples;
    the mean over orders varies n/N as much as one such subset (Hajek's projection). It errs upwards (Efron & Stein
    1981).

    Args:
        points: (N, 2).
        radius: of the discs.
        n: 1 to N.
        rng: draws subsets, blocks and locations.
        groups: (N,) group of each sample; by default each is its own.

    Raises:
        TooFewSamples: there are fewer than two groups.
    """
    dense = np.arange(len(points)) if groups is None else np.unique(groups, return_inverse=True)[1]
    if len(dense) == 0 or dense.max() < 1:
        raise TooFewSamples(
            f"{len(points)} samples in fewer than two independent groups",
            expected="at least two groups a side",
            todo="add samples, or declare finer groups",
        )
    area = area_at(points, radius, n, rng=rng)
    spreads = [_spread(points, radius, dense, n, rng) for _ in range(1 if n == len(points) else DRAWS)]
    units = min(int(dense.max()) + 1, n) if _single(dense) else min(int(dense.max()) + 1, BLOCKS)
    return Rarefied(area, float(np.mean(spreads)) * n / len(points), units)


def area_at(points: np.ndarray, radius: float, n: int, *, rng: np.random.Generator) -> float:
    """Return the area that discs around n of the (N, 2) points cover, averaged over all orders, within about 0.3 %."""
    if n == len(points):
        return union_area(points, radius)
    return float(expected_area(survey(points, radius, rng=rng), np.array([n]))[0])


def ratio(over: Rarefied, under: Rarefied) -> Ratio:
    """Return the ratio of two areas; the interval is symmetric on the log scale, Student's with the fewer units."""
    from scipy.stats import t

    value = over.area / under.area
    margin = float(t.ppf(0.975, max(1, min(over.units, under.units) - 1)))
    factor = float(np.exp(margin * np.sqrt(over.variance + under.variance)))
    return Ratio(value, (value / factor, value * factor))


def _single(groups: np.ndarray) -> bool:
    return int(groups.max()) + 1 == len(groups)


def _spread(points: np.ndarray, radius: float, groups: np.ndarray, n: int, rng: np.random.Generator) -> float:
    """Return the jackknife variance of the log area in one subset of n samples, taken group by group."""
    shuffled = rng.permutation(int(groups.max()) + 1)[groups]
    chosen = np.argsort(shuffled, kind="stable")[:n]
    part = points[chosen]
    if _single(groups):
        lost, size = exclusive_areas(part, radius), np.ones(n)
    else:
        block = np.unique(shuffled[chosen], return_inverse=True)[1] % BLOCKS
        lost, size = _losses(part, radius, block), np.bincount(block).astype(np.float64)
    if len(lost) < 2:
        return 0.0
    surprise = lost - size * (lost.sum() / size.sum())  # what a block loses beyond its share of samples
    return float((surprise**2).sum() * len(lost) / (len(lost) - 1)) / union_area(part, radius) ** 2


def _losses(points: np.ndarray, radius: float, block: np.ndarray) -> np.ndarray:
    whole = union_area(points, radius)
    return np.array([whole - union_area(points[block != b], radius) for b in range(int(block.max()) + 1)])
