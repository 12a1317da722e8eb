"""Families from a low bound on, which is 0 unless it is said."""

from dataclasses import dataclass
from math import inf
from typing import ClassVar

from datadiet.distributions.base import check, finite
from datadiet.distributions.scaled import Scaled

__all__ = ["Exponential", "Gamma", "GeneralisedPareto", "InverseGaussian", "LogLogistic", "LogNormal", "Weibull"]


class _Half(Scaled):
    """From a low bound, without end."""

    __slots__ = ()
    low: float

    @property
    def bounds(self) -> tuple[float, float] | None:
        """From low, without end."""
        return self.low, inf


@dataclass(frozen=True, slots=True)
class LogNormal(_Half):
    """The logarithm is normal."""

    name: ClassVar[str] = "lognormal"
    _form: ClassVar[str] = "lognormal"
    median: float
    sigma: float
    low: float = 0.0

    def __post_init__(self) -> None:
        finite("lognormal", self.median, self.sigma, self.low)
        check(
            self.median > 0 and self.sigma > 0, f"lognormal of median {self.median:g}, sigma {self.sigma:g}", "above 0"
        )

    @property
    def _parts(self) -> tuple[float, ...]:
        return self.low, self.median, self.sigma


@dataclass(frozen=True, slots=True)
class Exponential(_Half):
    """How long until the next of events that come at random."""

    name: ClassVar[str] = "exponential"
    _form: ClassVar[str] = "exponential"
    mean: float
    low: float = 0.0

    def __post_init__(self) -> None:
        finite("exponential", self.mean, self.low)
        check(self.mean > 0, f"exponential of mean {self.mean:g}", "above 0")

    @property
    def _parts(self) -> tuple[float, ...]:
        return self.low, self.mean


@dataclass(frozen=True, slots=True)
class Gamma(_Half):
    """A sum of waiting times."""

    name: ClassVar[str] = "gamma"
    _form: ClassVar[str] = "gamma"
    shape: float
    scale: float
    low: float = 0.0

    def __post_init__(self) -> None:
        finite("gamma", self.shape, self.scale, self.low)
        check(self.shape > 0 and self.scale > 0, f"gamma of shape {self.shape:g}, scale {self.scale:g}", "above 0")

    @property
    def _parts(self) -> tuple[float, ...]:
        return self.low, self.scale, self.shape


@dataclass(frozen=True, slots=True)
class Weibull(_Half):
    """A time to failure, whose risk rises (shape above 1) or falls."""

    name: ClassVar[str] = "weibull"
    _form: ClassVar[str] = "weibull"
    shape: float
    scale: float
    low: float = 0.0

    def __post_init__(self) -> None:
        finite("weibull", self.shape, self.scale, self.low)
        check(self.shape > 0 and self.scale > 0, f"weibull of shape {self.shape:g}, scale {self.scale:g}", "above 0")

    @property
    def _parts(self) -> tuple[float, ...]:
        return self.low, self.scale, self.shape


@dataclass(frozen=True, slots=True)
class InverseGaussian(_Half):
    """How long a drifting random walk takes to a line."""

    name: ClassVar[str] = "inversegaussian"
    _form: ClassVar[str] = "inversegaussian"
    mean: float
    shape: float
    low: float = 0.0

    def __post_init__(self) -> None:
        finite("inversegaussian", self.mean, self.shape, self.low)
        check(
            self.mean > 0 and self.shape > 0, f"inversegaussian of mean {self.mean:g}, shape {self.shape:g}", "above 0"
        )

    @property
    def _parts(self) -> tuple[float, ...]:
        return self.low, self.shape, self.mean / self.shape


@dataclass(frozen=True, slots=True)
class LogLogistic(_Half):
    """The logarithm is logistic."""

    name: ClassVar[str] = "loglogistic"
    _form: ClassVar[str] = "loglogistic"
    median: float
    shape: float
    low: float = 0.0

    def __post_init__(self) -> None:
        finite("loglogistic", self.median, self.shape, self.low)
        check(
            self.median > 0 and self.shape > 0,
            f"loglogistic of median {self.median:g}, shape {self.shape:g}",
            "above 0",
        )

    @property
    def _parts(self) -> tuple[float, ...]:
        return self.low, self.median, self.shape


@dataclass(frozen=True, slots=True)
class GeneralisedPareto(_Half):
    """What lies beyond a threshold; heavy-tailed where the shape is above 0."""

    name: ClassVar[str] = "pareto"
    _form: ClassVar[str] = "pareto"
    scale: float
    shape: float
    low: float = 0.0

    def __post_init__(self) -> None:
        finite("pareto", self.scale, self.shape, self.low)
        check(self.scale > 0, f"pareto of scale {self.scale:g}", "above 0")

    @property
    def _parts(self) -> tuple[float, ...]:
        return self.low, self.scale, self.shape

    @property
    def bounds(self) -> tuple[float, float] | None:
        """From low, without end unless the shape is below 0."""
        return self.low, inf if self.shape >= 0 else self.low - self.scale / self.shape
