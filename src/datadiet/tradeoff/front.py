"""Which points no other point beats in both respects?"""

from collections.abc import Sequence

import numpy as np

__all__ = ["on_front"]


def on_front(first: Sequence[float], second: Sequence[float]) -> np.ndarray:
    """Return which points are on the Pareto front, where more of either value is better.

    A point is off the front if another one has at least as much of both, and more of one.

    Args:
        first: (n,) values.
        second: (n,) values.

    Returns:
        (n,) Booleans.
    """
    values = np.column_stack([first, second]).astype(float)
    at_least = (values[:, None] >= values[None]).all(axis=2)  # [i, j]: i has at least as much of both as j
    more = (values[:, None] > values[None]).any(axis=2)
    return np.asarray(~(at_least & more).any(axis=0))
