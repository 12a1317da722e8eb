"""Distances from one set to another, a block of rows at a time."""

from collections.abc import Iterator

import numpy as np

from datadiet.measure.distances import squared_distances

__all__ = ["blocks"]

_ENTRIES = 4_000_000
"""Distances that are held at a time: 32 MB."""


def blocks(x: np.ndarray, y: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """Yield rows of `x` and their squared distances to all of `y`, (block, m), so that memory stays linear in m."""
    size = max(1, _ENTRIES // max(1, len(y)))
    for start in range(0, len(x), size):
        part = x[start : start + size]
        yield slice(start, start + len(part)), squared_distances(part, y)
