"""What a family must be able to do to be a candidate: be fitted to many samples at once, drawn, judged, and named."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from datadiet.distributions.base import Distribution

__all__ = ["Frame", "Law"]


@dataclass(frozen=True, slots=True)
class Frame:
    """The units in which laws are fitted: value = shift + scale z, so that neither size nor place upsets arithmetic."""

    shift: float
    scale: float
    mirrored: bool = False
    """value = shift - scale z: for what has an upper bound only."""

    def inward(self, values: np.ndarray) -> np.ndarray:
        """Return z of values."""
        return (self.shift - values if self.mirrored else values - self.shift) / self.scale

    def outward(self, z: np.ndarray) -> np.ndarray:
        """Return the values of z."""
        return self.shift + (-1.0 if self.mirrored else 1.0) * self.scale * z


class Law(ABC):
    """A family as a candidate. Parameters are rows: (B, p), one for each of B samples; z is (B, m)."""

    __slots__ = ()
    name: str
    k: int
    """How many parameters are fitted."""

    @abstractmethod
    def fit(self, z: np.ndarray) -> np.ndarray:
        """Return the parameters of maximum likelihood, row by row."""

    @abstractmethod
    def log_density(self, z: np.ndarray, parameters: np.ndarray) -> np.ndarray:
        """Return log densities, (B, m); of whole numbers log probabilities."""

    @abstractmethod
    def cdf(self, z: np.ndarray, parameters: np.ndarray) -> np.ndarray:
        """Return the shares at or below, (B, m)."""

    def below(self, z: np.ndarray, parameters: np.ndarray) -> np.ndarray:
        """Return the shares strictly below, (B, m)."""
        return self.cdf(z, parameters)

    @abstractmethod
    def draw(self, rng: np.random.Generator, parameters: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        """Return samples of one law, from (p,) parameters."""

    @abstractmethod
    def at_bound(self, parameters: np.ndarray) -> str:
        """Return which of (p,) parameters stands at a bound, and what that means; nothing where none does."""

    @abstractmethod
    def build(self, parameters: np.ndarray, frame: Frame) -> Distribution:
        """Return the distribution of values that (p,) parameters stand for."""
