"""Families between two bounds."""

from dataclasses import dataclass
from math import exp, inf, log
from typing import ClassVar

import numpy as np

from datadiet.distributions.base import Value, check, finite
from datadiet.distributions.scaled import Scaled

__all__ = ["Beta", "LogUniform", "Triangular", "TruncatedNormal", "Uniform"]


class _Between(Scaled):
    """Between two bounds."""

    __slots__ = ()
    low: float
    high: float

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the quantiles, never beyond the bounds."""
        return np.clip(Scaled.quantiles(self, shares), self.low, self.high)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """As declared."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Uniform(_Between):
    """Every number between two bounds alike."""

    name: ClassVar[str] = "uniform"
    _form: ClassVar[str] = "uniform"
    low: float
    high: float

    def __post_init__(self) -> None:
        finite("uniform", self.low, self.high)
        check(self.low <= self.high, f"uniform from {self.low:g} to {self.high:g}", "a low bound below the high one")

    @property
    def _parts(self) -> tuple[float, ...]:
        return self.low, max(self.high - self.low, 5e-324)

    @property
    def centre(self) -> Value:
        """The middle."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class LogUniform(_Between):
    """The logarithm is uniform: every factor alike."""

    name: ClassVar[str] = "loguniform"
    low: float
    high: float

    def __post_init__(self) -> None:
        finite("loguniform", self.low, self.high)
        check(
            0 < self.low <= self.high,
            f"loguniform from {self.low:g} to {self.high:g}",
            "a low bound above 0 and below the high one",
        )

    @property
    def _parts(self) -> tuple[float, ...]:
        return log(self.low), max(log(self.high / self.low), 5e-324)

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return low (high / low)^share."""
        return np.clip(self.low * (self.high / self.low) ** shares, self.low, self.high)

    def cdf(self, values: np.ndarray) -> np.ndarray:
        """Return the share of the logarithm's way."""
        start, way = self._parts
        return np.clip((np.log(np.maximum(values, self.low)) - start) / way, 0, 1)

    def log_density(self, values: np.ndarray) -> np.ndarray:
        """Return -log(value log(high / low)) between the bounds."""
        values = np.asarray(values, float)
        inside = (values >= self.low) & (values <= self.high)
        return np.where(inside, -np.log(np.where(inside, values, 1.0)) - log(self._parts[1]), -inf)

    @property
    def centre(self) -> Value:
        """The geometric middle."""
        return exp((log(self.low) + log(self.high)) / 2)


@dataclass(frozen=True, slots=True)
class TruncatedNormal(_Between):
    """A normal distribution of which only what lies between two bounds is drawn; a bound may be infinite."""

    name: ClassVar[str] = "truncnorm"
    _form: ClassVar[str] = "truncnorm"
    mean: float
    sd: float
    low: float
    high: float

    def __post_init__(self) -> None:
        finite("truncnorm", self.mean, self.sd)
        check(self.sd > 0, f"truncnorm with a standard deviation of {self.sd:g}", "one above 0")
        check(self.low < self.high, f"truncnorm from {self.low:g} to {self.high:g}", "a low bound below the high one")

    @property
    def _parts(self) -> tuple[float, ...]:
        return self.mean, self.sd, (self.low - self.mean) / self.sd, (self.high - self.mean) / self.sd


@dataclass(frozen=True, slots=True)
class Beta(_Between):
    """A share, with most of it where a and b say, between two bounds."""

    name: ClassVar[str] = "beta"
    _form: ClassVar[str] = "beta"
    a: float
    b: float
    low: float = 0.0
    high: float = 1.0

    def __post_init__(self) -> None:
        finite("beta", self.a, self.b, self.low, self.high)
        check(self.a > 0 and self.b > 0, f"beta with {self.a:g} and {self.b:g}", "both above 0")
        check(self.low < self.high, f"beta from {self.low:g} to {self.high:g}", "a low bound below the high one")

    @property
    def _parts(self) -> tuple[float, ...]:
        return self.low, self.high - self.low, self.a, self.b


@dataclass(frozen=True, slots=True)
class Triangular(_Between):
    """From a low to a high bound, with one value most likely."""

    name: ClassVar[str] = "triangular"
    _form: ClassVar[str] = "triangular"
    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        finite("triangular", self.low, self.mode, self.high)
        check(
            self.low <= self.mode <= self.high and self.low < self.high,
            f"triangular of {self.low:g}, {self.mode:g}, {self.high:g}",
            "low, most likely, high, in this order",
        )

    @property
    def _parts(self) -> tuple[float, ...]:
        wide = self.high - self.low
        return self.low, wide, (self.mode - self.low) / wide

    @property
    def centre(self) -> Value:
        """The most likely value."""
        return self.mode
