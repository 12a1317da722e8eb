"""How much of its ground has a sample to itself? Comparable across data sets: never divided by a set's maximum."""

import numpy as np

from datadiet.errors import OptionError
from datadiet.measure.discs import exclusive_areas

__all__ = ["uniqueness", "uniqueness_full"]


def uniqueness(points: np.ndarray, radius: float) -> np.ndarray:
    """Return the share of each sample's disc that no other sample's disc covers: 0 (redundant) to 1 (alone).

    Args:
        points: (n, 2) on the plane; all samples that may share the ground.
        radius: rho, the median displacement by noise on the plane.

    Returns:
        (n,) exclusive area / (pi rho^2).
    """
    return exclusive_areas(points, radius) / (np.pi * radius * radius)


def uniqueness_full(nearest_other: np.ndarray, radius_full: float) -> np.ndarray:
    """Return each sample's distance to the nearest other one, in radii: below 1, noise alone could turn one into it.

    Args:
        nearest_other: (n,) distance to the nearest other synthetic sample in the full dimension.
        radius_full: rho_D, the median displacement by noise in the full dimension.

    Raises:
        OptionError: the radius is not a positive number.
    """
    if not (np.isfinite(radius_full) and radius_full > 0):
        raise OptionError(f"the full-dimensional radius is {radius_full}", expected="a positive, finite number")
    return np.asarray(nearest_other, dtype=np.float64) / radius_full
