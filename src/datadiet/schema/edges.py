"""Where the values of a column end sharply: a bound that the data show, rather than the last value that happened."""

from math import ceil, floor, log10

import numpy as np

__all__ = ["sharp_edge"]

_FEWEST = 320
"""Values below which nothing is said."""
_NEAR = 200
"""Values nearest to the edge that are looked at, an eighth of all at most."""
_FAR = 1.2
"""Ratio of the last to the first of them from which logarithms tell another story."""
_LEVEL = 1e-3
_INNER = 0.37
"""Share of the inner values in their nearer half: nearer to 1/2, a flat density, than to 1/4, one that vanishes."""
_CELLS = 4
"""Steps that are looked at, at least."""
_SPACINGS = 3.0
"""The edge lies within so many mean spacings of the last value: beyond with probability 1 in 20."""


def sharp_edge(values: np.ndarray, *, step: float | None = None) -> float | None:
    """Return the lower bound that values show; None where they thin out, so that lower ones may come. Negate for upper.

    Where a density falls to 0 at its edge, no faster than in proportion, a quarter of the values near it are in the
    nearer half of their range; of a Gaussian tail fewer; where it does not vanish, about half. A bound is found where
    that a quarter is right is rejected (one-sided binomial test, level 0.001), and once more among the nearest
    quarter, so that a small cluster at the end is no edge; of positive values also in logarithms, where a log-normal
    near 0 is a normal.

    Args:
        values: (n,) none missing.
        step: of which all are multiples.

    Returns:
        the last value itself of whole steps; else the roundest number beyond it, by no more than three mean spacings.
    """
    n = len(values)
    if n < _FEWEST:
        return None
    ordered = np.sort(values)
    least = float(ordered[0])
    near, cells = _nearest(ordered, min(_NEAR, n // 8), step or 0.0)
    if near is None:
        return None
    if not _is_sharp(near, step or 0.0, fine=cells >= 4 * _CELLS):
        return None
    if least > 0 and near[-1] > _FAR * least and not _is_sharp(np.log(near), 0.0, fine=cells >= 4 * _CELLS):
        return None
    spacing = (float(near[-1]) - least) / len(near)
    return _roundest(least - _SPACINGS * spacing, least, step)


def _nearest(ordered: np.ndarray, count: int, step: float) -> tuple[np.ndarray | None, float]:
    """Return the values nearest to the edge, whole steps of them, and over how many steps they go (inf: no steps)."""
    last = float(ordered[count - 1])
    if step:
        last = max(last, float(ordered[0]) + (_CELLS - 1) * step)
    found = ordered[: int(np.searchsorted(ordered, last + step / 4, side="right"))]
    if len(found) > len(ordered) / 2 or last <= ordered[0]:  # few values are all there is: masses, and no edge
        return None, 0.0
    return found, (last - float(ordered[0])) / step + 1 if step else np.inf


def _is_sharp(near: np.ndarray, step: float, *, fine: bool) -> bool:
    """Whether the density does not vanish at the edge, by the values near it and, of fine ones, the nearest quarter."""
    from scipy.stats import binom

    hits, share = _nearer_half(near, step)
    if binom.sf(hits - 1, len(near), share) >= _LEVEL:
        return False
    inner = near[: len(near) // 4]
    return not fine or _nearer_half(inner, step)[0] >= _INNER * len(inner)


def _nearer_half(near: np.ndarray, step: float) -> tuple[int, float]:
    """Return how many values are in the nearer half, and their share under a density in proportion to the distance."""
    least, last = float(near[0]), float(near[-1])
    width = last - least + step
    half = floor(width / step / 2 + 1e-9) * step if step else width / 2
    hits = int((near < least + half - step / 2).sum())
    return hits, (half / width) ** 2 if width else 0.25


def _roundest(low: float, high: float, step: float | None) -> float:
    """Return the number with the fewest digits from low to high, the largest of them, on the step if there is one."""
    if low <= 0 <= high:
        return 0.0
    unit = 10.0 ** ceil(log10(max(abs(low), abs(high))))
    while unit > (high - low) / 10 and unit > (step or 0) * (1 - 1e-9):
        for part in (unit, unit / 2):
            found = floor(high / part + 1e-9) * part
            if found >= low and (not step or abs(found / step - round(found / step)) < 1e-6):
                return float(f"{found:.12g}")
        unit /= 10
    return high
