"""Many p-values at once: how small must each be for the whole to be believed?"""

import numpy as np

__all__ = ["benjamini_hochberg", "holm"]


def holm(p: np.ndarray) -> np.ndarray:
    """Return p-values adjusted so that the chance of one false finding among all stays below the level.

    Args:
        p: (n,) p-values in [0, 1], in any order.

    Returns:
        (n,) adjusted p-values, each at least as large as the one it came from.

    Source: Holm 1979, "A simple sequentially rejective multiple test procedure".
    """
    order = np.argsort(p, kind="stable")
    stepwise = p[order] * np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(np.maximum.accumulate(stepwise), 1.0)
    return adjusted


def benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    """Return p-values adjusted so that the expected share of false findings stays below the level.

    Args:
        p: (n,) p-values in [0, 1], in any order.

    Returns:
        (n,) adjusted p-values, each at least as large as the one it came from.

    Source: Benjamini & Hochberg 1995; for conformal p-values that share one calibration set: Bates, Candès, Lei,
    Romano & Sesia 2023, theorem 2.
    """
    order = np.argsort(p, kind="stable")[::-1]
    stepwise = p[order] * len(p) / np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(np.minimum.accumulate(stepwise), 1.0)
    return adjusted
