"""Squared distances between all pairs of two small sets, by one matrix product a block."""

from collections.abc import Iterator

import numpy as np

__all__ = ["blocks", "squared"]

_ENTRIES = 4_000_000
"""Distances that are held at a time: 32 MB."""
_ROUNDING = 1e-12


def squared(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the squared Euclidean distances of every row of `x` to every row of `y`.

    Worked out as |x|^2 - 2 x.y + |y|^2 in float64 around the mean of `y`, so that sets far from the origin lose no
    digits. What is within rounding of zero is zero: copies are at no distance.

    Args:
        x: (n, D).
        y: (m, D).

    Returns:
        (n, m) float64.
    """
    return np.concatenate([block for _, block in blocks(x, y)]) if len(x) else np.empty((0, len(y)))


def blocks(x: np.ndarray, y: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """Yield (rows, squared distances of those rows of `x` to all of `y`), so that memory stays linear in m."""
    size = max(1, _ENTRIES // max(1, len(y)))
    centre = y.mean(axis=0, dtype=np.float64)
    columns = np.ascontiguousarray((y - centre).T)  # (D, m)
    norms = np.einsum("dm,dm->m", columns, columns)
    for start in range(0, len(x), size):
        part = x[start : start + size] - centre
        out = part @ columns
        out *= -2.0
        out += norms
        own = np.einsum("nd,nd->n", part, part)[:, None]
        out += own
        out[out <= _ROUNDING * (own + norms)] = 0.0
        yield slice(start, start + len(part)), out
