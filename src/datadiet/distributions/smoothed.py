"""What was observed, where no family fits: a smoothed body between two thresholds, and generalised-Pareto tails.

Beyond a high threshold, whatever the law, excesses are near a generalised Pareto distribution (Pickands 1975; Balkema
and de Haan 1974), so that tails can be drawn further than the data goes.
"""

from dataclasses import dataclass
from math import inf, isfinite, log
from typing import Any, ClassVar

import numpy as np

from datadiet.distributions.base import Distribution, check
from datadiet.distributions.standard import STANDARD

__all__ = ["Smoothed", "Tail"]

_PARETO = STANDARD["pareto"]


@dataclass(frozen=True, slots=True)
class Tail:
    """How far values lie beyond a threshold: a generalised Pareto distribution, cut at a finite end."""

    scale: float
    shape: float
    reach: float
    """No value lies farther beyond the threshold: finite and above 0."""

    def __post_init__(self) -> None:
        fine = all(isfinite(each) for each in (self.scale, self.shape, self.reach))
        check(fine and self.scale > 0 and self.reach > 0, f"a tail of {self}", "a finite scale and reach above 0")

    @property
    def _kept(self) -> float:
        return float(_PARETO.cdf(self.reach / self.scale, self.shape))

    def cdf(self, excess: np.ndarray) -> np.ndarray:
        """Return the share of excesses at or below each."""
        return np.clip(_PARETO.cdf(np.minimum(excess, self.reach) / self.scale, self.shape) / self._kept, 0, 1)

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the excesses of these shares."""
        inside = np.minimum(np.clip(shares, 0, 1) * self._kept, 1 - 1e-16)
        return np.minimum(self.scale * _PARETO.quantile(inside, self.shape), self.reach)

    def log_density(self, excess: np.ndarray) -> np.ndarray:
        """Return the log density of excesses; minus infinity beyond the reach."""
        density = _PARETO.log_density(excess / self.scale, self.shape) - log(self.scale) - log(self._kept)
        return np.where(excess <= self.reach, density, -inf)


@dataclass(frozen=True, slots=True)
class Smoothed(Distribution):
    """A cdf that rises in straight lines between knots, and a tail beyond the first and the last of them."""

    name: ClassVar[str] = "smoothed"
    knots: tuple[float, ...]
    """Values, rising."""
    rises: tuple[float, ...]
    """The cdf at the knots, rising: at the first it is the share of the lower tail."""
    lower: Tail | None = None
    upper: Tail | None = None

    def __post_init__(self) -> None:
        fine = len(self.knots) == len(self.rises) >= 2 and all(isfinite(knot) for knot in self.knots)
        check(fine, f"{len(self.knots)} knots with {len(self.rises)} shares", "as many, two or more, all finite")
        rising = bool((np.diff(self.knots) > 0).all() and (np.diff(self.rises) > 0).all())
        check(rising, "knots or shares that do not rise", "rising ones")
        low, high = self.rises[0], self.rises[-1]
        check((low > 0) == (self.lower is not None) and low >= 0, f"a lower tail of {low:g}", "its law where above 0")
        check((high < 1) == (self.upper is not None) and high <= 1, f"an upper end of {high:g}", "a tail where below 1")

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the values between knots in straight lines, and those of the tails."""
        shares = np.asarray(shares, float)
        found = np.interp(shares, self.rises, self.knots)
        if self.lower:
            far = shares < self.rises[0]
            found[far] = self.knots[0] - self.lower.quantiles(1 - shares[far] / self.rises[0])
        if self.upper:
            far = shares > self.rises[-1]
            rest = (shares[far] - self.rises[-1]) / (1 - self.rises[-1])
            found[far] = self.knots[-1] + self.upper.quantiles(rest)
        return found

    def cdf(self, values: np.ndarray) -> np.ndarray:
        """Return the share at or below each value."""
        values = np.asarray(values, float)
        found = np.interp(values, self.knots, self.rises)
        if self.lower:
            far = values < self.knots[0]
            found[far] = self.rises[0] * (1 - self.lower.cdf(self.knots[0] - values[far]))
        if self.upper:
            far = values > self.knots[-1]
            found[far] = self.rises[-1] + (1 - self.rises[-1]) * self.upper.cdf(values[far] - self.knots[-1])
        return found

    def log_density(self, values: np.ndarray) -> np.ndarray:
        """Return the log slope of the cdf."""
        values = np.asarray(values, float)
        knots, rises = np.array(self.knots), np.array(self.rises)
        cell = np.clip(np.searchsorted(knots, values) - 1, 0, len(knots) - 2)
        slopes = np.log(np.diff(rises)) - np.log(np.diff(knots))
        found = np.where((values >= knots[0]) & (values <= knots[-1]), slopes[cell], -inf)
        if self.lower:
            far = values < knots[0]
            found[far] = log(rises[0]) + self.lower.log_density(knots[0] - values[far])
        if self.upper:
            far = values > knots[-1]
            found[far] = log(1 - rises[-1]) + self.upper.log_density(values[far] - knots[-1])
        return found

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The ends of the tails."""
        low = self.knots[0] - (self.lower.reach if self.lower else 0.0)
        return low, self.knots[-1] + (self.upper.reach if self.upper else 0.0)

    def spec(self) -> Any:
        """Return the knots, what the cdf is there, and the tails as scale, shape, reach."""
        tails = {
            side: [tail.scale, tail.shape, tail.reach]
            for side, tail in (("lower", self.lower), ("upper", self.upper))
            if tail
        }
        return {self.name: {"knots": list(self.knots), "rises": list(self.rises), **tails}}
