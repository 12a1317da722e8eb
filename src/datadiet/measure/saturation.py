"""Has a set stopped adding new ground, and what would more of it add?"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import binom, t

from datadiet.errors import TooFewSamples
from datadiet.measure.rarefaction import LEAST_ORDERS, Curve, curve_of, thinned
from datadiet.measure.survey import Incidence, Survey, by_groups, expected_area, incidence, survey

__all__ = ["Saturation", "saturation"]

Interval = tuple[float, float]
FLAT = 0.05
"""A plateau adds less than this many discs a sample."""
WINDOW = 0.1
SMOOTH = 16
"""Terms of the alternating series over depth fade out by the upper tail of a binomial of this many coins."""


@dataclass(frozen=True, slots=True)
class Saturation:
    """Has the set stopped adding new ground?"""

    curve: Curve
    plateau: int | None
    """First n where the last 10 % added less than 0.05 discs a sample; None: not reached."""
    gain: float
    """Marginal gain at n, in discs' worth of ground a sample."""
    next_n: int
    next_gain: float
    """What `next_n` more samples of the same kind would add, in discs' worth of ground."""
    next_interval: Interval


def saturation(
    points: np.ndarray,
    radius: float,
    *,
    rng: np.random.Generator,
    base: np.ndarray | None = None,
    groups: np.ndarray | None = None,
    orders: int = LEAST_ORDERS,
) -> Saturation:
    """Return the rarefaction curve of the samples, its plateau, and the gain that as many samples again would bring.

    The extrapolation is the smoothed Good-Toulmin estimate: ground covered once less ground covered twice plus ground
    covered three times ... by distinct groups. The interval is for the gain that such a next draw would really show:
    the jackknife variance over groups of the estimate, that of the next draw, and one disc's worth (a set without
    any overlap may still have some in its law).

    Args:
        points: (n, 2) on the plane; of more than 10,000 a random subset is used, and n is the subset's.
        radius: of the discs, positive.
        rng: draws locations, orders and the subset.
        base: (b, 2) points whose ground is taken already.
        groups: (n,) group of each sample; as many groups again, of the same sizes, are extrapolated.
        orders: random orders for the curve's band.

    Raises:
        TooFewSamples: there are fewer than two groups.

    Source: Good & Toulmin 1956; Efron & Thisted 1976 (smoothing); areas stand for species.
    """
    labels = np.arange(len(points)) if groups is None else np.asarray(groups)
    chosen = thinned(np.arange(len(points)), rng)
    points, labels = points[chosen], np.unique(labels[chosen], return_inverse=True)[1]
    if len(labels) == 0 or labels.max() < 1:
        raise TooFewSamples(
            f"saturation was asked for {len(points)} samples of fewer than two groups",
            expected="at least two independent groups",
            todo="add samples, or declare finer groups",
        )
    ground = survey(points, radius, base=base, rng=rng)
    covers = incidence(ground, points, radius)
    by_group = covers if groups is None else by_groups(covers, labels)
    disc = np.pi * radius * radius
    gain, interval = _next_gain(by_group, disc, ground.n)
    return Saturation(
        curve=curve_of(ground, covers, rng=rng, orders=orders),
        plateau=_plateau(ground, disc),
        gain=ground.alone / ground.n / disc,
        next_n=ground.n,
        next_gain=gain,
        next_interval=interval,
    )


def _plateau(ground: Survey, disc: float) -> int | None:
    """Bisect for the first n with a flat last tenth: the mean curve is concave, so its slope only falls."""
    if not _flat(ground, ground.n, disc):
        return None
    steep, flat = 0, ground.n
    while flat - steep > 1:
        middle = (steep + flat) // 2
        steep, flat = (steep, middle) if _flat(ground, middle, disc) else (middle, flat)
    return flat


def _flat(ground: Survey, n: int, disc: float) -> bool:
    window = max(1, round(WINDOW * n))
    before, after = expected_area(ground, np.array([n - window, n]))
    return bool(after - before < FLAT * disc * window)


def _next_gain(covers: Incidence, disc: float, n: int) -> tuple[float, Interval]:
    """Return the expected gain of as many units again, and its 95 % interval, in discs; both within [0, n]."""
    series = _series(int(covers.depth.max(initial=1)))
    area = covers.area / disc
    once = float(area[covers.depth == 1].sum())
    gain = min(max(float((area * series[covers.depth]).sum()), 0.0), once)
    depth, share = np.repeat(covers.depth, covers.depth), np.repeat(area, covers.depth)
    influence = np.bincount(covers.unit, share * (series[depth - 1] - series[depth]), minlength=covers.units)
    exclusive = np.bincount(covers.unit, share * (depth == 1), minlength=covers.units)
    spread = covers.units * float(influence.var() + exclusive.var()) + 1.0
    margin = float(t.ppf(0.975, covers.units - 1)) * spread**0.5
    return gain, (max(0.0, gain - margin), min(float(n), gain + margin))


def _series(deepest: int) -> np.ndarray:
    """Return the weight of ground of each depth, 0 to `deepest`: 0, +1, -1, +1, ... fading out."""
    depth = np.arange(deepest + 1)
    return np.where(depth % 2, 1.0, -1.0) * binom.sf(depth - 1, SMOOTH, 0.5) * (depth > 0)
