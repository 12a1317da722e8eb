"""Families on the whole line."""

from dataclasses import dataclass
from math import inf
from typing import ClassVar

from datadiet.distributions.base import Value, check, finite
from datadiet.distributions.scaled import Scaled

__all__ = ["Gumbel", "Laplace", "Logistic", "Normal", "SkewNormal", "StudentT"]


class _Real(Scaled):
    """On the whole line."""

    __slots__ = ()

    @property
    def bounds(self) -> tuple[float, float] | None:
        """None are declared."""
        return -inf, inf


@dataclass(frozen=True, slots=True)
class Normal(_Real):
    """A normal distribution."""

    name: ClassVar[str] = "normal"
    _form: ClassVar[str] = "normal"
    mean: float
    sd: float

    def __post_init__(self) -> None:
        finite("normal", self.mean, self.sd)
        check(self.sd > 0, f"normal with a standard deviation of {self.sd:g}", "one above 0")

    @property
    def _parts(self) -> tuple[float, ...]:
        return self.mean, self.sd

    @property
    def centre(self) -> Value:
        """The mean."""
        return self.mean


@dataclass(frozen=True, slots=True)
class StudentT(_Real):
    """A normal distribution with heavier tails."""

    name: ClassVar[str] = "student"
    _form: ClassVar[str] = "student"
    location: float
    scale: float
    df: float

    def __post_init__(self) -> None:
        finite("student", self.location, self.scale, self.df)
        check(self.scale > 0 and self.df > 0, f"student of scale {self.scale:g}, df {self.df:g}", "above 0")

    @property
    def _parts(self) -> tuple[float, ...]:
        return self.location, self.scale, self.df


@dataclass(frozen=True, slots=True)
class Logistic(_Real):
    """Like a normal distribution, with tails that fall exponentially."""

    name: ClassVar[str] = "logistic"
    _form: ClassVar[str] = "logistic"
    location: float
    scale: float

    def __post_init__(self) -> None:
        finite("logistic", self.location, self.scale)
        check(self.scale > 0, f"logistic of scale {self.scale:g}", "above 0")

    @property
    def _parts(self) -> tuple[float, ...]:
        return self.location, self.scale


@dataclass(frozen=True, slots=True)
class SkewNormal(_Real):
    """A normal distribution leaning to one side."""

    name: ClassVar[str] = "skewnormal"
    _form: ClassVar[str] = "skewnormal"
    location: float
    scale: float
    shape: float

    def __post_init__(self) -> None:
        finite("skewnormal", self.location, self.scale, self.shape)
        check(self.scale > 0, f"skewnormal of scale {self.scale:g}", "above 0")

    @property
    def _parts(self) -> tuple[float, ...]:
        return self.location, self.scale, self.shape


@dataclass(frozen=True, slots=True)
class Laplace(_Real):
    """Exponential on both sides of its peak."""

    name: ClassVar[str] = "laplace"
    _form: ClassVar[str] = "laplace"
    location: float
    scale: float

    def __post_init__(self) -> None:
        finite("laplace", self.location, self.scale)
        check(self.scale > 0, f"laplace of scale {self.scale:g}", "above 0")

    @property
    def _parts(self) -> tuple[float, ...]:
        return self.location, self.scale


@dataclass(frozen=True, slots=True)
class Gumbel(_Real):
    """The greatest of many values."""

    name: ClassVar[str] = "gumbel"
    _form: ClassVar[str] = "gumbel"
    location: float
    scale: float

    def __post_init__(self) -> None:
        finite("gumbel", self.location, self.scale)
        check(self.scale > 0, f"gumbel of scale {self.scale:g}", "above 0")

    @property
    def _parts(self) -> tuple[float, ...]:
        return self.location, self.scale
