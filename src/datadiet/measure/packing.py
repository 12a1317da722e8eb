"""How many samples are pairwise farther apart than noise moves them? A maximal packing, in the full dimension."""

import numpy as np

from datadiet.errors import OptionError

__all__ = ["packing"]

BLOCK = 512


def packing(vectors: np.ndarray, radius: float, *, rng: np.random.Generator) -> np.ndarray:
    """Pick samples in a random order, each farther than `radius` from all picked before, until none is left to pick.

    The picked set is maximal: every other sample lies within the radius of a picked one. Its size differs a little
    from order to order, and grows with n: compare sets of one size. Memory is linear in n.

    Args:
        vectors: (n, D).
        radius: positive; Euclidean.
        rng: draws the order.

    Returns:
        (k,) rows of the picked samples, in the order of picking.

    Raises:
        OptionError: the radius is not a positive number.
    """
    if not (np.isfinite(radius) and radius > 0):
        raise OptionError(f"the packing radius is {radius}", expected="a positive, finite number")
    order = rng.permutation(len(vectors))
    picked = np.empty(0, dtype=np.intp)
    for start in range(0, len(order), BLOCK):
        block = order[start : start + BLOCK]
        free = block[_apart(vectors, block, picked, radius)]
        picked = np.concatenate([picked, free[_greedy(vectors[free], radius)]])
    return picked


def _apart(vectors: np.ndarray, block: np.ndarray, picked: np.ndarray, radius: float) -> np.ndarray:
    apart = np.ones(len(block), dtype=bool)
    for start in range(0, len(picked), BLOCK):
        apart &= (_distances(vectors[block], vectors[picked[start : start + BLOCK]]) > radius).all(axis=1)
    return apart


def _greedy(vectors: np.ndarray, radius: float) -> np.ndarray:
    near = _distances(vectors, vectors) <= radius
    free = np.ones(len(vectors), dtype=bool)
    for i in range(len(vectors)):
        if free[i]:
            free[i + 1 :] &= ~near[i, i + 1 :]
    return np.flatnonzero(free)


def _distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    from scipy.spatial.distance import cdist

    return cdist(np.asarray(a, np.float64), np.asarray(b, np.float64))
