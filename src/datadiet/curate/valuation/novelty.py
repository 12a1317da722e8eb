"""How much does a sample add to those that are there? Its distance to the others, and to those that came before."""

import numpy as np

__all__ = ["novelty"]


def novelty(index: np.ndarray, distance: np.ndarray, *, unit: float, places: np.ndarray | None = None) -> np.ndarray:
    """Return the marginal novelty of each of n samples, in the order of the data set.

    It is the geometric mean of the distance to the nearest other sample and of that to the nearest one that came
    before: a sample that repeats an earlier one has nearly none, the one that is repeated some, one that stands alone
    most.

    Args:
        index: (n, k) the nearest other samples of each, -1 where there are fewer.
        distance: (n, k) their distances, sorted, inf where there are fewer.
        unit: distance that counts as 1, such as the radius of the noise.
        places: (n,) row in the data set at which each is taken to stand; by default its own.

    Returns:
        (n,) from 0; higher is better. Where none of its k nearest came before, the farthest of them stands for it.
    """
    known = np.isfinite(distance) & (index >= 0)
    far = np.where(known, distance, -np.inf).max(axis=1)
    stands = np.arange(len(index)) if places is None else places
    earlier = known & (index < stands[:, None])
    before = np.where(earlier.any(axis=1), np.take_along_axis(distance, earlier.argmax(axis=1)[:, None], 1)[:, 0], far)
    nearest = np.where(known[:, 0], distance[:, 0], np.inf)
    alone = ~known[:, 0]
    found = np.sqrt(np.where(alone, 1.0, nearest) * np.where(alone, 1.0, before)) / (unit if unit > 0 else 1.0)
    return np.where(alone, np.inf, found)
