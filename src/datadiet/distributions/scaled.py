"""What continuous families share: a standard form, moved to its place and stretched to its scale."""

from abc import abstractmethod
from math import log
from typing import ClassVar

import numpy as np

from datadiet.distributions.base import Distribution
from datadiet.distributions.standard import STANDARD

__all__ = ["Scaled"]


class Scaled(Distribution):
    """value = place + scale z, where z follows the standard form with these shapes."""

    __slots__ = ()
    _form: ClassVar[str]

    @property
    @abstractmethod
    def _parts(self) -> tuple[float, ...]:
        """Place, scale, shapes."""

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return place + scale times the standard quantiles."""
        place, scale, *shapes = self._parts
        return np.asarray(place + scale * STANDARD[self._form].quantile(shares, *shapes))

    def cdf(self, values: np.ndarray) -> np.ndarray:
        """Return the standard cdf of (value - place) / scale."""
        place, scale, *shapes = self._parts
        return np.asarray(STANDARD[self._form].cdf((np.asarray(values, float) - place) / scale, *shapes))

    def log_density(self, values: np.ndarray) -> np.ndarray:
        """Return the standard log density of (value - place) / scale, less log scale."""
        place, scale, *shapes = self._parts
        with np.errstate(divide="ignore", over="ignore"):
            standard = STANDARD[self._form].log_density((np.asarray(values, float) - place) / scale, *shapes)
        return np.asarray(standard - log(scale))
