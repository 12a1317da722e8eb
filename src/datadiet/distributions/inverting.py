"""Quantile functions without a quick formula: looked up in tables that are made once for each shape."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy import special as sp

__all__ = ["Curve", "inverted", "tabled"]

_Function = Callable[..., Any]
TABLES = 64
"""Shapes of a family whose tables are kept."""
FARTHEST, STEPS = 8.0, 128
"""Normal scores that a table reaches to, and cells for each of them."""
_EVEN = 1.2
"""Ratio of the densities at both ends of a cell, up to which two steps of Newton's end at the last digit."""


def inverted(cdf: _Function, log_density: _Function, grid: np.ndarray) -> _Function:
    """Return the quantile function of one distribution: looked up on a grid, then Newton steps within its cell."""

    @lru_cache(maxsize=TABLES)
    def table(*shapes: float) -> tuple[np.ndarray, np.ndarray]:
        known = cdf(grid, *shapes)
        with np.errstate(divide="ignore"):
            ends = log_density(grid, *shapes)
        with np.errstate(invalid="ignore"):
            even = np.abs(np.diff(ends)) < np.log(_EVEN)
        return known, np.append(False, even)

    def quantile(u: Any, *shapes: Any) -> Any:
        known, even = table(*(float(shape) for shape in shapes))
        shares = np.asarray(u, float)
        cell = np.clip(np.searchsorted(known, shares), 1, len(grid) - 1)
        low, high = grid[cell - 1], grid[cell]
        gap = np.maximum(known[cell] - known[cell - 1], 1e-300)
        z = low + (high - low) * np.clip((shares - known[cell - 1]) / gap, 0, 1)
        z = _stepped(z, shares, (low, high), 2, cdf, log_density, shapes)
        if not (rough := ~even[cell]).any():
            return z
        within = np.broadcast_to(low, z.shape)[rough], np.broadcast_to(high, z.shape)[rough]
        z[rough] = _stepped(z[rough], shares[rough], within, 2, cdf, log_density, shapes)
        return z

    return quantile


def _stepped(
    z: np.ndarray,
    shares: np.ndarray,
    within: tuple[np.ndarray, np.ndarray],
    steps: int,
    cdf: _Function,
    log_density: _Function,
    shapes: Any,
) -> np.ndarray:
    for _ in range(steps):
        step = (cdf(z, *shapes) - shares) / np.maximum(np.exp(log_density(z, *shapes)), 1e-300)
        z = np.clip(z - step, *within)
    return np.asarray(z)


@dataclass(frozen=True, slots=True)
class Curve:
    """A family whose quantiles are smooth over normal scores, on some scale."""

    exact: _Function
    """Quantiles of (shares, *shapes)."""
    scaled: _Function
    """(shares below, shares above, *shapes) -> quantiles on that scale."""
    slope: _Function
    """(quantiles on that scale, *shapes) -> log density on it."""
    back: _Function
    """Quantiles from that scale."""


def tabled(curve: Curve) -> _Function:
    """Return a quantile function that reads a cubic through exact values and slopes, 128 for each normal score.

    It differs from the exact one by less than 1e-8 of the value, mostly by less than 1e-10. Far out, for many shapes at
    once, and where exact values are no numbers on the scale, it is the exact one; which of them is used depends on each
    share alone.
    """

    @lru_cache(maxsize=TABLES)
    def table(*shapes: float) -> tuple[np.ndarray, np.ndarray]:
        scores = np.arange(-FARTHEST * STEPS, FARTHEST * STEPS + 1) / STEPS
        with np.errstate(all="ignore"):
            values = curve.scaled(sp.ndtr(scores), sp.ndtr(-scores), *shapes)
            log_normal = -0.5 * scores**2 - 0.5 * np.log(2 * np.pi)
            slopes = np.exp(log_normal - curve.slope(values, *shapes)) / STEPS
            rise, low, high = np.diff(values), slopes[:-1], slopes[1:]
            bend = np.stack([values[:-1], low, 3 * rise - 2 * low - high, low + high - 2 * rise])
        known = np.isfinite(bend).all(axis=0) & (rise > 0)
        return np.where(known, bend, 0.0), known

    def quantile(u: Any, *shapes: Any) -> Any:
        if any(np.size(shape) != 1 for shape in shapes):
            return curve.exact(u, *shapes)
        bend, known = table(*(float(shape) for shape in shapes))
        shares = np.asarray(u, float)
        place = (sp.ndtri(shares) + FARTHEST) * STEPS
        inside = (place >= 0) & (place < bend.shape[1])
        cell = np.where(inside, place, 0).astype(np.int64)
        inside &= known[cell]
        t = np.where(inside, place - cell, 0.0)
        a, b, c, d = bend[:, cell]
        found = np.asarray(curve.back(a + t * (b + t * (c + t * d))))
        if inside.all():
            return found
        return np.where(inside, found, curve.exact(np.where(inside, 0.5, shares), *shapes))

    return quantile
