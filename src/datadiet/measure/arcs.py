"""What other discs leave bare of a circle, and of a disc by the arcs that bound it."""

import numpy as np

__all__ = ["bare_areas", "gaps"]

BLOCK = 1 << 20
"""Pairs of circle and blocker that are worked on at once."""
TURN = 2 * np.pi


def bare_areas(blockers: np.ndarray) -> np.ndarray:
    """Return the area of the unit disc at the origin that unit discs at `blockers` leave bare, exactly.

    By Green's theorem: half the sum over bounding arcs of (x dy - y dx). The arcs lie on the disc's own circle, run
    through forwards, and on the circles of the blockers, run through backwards.

    Args:
        blockers: (n, k, 2) centres, each off the origin, nearer than 2, and distinct.

    Returns:
        (n,) areas in [0, pi].
    """
    n, k = blockers.shape[:2]
    area = np.zeros(n)
    rows = n * (k + 1)
    step = max(1, BLOCK // max(k, 1))
    for start in range(0, rows, step):
        point, circle = np.divmod(np.arange(start, min(start + step, rows)), k + 1)
        area += np.bincount(point, _boundary(blockers, point, circle), minlength=n)
    return np.clip(area, 0.0, np.pi)


def _boundary(blockers: np.ndarray, point: np.ndarray, circle: np.ndarray) -> np.ndarray:
    """Sum the arcs of circle 0 (the disc's own) or circle j (its j-th blocker's) that bound the bare part."""
    others = blockers[point]  # (r, k, 2)
    foreign = np.flatnonzero(circle)
    centre = np.zeros((len(point), 2))
    centre[foreign] = others[foreign, circle[foreign] - 1]
    towards = others - centre[:, None]
    towards[foreign, circle[foreign] - 1] = -centre[foreign]
    middle = np.arctan2(towards[..., 1], towards[..., 0])
    half = np.arccos(np.minimum(np.hypot(towards[..., 0], towards[..., 1]) / 2, 1.0))
    # A blocker's circle matters within the disc only: everything outside counts as covered.
    middle[foreign, circle[foreign] - 1] += np.pi
    half[foreign, circle[foreign] - 1] = np.pi - half[foreign, circle[foreign] - 1]
    low, high = gaps(middle, half)
    bare = high > low
    swept = np.where(bare, high - low, 0.0)
    across = centre[:, :1] * np.where(bare, np.sin(high) - np.sin(low), 0.0)
    down = centre[:, 1:] * np.where(bare, np.cos(high) - np.cos(low), 0.0)
    return np.where(circle == 0, 0.5, -0.5) * (swept + across - down).sum(axis=1)


def gaps(middle: np.ndarray, half: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the angles that the intervals middle +- half of each row leave free, as starts and ends (r, k).

    A free interval ends above its start; the starts of the others mean nothing. The middles lie in [-pi, 2 pi].
    """
    start = middle - half
    start[start < 0] += TURN
    order = np.argsort(start, axis=1)
    start = np.take_along_axis(start, order, axis=1)
    reach = np.maximum.accumulate(start + 2 * np.take_along_axis(half, order, axis=1), axis=1)
    before = np.concatenate([reach[:, -1:] - TURN, np.maximum(reach[:, :-1], reach[:, -1:] - TURN)], axis=1)
    return before, start
