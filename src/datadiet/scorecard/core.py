"""The samples that are scored exactly: all of them, or above a size a random part, so that cost grows linearly."""

from dataclasses import replace

import numpy as np

from datadiet.randomness import stream
from datadiet.scorecard.sides import Moved, Side, Sides

__all__ = ["CORE", "core_rows", "part"]

CORE = 50_000
"""Most samples a side that are compared with each other; the others are compared with these."""


def core_rows(side: Side, *, seed: int, most: int = CORE) -> np.ndarray:
    """Return the rows of whole random groups that hold at most `most` samples together, in order."""
    if len(side) <= most:
        return np.arange(len(side))
    sizes = np.bincount(side.groups)
    order = stream(seed, "core", side.data.origin).permutation(len(sizes))
    chosen = order[np.cumsum(sizes[order]) <= most]
    return np.flatnonzero(np.isin(side.groups, chosen))


def part(sides: Sides, real_rows: np.ndarray, synthetic_rows: np.ndarray) -> Sides:
    """Return both sides with only these rows."""
    return replace(sides, real=_rows(sides.real, real_rows), synthetic=_rows(sides.synthetic, synthetic_rows))


def _rows(side: Side, rows: np.ndarray) -> Side:
    if len(rows) == len(side):
        return side
    return replace(
        side,
        data=replace(side.data, samples=side.data.samples[rows]),
        vectors=side.vectors[rows],
        content=tuple(side.content[row] for row in rows),
        facts=tuple(side.facts[row] for row in rows) if side.facts else (),
        noisy=_moved(side.noisy, rows),
        half=_moved(side.half, rows),
        double=_moved(side.double, rows),
    )


def _moved(moved: Moved, rows: np.ndarray) -> Moved:
    """Keep the noisy copies of these rows, and number them anew."""
    place = np.full(max(rows.max(initial=0), moved.rows.max(initial=0)) + 1, -1)
    place[rows] = np.arange(len(rows))
    kept = place[moved.rows] >= 0
    return Moved(place[moved.rows][kept], moved.vectors[kept])
