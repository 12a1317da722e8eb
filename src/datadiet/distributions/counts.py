"""Families of whole numbers."""

from abc import abstractmethod
from dataclasses import dataclass
from math import inf, isfinite, log
from typing import ClassVar

import numpy as np
from scipy import special as sp

from datadiet.distributions.base import Distribution, Value, check
from datadiet.distributions.standard_counts import COUNTS

__all__ = ["Binomial", "Counted", "Geometric", "Integers", "NegativeBinomial", "Poisson"]

_TABLE = 1 << 22
_ENDLESS = 10**6
"""The end of a Poisson that declares none: it is there for the sake of arithmetic, and is no bound."""


class Counted(Distribution):
    """Whole numbers from `low` on."""

    __slots__ = ()
    low: int

    @abstractmethod
    def _cdf(self, k: np.ndarray) -> np.ndarray:
        """The share at or below low + k, for whole k of 0 or more."""

    @abstractmethod
    def _log_mass(self, k: np.ndarray) -> np.ndarray:
        """The log probability of low + k, for whole k of 0 or more."""

    @property
    def whole(self) -> bool:
        """They are."""
        return True

    def cdf(self, values: np.ndarray) -> np.ndarray:
        """Return the share at or below each value."""
        k = np.floor(np.asarray(values, float)) - self.low
        return np.where(k < 0, 0.0, self._cdf(np.maximum(k, 0)))

    def below(self, values: np.ndarray) -> np.ndarray:
        """Return the share strictly below each value."""
        return self.cdf(np.ceil(np.asarray(values, float)) - 1)

    def log_density(self, values: np.ndarray) -> np.ndarray:
        """Return the log probability of each value; minus infinity for what is not whole or below low."""
        values = np.asarray(values, float)
        k = np.rint(values) - self.low
        possible = (k >= 0) & (np.rint(values) == values)
        return np.where(possible, self._log_mass(np.maximum(k, 0)), -inf)

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the least whole numbers whose cdf reaches the shares."""
        shares = np.asarray(shares, float)
        low, high = self.bounds or (0.0, inf)
        last = int(min(self._reach(float(shares.max(initial=0.0))), high - low))
        if last < _TABLE:
            return self.low + np.searchsorted(self._cdf(np.arange(last, dtype=float)), shares).astype(np.int64)
        return self.low + self._halved(shares, last)

    def _reach(self, share: float) -> float:
        reach = 8.0
        while reach < 2**60 and self._cdf(np.array([reach]))[0] < share:
            reach *= 2
        return reach

    def _halved(self, shares: np.ndarray, last: int) -> np.ndarray:
        least, most = np.zeros(len(shares)), np.full(len(shares), float(last))
        while (most - least > 0.5).any():
            middle = np.floor((least + most) / 2)
            enough = self._cdf(middle) >= shares
            least, most = np.where(enough, least, np.minimum(middle + 1, most)), np.where(enough, middle, most)
        return most.astype(np.int64)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """From low, without end."""
        return float(self.low), inf


def _check_low(name: str, low: float) -> None:
    check(isfinite(low) and low == int(low), f"{name} from {low:g} on", "a whole number")


@dataclass(frozen=True, slots=True)
class Integers(Counted):
    """Every whole number between two bounds, both included, alike."""

    name: ClassVar[str] = "integers"
    low: int
    high: int

    def __post_init__(self) -> None:
        whole = all(isfinite(value) and value == int(value) for value in (self.low, self.high))
        check(whole and self.low <= self.high, f"integers from {self.low} to {self.high}", "whole bounds, low first")

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the whole numbers."""
        steps = np.ceil(shares * (self.high - self.low + 1)) - 1
        return np.clip(self.low + steps, self.low, self.high).astype(np.int64)

    def _cdf(self, k: np.ndarray) -> np.ndarray:
        return COUNTS["integers"].cdf(k, self.high - self.low)

    def _log_mass(self, k: np.ndarray) -> np.ndarray:
        return COUNTS["integers"].log_mass(k, self.high - self.low)

    @property
    def centre(self) -> Value:
        """The middle, rounded down."""
        return (self.low + self.high) // 2

    @property
    def bounds(self) -> tuple[float, float] | None:
        """As declared."""
        return float(self.low), float(self.high)


@dataclass(frozen=True, slots=True)
class Poisson(Counted):
    """How many of events that come at random."""

    name: ClassVar[str] = "poisson"
    mean: float
    most: int = _ENDLESS
    """Greater counts are put there."""
    low: int = 0

    def __post_init__(self) -> None:
        check(isfinite(self.mean) and self.mean >= 0, f"poisson with a mean of {self.mean:g}", "0 or more")
        _check_low("poisson", self.low)

    def _cdf(self, k: np.ndarray) -> np.ndarray:
        return np.where(k >= self.most, 1.0, COUNTS["poisson"].cdf(k, self.mean))

    def _log_mass(self, k: np.ndarray) -> np.ndarray:
        mass = COUNTS["poisson"].log_mass(k, self.mean)
        rest = log(max(float(sp.pdtrc(self.most - 1, self.mean)), 1e-320)) if self.most >= 1 else 0.0
        return np.where(k < self.most, mass, np.where(k == self.most, rest, -inf))

    @property
    def bounds(self) -> tuple[float, float] | None:
        """From low to `most` above it; without end where no such is declared."""
        return float(self.low), float(self.low + self.most) if self.most < _ENDLESS else inf


@dataclass(frozen=True, slots=True)
class NegativeBinomial(Counted):
    """Counts that vary more than a Poisson: variance = mean + mean² / size."""

    name: ClassVar[str] = "negativebinomial"
    mean: float
    size: float
    low: int = 0

    def __post_init__(self) -> None:
        fine = isfinite(self.mean) and isfinite(self.size) and self.mean > 0 and self.size > 0
        check(fine, f"negativebinomial with mean {self.mean:g} and size {self.size:g}", "both above 0")
        _check_low("negativebinomial", self.low)

    def _cdf(self, k: np.ndarray) -> np.ndarray:
        return COUNTS["negativebinomial"].cdf(k, self.mean, self.size)

    def _log_mass(self, k: np.ndarray) -> np.ndarray:
        return COUNTS["negativebinomial"].log_mass(k, self.mean, self.size)


@dataclass(frozen=True, slots=True)
class Geometric(Counted):
    """How many tries fail before the first succeeds."""

    name: ClassVar[str] = "geometric"
    p: float
    low: int = 0

    def __post_init__(self) -> None:
        check(0 < self.p < 1, f"geometric of {self.p:g}", "a probability between 0 and 1")
        _check_low("geometric", self.low)

    def _cdf(self, k: np.ndarray) -> np.ndarray:
        return COUNTS["geometric"].cdf(k, self.p)

    def _log_mass(self, k: np.ndarray) -> np.ndarray:
        return COUNTS["geometric"].log_mass(k, self.p)


@dataclass(frozen=True, slots=True)
class Binomial(Counted):
    """How many of n tries succeed."""

    name: ClassVar[str] = "binomial"
    n: int
    p: float
    low: int = 0

    def __post_init__(self) -> None:
        check(self.n >= 1 and self.n == int(self.n), f"binomial of {self.n:g} tries", "a whole number of 1 or more")
        check(0 < self.p < 1, f"binomial with a probability of {self.p:g}", "one between 0 and 1")
        _check_low("binomial", self.low)

    def _cdf(self, k: np.ndarray) -> np.ndarray:
        return COUNTS["binomial"].cdf(k, self.n, self.p)

    def _log_mass(self, k: np.ndarray) -> np.ndarray:
        return COUNTS["binomial"].log_mass(k, self.n, self.p)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """From low to low + n."""
        return float(self.low), float(self.low + self.n)
