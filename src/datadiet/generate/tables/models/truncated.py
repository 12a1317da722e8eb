"""Normal numbers between two bounds."""

import numpy as np
from scipy.special import ndtr, ndtri

__all__ = ["truncated_normal"]

_FAR = 8.0


def truncated_normal(share: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return the values below which lies the share of a standard normal's mass between two bounds.

    Args:
        share: in (0, 1).
        low: lower bounds, -inf where there is none.
        high: upper bounds, above the lower ones; inf where there is none.
    """
    # In the upper tail the distribution function is 1 to the last bit: it is mirrored there.
    flip = low > 0
    a, b = np.where(flip, -high, low), np.where(flip, -low, high)
    from_a, to_b = ndtr(a), ndtr(b)
    taken = np.where(flip, 1 - share, share)
    found = ndtri(from_a + taken * (to_b - from_a))
    # Beyond what a float tells from 0 or 1, the mass sits at the nearer bound.
    found = np.clip(np.where(np.isfinite(found), found, np.clip(0, a, b)), a, b)
    found = np.clip(found, -_FAR, _FAR)
    return np.where(flip, -found, found)
