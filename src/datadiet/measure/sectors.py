"""Which sectors of a unit circle another unit disc surely covers, looked up by how far its centre is displaced.

Most discs of a deep pile show nothing of their circle. To see that of a circle, a few of its neighbours are enough, and
their places need to be known only roughly: that takes integers and a table, no angles.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

__all__ = ["ALL", "CELL", "NONE", "PLACES", "RANGE", "Sectors", "places", "sectors"]

CELL = 0.7
"""The side of a grid cell, in radii."""
RANGE = 3
"""Centres that are nearer than two radii lie at most this many cells apart."""
FINE = 16
"""Steps of a cell's side to which a place is known."""
COUNT = 64
"""Sectors of a circle, one bit each."""
ALL = np.uint64(2**COUNT - 1)
MARGIN = 1e-6
"""Sectors count as covered only where they are by this much, in radii, whatever the rounding of the places."""

WIDTH = 2 * RANGE * FINE + 1
PLACES = FINE * WIDTH
"""Places are below this."""
NONE = 2 * WIDTH * WIDTH
"""The place of a point that is not there: it covers nothing."""


@dataclass(frozen=True, slots=True)
class Sectors:
    """A table of what is covered: a point at the place q, some cells away, covers of the circle at the place p the
    sectors `covered[q + added - p]`.
    """

    covered: np.ndarray
    """(3 WIDTH^2,) sets of sectors, as bits."""
    steps: np.ndarray
    """(s, 3) cells whose points are worth a look, the nearest first: columns, rows, and what is `added`."""


def places(within: np.ndarray) -> np.ndarray:
    """Return as one integer each where points lie in their cells, given as (n, 2) shares of the side in [0, 1)."""
    column, row = (within * FINE).astype(np.int32).T
    return column * WIDTH + row


@lru_cache(maxsize=1)
def sectors() -> Sectors:
    """Return the table, made once."""
    half = WIDTH // 2
    edge = np.arange(-half - 1, half + 2) * (CELL / FINE)  # places that differ by k are (k - 1, k + 1) steps apart
    turn = np.arange(COUNT) * (2 * np.pi / COUNT)
    across, down = edge[:, None, None] - np.cos(turn), edge[None, :, None] - np.sin(turn)
    inside = across * across + down * down < (1 - MARGIN) ** 2
    box = inside[:-2, :-2] & inside[2:, :-2] & inside[:-2, 2:] & inside[2:, 2:]  # a disc is convex: corners suffice
    whole = box & np.roll(box, -1, axis=2)
    covered = np.zeros(3 * WIDTH * WIDTH, np.uint64)
    covered[: WIDTH * WIDTH] = (whole << np.arange(COUNT, dtype=np.uint64)).sum(axis=2, dtype=np.uint64).ravel()
    return Sectors(covered, _steps(half * (WIDTH + 1)))


def _steps(middle: int) -> np.ndarray:
    ways = range(1 - RANGE, RANGE)
    cells = np.array([(column, row) for column in ways for row in ways if column or row])
    order = np.argsort(np.hypot(*cells.T), kind="stable")
    return np.column_stack([cells, middle + FINE * (cells[:, 0] * WIDTH + cells[:, 1])])[order]
