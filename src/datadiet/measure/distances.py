"""All distances between two small sets."""

import numpy as np

__all__ = ["squared_distances"]

UNIT = 1e-11
"""Of the mean squared norm: what distances are rounded to."""


def squared_distances(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the squared Euclidean distances of every pair: (n, D), (m, D) -> (n, m) float64.

    They are expanded as |x|^2 + |y|^2 - 2xy in double precision, about the centre of y, and rounded to a hundred-
    billionth of the mean squared norm, so that equal distances come out equal.
    """
    centre = y.mean(axis=0, dtype=np.float64)
    x, y = x - centre, y - centre
    norms = np.einsum("ij,ij->i", y, y)
    step = (norms.mean() or 1.0) * UNIT
    squared = x @ y.T
    squared *= -2
    squared += norms
    squared += np.einsum("ij,ij->i", x, x)[:, None]
    squared /= step
    np.rint(squared, out=squared)
    squared *= step
    return np.maximum(squared, 0, out=squared)
