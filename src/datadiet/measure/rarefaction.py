"""How does the covered area grow with the number of samples? Rarefaction, over random orders of the samples."""

from dataclasses import dataclass

import numpy as np

from datadiet.errors import OptionError
from datadiet.measure.survey import Incidence, Survey, expected_area, incidence, survey

__all__ = ["MOST", "Curve", "curve", "curve_of", "thinned"]

MOST = 10_000
"""Samples that a curve is drawn from at most."""
LEAST_ORDERS = 50
BAND = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Curve:
    """Covered area against the number of samples: mean and 95 % band over random orders."""

    n: tuple[int, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


def curve(
    points: np.ndarray,
    radius: float,
    *,
    rng: np.random.Generator,
    base: np.ndarray | None = None,
    sizes: tuple[int, ...] | None = None,
    orders: int = LEAST_ORDERS,
) -> Curve:
    """Return the area that n of the samples cover, for growing n, alone or after all of a base.

    The mean is the expectation over all orders; the band holds 95 % of `orders` random ones, so it closes at the
    whole set. Samples are drawn one by one, also where they come in groups. Both ends of the mean and its slope at
    the whole set are exact; in between it rests on a survey of locations, within about 0.5 %.

    Args:
        points: (N, 2) on the plane; of more than 10,000 a random subset is used.
        radius: of the discs, positive.
        rng: draws locations, orders and the subset.
        base: (b, 2) points that are there before the first sample; the curve then begins at n = 0.
        sizes: the n to report, 0 to N; by default up to about 40 from few to all.
        orders: random orders for the band, at least 50.

    Raises:
        OptionError: a size is out of range, or there are too few orders.
        TooFewSamples: there are no samples.
    """
    points = thinned(points, rng)
    ground = survey(points, radius, base=base, rng=rng)
    return curve_of(ground, incidence(ground, points, radius), rng=rng, sizes=sizes, orders=orders)


def thinned(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a random subset of MOST rows, in their order, where there are more."""
    if len(points) <= MOST:
        return points
    return points[np.sort(rng.choice(len(points), MOST, replace=False))]


def curve_of(
    ground: Survey,
    covers: Incidence,
    *,
    rng: np.random.Generator,
    sizes: tuple[int, ...] | None = None,
    orders: int = LEAST_ORDERS,
) -> Curve:
    """Return the curve of ground that was surveyed before; `covers` must list single samples."""
    if orders < LEAST_ORDERS:
        raise OptionError(f"{orders} orders", expected=f"{LEAST_ORDERS} or more")
    n = _default_sizes(ground) if sizes is None else np.unique(sizes)
    if len(n) == 0 or n[0] < 0 or n[-1] > ground.n:
        raise OptionError(f"sizes are {sizes}", expected=f"numbers of samples from 0 to {ground.n}")
    mean = expected_area(ground, n)
    drawn = np.stack([_covered(covers, rng.permutation(ground.n), n) for _ in range(orders)])  # (orders, s)
    # Only the spread is taken from the drawn orders: their mean would add noise to one that is known.
    low, high = mean + np.percentile(drawn - drawn.mean(axis=0), BAND, axis=0)
    top = ground.base_area + float(ground.area.sum())
    low, high = np.maximum(low, ground.base_area), np.minimum(high, top)
    return Curve(*(tuple(row.tolist()) for row in (n, mean, np.minimum(low, mean), np.maximum(high, mean))))


def _default_sizes(ground: Survey) -> np.ndarray:
    first = 0 if ground.base_area > 0 else 1
    spaced = np.concatenate([[first], np.geomspace(1, ground.n, 20), np.linspace(1, ground.n, 21)])
    return np.unique(np.rint(spaced).astype(int))


def _covered(covers: Incidence, rank: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return the surveyed area that the samples of rank < n cover, for each n."""
    if len(covers.start) == 0:
        return np.zeros(len(n))
    first = np.minimum.reduceat(rank[covers.unit], covers.start)
    gained = np.bincount(first, covers.area, minlength=len(rank))
    return np.concatenate([[0.0], np.cumsum(gained)])[n]
