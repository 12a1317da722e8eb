"""The fall-back where no family fits: knots of the observed cdf, and a generalised-Pareto tail on either side."""

from math import inf, isfinite

import numpy as np

from datadiet.distributions.fitting.likelihoods import fit_pareto
from datadiet.distributions.smoothed import Smoothed, Tail
from datadiet.distributions.standard import STANDARD

__all__ = ["smoothed_of"]

_KNOTS = 201
_TAIL = 0.05
"""Share of the values in a tail; at least 20 of them, at most a quarter of all."""
_SHAPES = (-0.5, 0.5)
"""Lighter tails have a likelihood without maximum, heavier ones an infinite variance."""
_PRIOR = 0.25
"""Spread of the prior of the shape about 0: a few dozen excesses say little about it, and one outlier a lot."""
_BEYOND = 1e-3
"""The tail ends where a sample a thousand times as large would be expected to have its greatest value ..."""
_FARTHEST = 3.0
"""... and at most three times the data's range beyond the threshold."""


def smoothed_of(values: np.ndarray, low: float = -inf, high: float = inf) -> Smoothed:
    """Return a continuous law that follows values in the body and reaches somewhat beyond them.

    Args:
        values: (n,) sorted, at least three different ones.
        low, high: bounds that no value may pass.
    """
    points, rises = _knots(values)
    share = float(np.clip(20 / len(values), _TAIL, 0.25))
    first = int(np.clip(np.searchsorted(rises, share, side="right") - 1, 0, len(points) - 2))
    last = int(np.clip(np.searchsorted(rises, 1 - share), first + 1, len(points) - 1))
    lower = _tail(points[first] - values[values < points[first]], points[first] - low, values)
    upper = _tail(values[values > points[last]] - points[last], high - points[last], values)
    knots, levels = points[first : last + 1].copy(), rises[first : last + 1].copy()
    if lower is None:
        levels[0] = 0.0
    if upper is None:
        levels[-1] = 1.0
    return Smoothed(tuple(knots.tolist()), tuple(levels.tolist()), lower, upper)


def _knots(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return points midway between different values, and the share of values below each; evenly by share."""
    different, counts = np.unique(values, return_counts=True)
    points, rises = different[:-1] / 2 + different[1:] / 2, np.cumsum(counts)[:-1] / len(values)
    fine = (points > different[:-1]) & (points < different[1:])
    points, rises = points[fine], rises[fine]
    if len(points) < 2:  # neighbours in floating point: nothing lies between them
        points, rises = different[:-1], np.cumsum(counts)[:-1] / len(values)
    if len(points) > _KNOTS:
        kept = np.unique(np.searchsorted(rises, np.linspace(rises[0], rises[-1], _KNOTS)))
        points, rises = points[kept], rises[kept]
    return points, rises


def _tail(excess: np.ndarray, room: float, values: np.ndarray) -> Tail | None:
    excess = excess[excess > 0]
    if not len(excess) or room <= 0:
        return None
    unit = float(excess.mean())
    if not unit > 0:
        return None
    scale, shape = _fitted(excess / unit) if len(excess) >= 10 else (1.0, 0.0)
    once = float(STANDARD["pareto"].quantile(1 - _BEYOND / len(excess), shape)) * scale * unit
    span = float(values[-1] / 2 - values[0] / 2) * 2
    reach = max(min(once, _FARTHEST * span), float(excess.max()))
    reach = float(min(reach, room, np.finfo(float).max / 4))
    return Tail(max(scale * unit, 5e-324), shape, reach) if isfinite(reach) and reach > 0 else None


def _fitted(excess: np.ndarray) -> tuple[float, float]:
    scale, shape = fit_pareto(excess[None], _SHAPES, _PRIOR)[0, 1:]
    return float(scale), float(shape)
