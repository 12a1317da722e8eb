"""Distributions made of others: cut off, rounded, mirrored, with point masses."""

from dataclasses import dataclass
from math import inf, isfinite, log
from typing import Any, ClassVar

import numpy as np

from datadiet.distributions.base import Distribution, check

__all__ = ["Mirrored", "Rounded", "Spiked", "Truncated"]


def _limits(distribution: Distribution, name: str) -> tuple[float, float]:
    bounds = distribution.bounds
    check(bounds is not None, f"{name} of words", "a distribution of numbers")
    return bounds or (-inf, inf)


@dataclass(frozen=True, slots=True)
class Truncated(Distribution):
    """What another distribution draws between two bounds, both included."""

    name: ClassVar[str] = "truncated"
    of: Distribution
    low: float
    high: float = inf

    def __post_init__(self) -> None:
        _limits(self.of, "truncated")
        check(self._ends[0] < self._ends[1], f"truncated to {self.low:g} to {self.high:g}", "bounds that leave some")

    @property
    def _ends(self) -> tuple[float, float]:
        low, high = np.array([self.low]), np.array([self.high])
        return float(self.of.below(low)[0]), float(self.of.cdf(high)[0]) if isfinite(self.high) else 1.0

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the quantiles of what is left."""
        least, most = self._ends
        found = self.of.quantiles(least + np.asarray(shares) * (most - least))
        return np.clip(found, self.low, self.high).astype(found.dtype)

    def cdf(self, values: np.ndarray) -> np.ndarray:
        """Return the share of what is left."""
        least, most = self._ends
        return np.clip((self.of.cdf(values) - least) / (most - least), 0, 1)

    def below(self, values: np.ndarray) -> np.ndarray:
        """Return the share of what is left, strictly below."""
        least, most = self._ends
        return np.clip((self.of.below(values) - least) / (most - least), 0, 1)

    def log_density(self, values: np.ndarray) -> np.ndarray:
        """Return the log density over the share that is left."""
        least, most = self._ends
        values = np.asarray(values, float)
        inside = (values >= self.low) & (values <= self.high)
        return np.where(inside, self.of.log_density(values) - log(most - least), -inf)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Within both."""
        low, high = _limits(self.of, self.name)
        return max(low, self.low), min(high, self.high)

    @property
    def whole(self) -> bool:
        """As the other is."""
        return self.of.whole

    def spec(self) -> Any:
        """Return what and where."""
        low, high = (each if isfinite(each) else None for each in (self.low, self.high))
        return {self.name: {"of": self.of.spec(), "low": low, "high": high}}


@dataclass(frozen=True, slots=True)
class Rounded(Distribution):
    """Another distribution, rounded to multiples of a step: whole numbers where the step is 1."""

    name: ClassVar[str] = "rounded"
    of: Distribution
    step: float = 1.0

    def __post_init__(self) -> None:
        _limits(self.of, "rounded")
        check(isfinite(self.step) and self.step > 0, f"rounded to {self.step:g}", "a step above 0")

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the rounded quantiles."""
        steps = np.rint(self.of.quantiles(shares) / self.step)
        fits = self.whole and (np.abs(steps) < 2**62).all()
        return steps.astype(np.int64) * int(self.step) if fits else steps * self.step

    def cdf(self, values: np.ndarray) -> np.ndarray:
        """Return the other's cdf half a step above the multiple at or below each value."""
        return self.of.cdf((np.floor(np.asarray(values, float) / self.step + 1e-9) + 0.5) * self.step)

    def below(self, values: np.ndarray) -> np.ndarray:
        """Return the other's cdf half a step below the multiple at or above each value."""
        return self.of.cdf((np.ceil(np.asarray(values, float) / self.step - 1e-9) - 0.5) * self.step)

    def log_density(self, values: np.ndarray) -> np.ndarray:
        """Return the log probability of what is rounded to each value."""
        values = np.asarray(values, float)
        possible = np.abs(values / self.step - np.rint(values / self.step)) < 1e-6
        with np.errstate(divide="ignore"):
            return np.where(possible, np.log(np.maximum(self.cdf(values) - self.below(values), 0)), -inf)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The other's, rounded."""
        low, high = _limits(self.of, self.name)
        return tuple(float(np.rint(each / self.step) * self.step) for each in (low, high))  # type: ignore[return-value]

    @property
    def whole(self) -> bool:
        """Whether the step is whole."""
        return float(self.step).is_integer()

    def spec(self) -> Any:
        """Return what, and to what."""
        return {self.name: {"of": self.of.spec(), "step": self.step}}


@dataclass(frozen=True, slots=True)
class Mirrored(Distribution):
    """about - x, where x follows another distribution."""

    name: ClassVar[str] = "mirrored"
    of: Distribution
    about: float = 0.0

    def __post_init__(self) -> None:
        _limits(self.of, "mirrored")
        check(isfinite(self.about), f"mirrored about {self.about:g}", "a finite number")

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return about less the other's quantiles from the other end."""
        about = int(self.about) if self.whole else self.about
        return np.asarray(about - self.of.quantiles(1 - np.asarray(shares)))

    def cdf(self, values: np.ndarray) -> np.ndarray:
        """Return the share of the other that is not below about - value."""
        return 1 - self.of.below(self.about - np.asarray(values, float))

    def below(self, values: np.ndarray) -> np.ndarray:
        """Return the share of the other that is above about - value."""
        return 1 - self.of.cdf(self.about - np.asarray(values, float))

    def log_density(self, values: np.ndarray) -> np.ndarray:
        """Return the other's at about - value."""
        return self.of.log_density(self.about - np.asarray(values, float))

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The other's, mirrored."""
        low, high = _limits(self.of, self.name)
        return self.about - high, self.about - low

    @property
    def whole(self) -> bool:
        """Whether both are."""
        return self.of.whole and float(self.about).is_integer()

    def spec(self) -> Any:
        """Return what, and about what."""
        return {self.name: {"of": self.of.spec(), "about": self.about}}


@dataclass(frozen=True, slots=True)
class Spiked(Distribution):
    """Single values that have a share each, and a body for the rest."""

    name: ClassVar[str] = "spiked"
    values: tuple[float, ...]
    """Rising."""
    shares: tuple[float, ...]
    """Each above 0, their sum below 1."""
    body: Distribution

    def __post_init__(self) -> None:
        _limits(self.body, "spiked")
        rising = all(a < b for a, b in zip(self.values, self.values[1:], strict=False))
        check(rising and len(self.values) > 0, f"point masses at {self.values}", "numbers that rise")
        fine = len(self.shares) == len(self.values) and min(self.shares) > 0 and sum(self.shares) < 1
        check(fine, f"point masses of {self.shares}", "a share above 0 for each value, and some left for the body")

    @property
    def _steps(self) -> tuple[np.ndarray, np.ndarray, float]:
        """Values, the sums of the shares of the first 0, 1, ... of them, and the body's share."""
        sums = np.concatenate([[0.0], np.cumsum(self.shares)])
        return np.array(self.values, float), sums, 1 - float(sums[-1])

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return a point mass over its share, and the body elsewhere."""
        shares = np.asarray(shares, float)
        values, sums, rest = self._steps
        starts, ends = sums[:-1] + rest * self.body.below(values), sums[1:] + rest * self.body.cdf(values)
        begun = np.searchsorted(starts, shares)  # how many masses lie before or at the value
        at_mass = (begun > 0) & (shares <= ends[np.maximum(begun - 1, 0)])
        found = np.where(at_mass, values[np.maximum(begun - 1, 0)], 0.0)
        within = np.clip((shares[~at_mass] - sums[begun[~at_mass]]) / rest, 1e-16, 1 - 1e-16)
        found[~at_mass] = self.body.quantiles(within)
        return found.astype(np.int64) if self.whole and (np.abs(found) < 2**62).all() else found

    def cdf(self, values: np.ndarray) -> np.ndarray:
        """Return the masses at or below each value and the body's share."""
        points, sums, rest = self._steps
        values = np.asarray(values, float)
        return np.minimum(sums[np.searchsorted(points, values, side="right")] + rest * self.body.cdf(values), 1.0)

    def below(self, values: np.ndarray) -> np.ndarray:
        """Return the masses below each value and the body's share."""
        points, sums, rest = self._steps
        values = np.asarray(values, float)
        return np.minimum(sums[np.searchsorted(points, values)] + rest * self.body.below(values), 1.0)

    def log_density(self, values: np.ndarray) -> np.ndarray:
        """Return the log share at a point mass, and the body's log density elsewhere."""
        points, _, rest = self._steps
        values = np.asarray(values, float)
        near = np.minimum(np.searchsorted(points, values), len(points) - 1)
        density = self.body.log_density(values) + log(rest)
        mass = np.log(self.shares)[near]
        both = np.logaddexp(density, mass) if self.body.whole else mass
        return np.where(points[near] == values, both, density)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Around both."""
        low, high = _limits(self.body, self.name)
        return min(low, self.values[0]), max(high, self.values[-1])

    @property
    def whole(self) -> bool:
        """Whether all values are."""
        return self.body.whole and all(float(value).is_integer() for value in self.values)

    def spec(self) -> Any:
        """Return the masses and the body."""
        return {self.name: {"values": list(self.values), "shares": list(self.shares), "body": self.body.spec()}}
