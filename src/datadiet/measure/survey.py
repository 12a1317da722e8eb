"""How often is each bit of ground covered? Weighted locations, calibrated so that known areas come out exactly."""

from dataclasses import dataclass
from itertools import chain

import numpy as np
from scipy.special import gammaln

from datadiet.errors import TooFewSamples
from datadiet.measure.discs import exclusive_areas, union_area

__all__ = ["Incidence", "Survey", "by_groups", "expected_area", "incidence", "survey"]

LEAST, MOST = 1 << 14, 80_000
"""The usual, and the largest, number of locations."""
EACH = 8
"""Locations for each disc, up to MOST in all."""
PAIRS = 2_000_000
"""Pairs of a location and a disc over it that an incidence holds."""
GOLDEN = np.pi * (3 - np.sqrt(5))


@dataclass(frozen=True, slots=True)
class Survey:
    """Locations on the ground that the samples cover beyond the base, in random order, and how many cover each."""

    places: np.ndarray
    """(m, 2)."""
    depth: np.ndarray
    """(m,) number of samples whose discs lie over the location, 1 or more."""
    area: np.ndarray
    """(m,) the ground that the location stands for; together exactly the covered ground beyond the base."""
    n: int
    base_area: float
    """Ground that the base covers; 0 without one."""
    alone: float
    """Exact sum of the areas that a single sample, and no base, covers."""


@dataclass(frozen=True, slots=True)
class Incidence:
    """Which units (samples or groups of them) cover which locations of a survey: one entry for each such pair."""

    unit: np.ndarray
    """(p,) unit of the pair; pairs of one location stand together."""
    start: np.ndarray
    """(m,) first pair of each location."""
    depth: np.ndarray
    """(m,) number of units over the location."""
    area: np.ndarray
    """(m,) the ground that the location stands for."""
    units: int


def survey(points: np.ndarray, radius: float, *, rng: np.random.Generator, base: np.ndarray | None = None) -> Survey:
    """Survey the ground that discs around (n, 2) points cover, beyond that of discs around a (b, 2) base.

    Locations are spread evenly within each disc and count 1/depth, for deep ground is drawn more often. They are then
    calibrated to what is known exactly: the covered area, the area covered once and, without a base, the sum of all
    discs (after Deville & Sarndal 1992). What is left to chance is how ground divides over depths between these.

    Args:
        points: (n, 2), n >= 1.
        radius: of the discs, positive.
        rng: draws the locations.
        base: (b, 2) points whose ground is taken already.
    """
    from scipy.spatial import KDTree

    if len(points) == 0:
        raise TooFewSamples("a survey of covered ground got no samples", expected="1 or more")
    places = _spread(points, radius, rng)
    base_area, total, alone = _known(points, radius, base)
    if base is not None and len(base):
        free = KDTree(base).query(places, distance_upper_bound=radius)[0] > radius
        places = places[free]
    # A location on a disc's very edge may fall outside by rounding: it belongs to that disc all the same.
    depth = np.maximum(KDTree(points).query_ball_point(places, radius, return_length=True), 1).astype(np.int64)
    discs = None if base is not None else len(points) * np.pi * radius**2
    return Survey(places, depth, _calibrated(depth, total, alone, discs), len(points), base_area, alone)


def _spread(points: np.ndarray, radius: float, rng: np.random.Generator) -> np.ndarray:
    """Put a sunflower of locations, turned at random, in each disc; one in each of MOST discs where there are more."""
    n = len(points)
    discs = rng.permutation(n)[:MOST]
    each = max(1, min(max(-(-LEAST // n), EACH), MOST // n))
    step = (np.arange(each) + rng.random((len(discs), 1))) / each
    angle = np.arange(each) * GOLDEN + 2 * np.pi * rng.random((len(discs), 1))
    away = radius * np.sqrt(step)
    ring = np.stack([away * np.cos(angle), away * np.sin(angle)], axis=-1)
    return rng.permutation((points[discs][:, None] + ring).reshape(-1, 2))


def _known(points: np.ndarray, radius: float, base: np.ndarray | None) -> tuple[float, float, float]:
    """Return the exact areas: of the base, of the points beyond it, and of what one point alone covers."""
    if base is None or len(base) == 0:
        return 0.0, union_area(points, radius), float(exclusive_areas(points, radius).sum())
    both = np.concatenate([base, points])
    base_area = union_area(base, radius)
    alone = float(exclusive_areas(both, radius)[len(base) :].sum())
    return base_area, max(union_area(both, radius) - base_area, alone), alone


def _calibrated(depth: np.ndarray, total: float, alone: float, discs: float | None) -> np.ndarray:
    once = depth == 1
    area = 1.0 / depth
    if once.all() or not once.any():
        return area * (total / area.sum()) if len(area) else area
    area[once] *= alone / area[once].sum()
    deep = area[~once] * ((total - alone) / area[~once].sum())
    area[~once] = deep if discs is None else _tilted(deep, depth[~once], discs - alone)
    return area


def _tilted(area: np.ndarray, depth: np.ndarray, discs: float) -> np.ndarray:
    """Tilt weights linearly in depth so that their sum stays and the sum of area x depth is `discs`."""
    mean = (area * depth).sum() / area.sum()
    spread = (area * (depth - mean) ** 2).sum()
    if spread <= 0:
        return area
    tilted = area * (1 + (depth - mean) * (discs - (area * depth).sum()) / spread)
    return tilted if tilted.min() > 0 else area


def expected_area(ground: Survey, n: np.ndarray) -> np.ndarray:
    """Return the area that the base and n of the samples cover, averaged over all orders of the samples.

    Ground under c of N discs stays bare with the hypergeometric probability C(N - c, n) / C(N, n).

    Args:
        ground: the survey.
        n: (s,) numbers of samples, 0 to N.

    Source: the sample-based rarefaction of Colwell et al. 2004, with areas for species.
    """
    depth, where = np.unique(ground.depth, return_inverse=True)
    area = np.bincount(where, ground.area, minlength=len(depth))
    left = ground.n - depth[:, None]  # (c, 1)
    n = np.asarray(n)[None, :]
    possible = left >= n
    log_bare = gammaln(left + 1) - gammaln(np.where(possible, left - n, 0) + 1)
    log_bare += gammaln(ground.n - n + 1) - gammaln(ground.n + 1)
    bare = np.where(possible, np.exp(np.minimum(log_bare, 0.0)), 0.0)
    return ground.base_area + area @ (1 - bare)


def incidence(ground: Survey, points: np.ndarray, radius: float) -> Incidence:
    """List which samples cover which locations; at most about PAIRS pairs.

    Args:
        ground: the survey of the same points.
        points: (n, 2).
        radius: the same.
    """
    from scipy.spatial import KDTree

    m = int(np.searchsorted(np.cumsum(ground.depth), PAIRS)) + 1
    covers = KDTree(points).query_ball_point(ground.places[:m], radius)
    length = np.fromiter(map(len, covers), np.int64, len(covers))
    unit = np.fromiter(chain.from_iterable(covers), np.int64, int(length.sum()))
    depth, share = length[length > 0], ground.area[:m][length > 0]
    scale = ground.area.sum() / share.sum() if len(share) else 1.0
    return Incidence(unit, np.cumsum(depth) - depth, depth, share * scale, len(points))


def by_groups(covers: Incidence, groups: np.ndarray) -> Incidence:
    """Return which groups cover which locations; `groups` (n,) holds the group of each sample, 0 to G - 1."""
    units = int(groups.max()) + 1
    place = np.repeat(np.arange(len(covers.depth)), covers.depth)
    place, unit = np.divmod(np.unique(place * units + groups[covers.unit]), units)
    depth = np.bincount(place, minlength=len(covers.depth))
    return Incidence(unit, np.cumsum(depth) - depth, depth, covers.area, units)
