"""The families. Each is drawn through its quantile function, so that a share of 0 to 1 gives the same value anywhere:
random numbers, Sobol points and evenly spaced shares all go the same way.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite, log

import numpy as np

from datadiet.errors import OptionError

__all__ = [
    "Bernoulli",
    "Beta",
    "Choice",
    "Constant",
    "Distribution",
    "Exponential",
    "Integers",
    "LogNormal",
    "LogUniform",
    "Normal",
    "Poisson",
    "Triangular",
    "TruncatedNormal",
    "Uniform",
    "Value",
]

Value = float | int | bool | str


class Distribution(ABC):
    """How one value varies."""

    __slots__ = ()

    @abstractmethod
    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the values at or below which these shares of all draws lie: (n,) from (n,) in (0, 1)."""

    @property
    @abstractmethod
    def centre(self) -> Value:
        """The value that stands for all: the median, or the most likely of a few."""

    @property
    @abstractmethod
    def bounds(self) -> tuple[float, float] | None:
        """The least and the greatest value; None for what is no number."""

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Return n independent values."""
        return self.quantiles(rng.random(n))

    def one(self, rng: np.random.Generator) -> Value:
        """Return one value, as Python's own type."""
        value: Value = self.draw(rng, 1)[0].item()
        return value


def _check(fine: bool, found: str, expected: str) -> None:
    if not fine:
        raise OptionError(found, expected=expected)


def _finite(name: str, *values: float) -> None:
    _check(all(isfinite(value) for value in values), f"{name} of {values}", "finite numbers")


@dataclass(frozen=True, slots=True)
class Constant(Distribution):
    """One value, always."""

    value: Value

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the value, however often."""
        return np.full(len(shares), self.value)

    @property
    def centre(self) -> Value:
        """The value."""
        return self.value

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The value, twice."""
        return None if isinstance(self.value, str) else (float(self.value), float(self.value))


@dataclass(frozen=True, slots=True)
class Uniform(Distribution):
    """Every number between two bounds alike."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _finite("uniform", self.low, self.high)
        _check(self.low <= self.high, f"uniform from {self.low:g} to {self.high:g}", "a low bound below the high one")

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return low + share (high - low)."""
        return np.clip(self.low + shares * (self.high - self.low), self.low, self.high)

    @property
    def centre(self) -> Value:
        """The middle."""
        return (self.low + self.high) / 2

    @property
    def bounds(self) -> tuple[float, float] | None:
        """As declared."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class LogUniform(Distribution):
    """The logarithm is uniform: every factor alike."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _finite("loguniform", self.low, self.high)
        _check(
            0 < self.low <= self.high,
            f"loguniform from {self.low:g} to {self.high:g}",
            "a low bound above 0 and below the high one",
        )

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return low (high / low)^share."""
        return np.clip(self.low * (self.high / self.low) ** shares, self.low, self.high)

    @property
    def centre(self) -> Value:
        """The geometric middle."""
        return exp((log(self.low) + log(self.high)) / 2)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """As declared."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class TruncatedNormal(Distribution):
    """A normal distribution of which only what lies between two bounds is drawn."""

    mean: float
    sd: float
    low: float
    high: float

    def __post_init__(self) -> None:
        _finite("truncnorm", self.mean, self.sd)
        _check(self.sd > 0, f"truncnorm with a standard deviation of {self.sd:g}", "one above 0")
        _check(self.low < self.high, f"truncnorm from {self.low:g} to {self.high:g}", "a low bound below the high one")

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the quantiles of the part between the bounds."""
        from scipy.stats import truncnorm

        low, high = (self.low - self.mean) / self.sd, (self.high - self.mean) / self.sd
        found = truncnorm.ppf(shares, low, high, loc=self.mean, scale=self.sd)
        return np.clip(found, self.low, self.high)

    @property
    def centre(self) -> Value:
        """The median."""
        return float(self.quantiles(np.array([0.5]))[0])

    @property
    def bounds(self) -> tuple[float, float] | None:
        """As declared."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Normal(Distribution):
    """A normal distribution."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        _finite("normal", self.mean, self.sd)
        _check(self.sd > 0, f"normal with a standard deviation of {self.sd:g}", "one above 0")

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return mean + sd times the standard normal quantile."""
        from scipy.special import ndtri

        return np.asarray(self.mean + self.sd * ndtri(shares))

    @property
    def centre(self) -> Value:
        """The mean."""
        return self.mean

    @property
    def bounds(self) -> tuple[float, float] | None:
        """None are declared."""
        return -np.inf, np.inf


@dataclass(frozen=True, slots=True)
class LogNormal(Distribution):
    """The logarithm is normal."""

    median: float
    sigma: float

    def __post_init__(self) -> None:
        _finite("lognormal", self.median, self.sigma)
        _check(self.median > 0 and self.sigma > 0, f"lognormal of {self.median:g}, {self.sigma:g}", "both above 0")

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return median times exp(sigma times the standard normal quantile)."""
        from scipy.special import ndtri

        return np.asarray(self.median * np.exp(self.sigma * ndtri(shares)))

    @property
    def centre(self) -> Value:
        """The median."""
        return self.median

    @property
    def bounds(self) -> tuple[float, float] | None:
        """From 0, without end."""
        return 0.0, np.inf


@dataclass(frozen=True, slots=True)
class Exponential(Distribution):
    """How long until the next of events that come at random."""

    mean: float

    def __post_init__(self) -> None:
        _check(isfinite(self.mean) and self.mean > 0, f"exponential with a mean of {self.mean:g}", "one above 0")

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return -mean log(1 - share)."""
        return np.asarray(-self.mean * np.log1p(-shares))

    @property
    def centre(self) -> Value:
        """The median."""
        return self.mean * log(2)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """From 0, without end."""
        return 0.0, np.inf


@dataclass(frozen=True, slots=True)
class Beta(Distribution):
    """A share, with most of it where a and b say, between two bounds."""

    a: float
    b: float
    low: float = 0.0
    high: float = 1.0

    def __post_init__(self) -> None:
        _finite("beta", self.a, self.b, self.low, self.high)
        _check(self.a > 0 and self.b > 0, f"beta with {self.a:g} and {self.b:g}", "both above 0")
        _check(self.low < self.high, f"beta from {self.low:g} to {self.high:g}", "a low bound below the high one")

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the quantiles, stretched to the bounds."""
        from scipy.special import betaincinv

        return np.asarray(self.low + (self.high - self.low) * betaincinv(self.a, self.b, shares))

    @property
    def centre(self) -> Value:
        """The median."""
        return float(self.quantiles(np.array([0.5]))[0])

    @property
    def bounds(self) -> tuple[float, float] | None:
        """As declared."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Triangular(Distribution):
    """From a low to a high bound, with one value most likely."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _finite("triangular", self.low, self.mode, self.high)
        _check(
            self.low <= self.mode <= self.high and self.low < self.high,
            f"triangular of {self.low:g}, {self.mode:g}, {self.high:g}",
            "low, most likely, high, in this order",
        )

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the quantiles."""
        wide, rise = self.high - self.low, self.mode - self.low
        left = self.low + np.sqrt(shares * wide * rise)
        right = self.high - np.sqrt((1 - shares) * wide * (self.high - self.mode))
        return np.where(shares * wide < rise, left, right)

    @property
    def centre(self) -> Value:
        """The most likely value."""
        return self.mode

    @property
    def bounds(self) -> tuple[float, float] | None:
        """As declared."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Integers(Distribution):
    """Every whole number between two bounds, both included, alike."""

    low: int
    high: int

    def __post_init__(self) -> None:
        whole = all(isfinite(value) and value == int(value) for value in (self.low, self.high))
        _check(whole and self.low <= self.high, f"integers from {self.low} to {self.high}", "whole bounds, low first")

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the whole numbers."""
        steps = np.ceil(shares * (self.high - self.low + 1)) - 1
        return np.clip(self.low + steps, self.low, self.high).astype(np.int64)

    @property
    def centre(self) -> Value:
        """The middle, rounded down."""
        return (self.low + self.high) // 2

    @property
    def bounds(self) -> tuple[float, float] | None:
        """As declared."""
        return float(self.low), float(self.high)


@dataclass(frozen=True, slots=True)
class Poisson(Distribution):
    """How many of events that come at random."""

    mean: float
    most: int = 10**6

    def __post_init__(self) -> None:
        _check(isfinite(self.mean) and self.mean >= 0, f"poisson with a mean of {self.mean:g}", "0 or more")

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the counts, cut at `most`."""
        from scipy.stats import poisson

        return np.minimum(poisson.ppf(shares, self.mean), self.most).astype(np.int64)

    @property
    def centre(self) -> Value:
        """The median."""
        return int(self.quantiles(np.array([0.5]))[0])

    @property
    def bounds(self) -> tuple[float, float] | None:
        """From 0 to `most`."""
        return 0.0, float(self.most)


@dataclass(frozen=True, slots=True)
class Bernoulli(Distribution):
    """True with one probability."""

    p: float

    def __post_init__(self) -> None:
        _check(0 <= self.p <= 1, f"bernoulli of {self.p:g}", "a probability from 0 to 1")

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return True for the upper shares."""
        return shares >= 1 - self.p

    @property
    def centre(self) -> Value:
        """The likelier value."""
        return self.p > 0.5

    @property
    def bounds(self) -> tuple[float, float] | None:
        """False to True."""
        return 0.0, 1.0


@dataclass(frozen=True, slots=True)
class Choice(Distribution):
    """One of a few values, each with its share."""

    values: tuple[Value, ...]
    shares: tuple[float, ...] = ()
    """Equal where left out; they are divided by their sum."""

    def __post_init__(self) -> None:
        _check(len(self.values) > 0, "a choice of nothing", "one value or more")
        fine = not self.shares or (
            len(self.shares) == len(self.values)
            and all(isfinite(share) and share >= 0 for share in self.shares)
            and sum(self.shares) > 0
        )
        _check(fine, f"a choice with the shares {self.shares}", "a share of 0 or more for each value, not all 0")

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the values in their order, each over its share."""
        weights = np.asarray(self.shares or np.ones(len(self.values)), float)
        ends = np.cumsum(weights / weights.sum())
        kinds = {type(value) for value in self.values}
        values = np.array(self.values, dtype=None if len(kinds) == 1 else object)
        return values[np.minimum(np.searchsorted(ends, shares, side="right"), len(self.values) - 1)]

    @property
    def centre(self) -> Value:
        """The likeliest value, the first of equals."""
        return self.values[int(np.argmax(self.shares))] if self.shares else self.values[0]

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Of numbers, the least and the greatest."""
        if any(isinstance(value, str) for value in self.values):
            return None
        numbers: Sequence[float] = [float(value) for value in self.values]
        return min(numbers), max(numbers)
