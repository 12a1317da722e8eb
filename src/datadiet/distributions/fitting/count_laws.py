"""Families of counts as candidates. Parameters are those of `standard_counts`; counts start at 0."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy import special as sp

from datadiet.distributions.base import Distribution
from datadiet.distributions.counts import Binomial, Geometric, Integers, NegativeBinomial, Poisson
from datadiet.distributions.fitting.climbing import climb
from datadiet.distributions.fitting.laws import Frame, Law
from datadiet.distributions.shaped import Truncated
from datadiet.distributions.standard_counts import COUNTS

__all__ = ["CountLaw", "binomial_of", "counts_from", "integers_between"]

_MOST_TRIES = 20
"""An unknown number of tries is sought up to so many times the greatest count."""


@dataclass(frozen=True, slots=True)
class CountLaw(Law):
    """One family of counts; with `positive`, only what is above 0 of it is seen."""

    name: str
    k: int
    fitted: Callable[[np.ndarray], np.ndarray]
    made: Callable[[list[float], int], Distribution]
    """Parameters and the count's place -> distribution."""
    limits: Mapping[int, tuple[float, float, str]] = field(default_factory=dict)
    positive: bool = False

    def fit(self, z: np.ndarray) -> np.ndarray:
        """Return the family's own parameters."""
        with np.errstate(all="ignore"):
            return self.fitted(z)

    def _split(self, parameters: np.ndarray) -> list[np.ndarray]:
        return [parameters[:, [i]] for i in range(parameters.shape[1])]

    def _none(self, parameters: np.ndarray) -> np.ndarray:
        """The share of zeros that are not seen."""
        shares = COUNTS[self.name].cdf(np.zeros((len(parameters), 1)), *self._split(parameters))
        return np.where(self.positive, np.minimum(shares, 1 - 1e-12), 0.0)

    def log_density(self, z: np.ndarray, parameters: np.ndarray) -> np.ndarray:
        """Return log probabilities among what is seen."""
        with np.errstate(all="ignore"):
            mass = COUNTS[self.name].log_mass(z, *self._split(parameters))
            return mass - np.log1p(-self._none(parameters))

    def cdf(self, z: np.ndarray, parameters: np.ndarray) -> np.ndarray:
        """Return the shares among what is seen."""
        none = self._none(parameters)
        with np.errstate(all="ignore"):
            shares = COUNTS[self.name].cdf(np.maximum(z, 0.0), *self._split(parameters))
        return np.where(z < 0, 0.0, np.clip((shares - none) / (1 - none), 0, 1))

    def below(self, z: np.ndarray, parameters: np.ndarray) -> np.ndarray:
        """Return the shares below."""
        return self.cdf(z - 1, parameters)

    def draw(self, rng: np.random.Generator, parameters: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        """Return draws; zeros that are not seen are drawn again."""
        found = COUNTS[self.name].draw(rng, size, *parameters).astype(float)
        for _ in range(10_000 if self.positive else 0):
            none = np.flatnonzero(found.ravel() == 0)
            if not len(none):
                break
            found.ravel()[none] = COUNTS[self.name].draw(rng, len(none), *parameters)
        return np.maximum(found, 1.0) if self.positive else found

    def at_bound(self, parameters: np.ndarray) -> str:
        """Return the first parameter within a thousandth of its bounds."""
        for column, (low, high, called) in self.limits.items():
            value = float(parameters[column])
            if value <= low * 1.001 or value >= high * 0.999:
                return f"its {called} stops at the bound of {value:.4g}"
        return ""

    def build(self, parameters: np.ndarray, frame: Frame) -> Distribution:
        """Return the distribution, from the frame's shift on."""
        place = round(frame.shift)
        made = self.made([float(each) for each in parameters], place)
        return Truncated(made, place + 1) if self.positive else made


def _poisson(z: np.ndarray) -> np.ndarray:
    return np.maximum(z.mean(axis=1, keepdims=True), 1e-9)


def _positive_poisson(z: np.ndarray) -> np.ndarray:
    mean = np.maximum(z.mean(axis=1, keepdims=True), 1 + 1e-9)
    rate = mean.copy()
    for _ in range(60):  # mean = rate / (1 - exp(-rate)), by Newton
        seen = -np.expm1(-rate)
        slope = (seen - rate * np.exp(-rate)) / seen**2
        rate = np.maximum(rate - (rate / seen - mean) / slope, 1e-9)
    return rate


def _geometric(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.maximum(z.mean(axis=1, keepdims=True), 1e-9))


def _positive_geometric(z: np.ndarray) -> np.ndarray:
    return 1 / np.maximum(z.mean(axis=1, keepdims=True), 1 + 1e-9)


def _negative_binomial(positive: bool) -> Callable[[np.ndarray], np.ndarray]:
    def likelihood(rows: np.ndarray, at: np.ndarray) -> np.ndarray:
        mean, size = np.exp(at[:, [0]]), np.exp(at[:, [1]])
        mass = COUNTS["negativebinomial"].log_mass(rows[..., 0], mean, size)
        none = COUNTS["negativebinomial"].log_mass(np.zeros_like(mean), mean, size) if positive else -np.inf
        return ((mass - np.log1p(-np.exp(none))) * rows[..., 1]).sum(axis=1)

    def fitted(z: np.ndarray) -> np.ndarray:
        mean, spread = z.mean(axis=1), z.var(axis=1)
        size = np.where(spread > 1.01 * mean, mean**2 / np.maximum(spread - mean, 1e-9), 100.0)
        start = np.log(np.stack([np.maximum(mean, 1e-6), np.clip(size, 1e-2, 1e4)], axis=1))
        ends = np.array([-15.0, np.log(1e-3)]), np.array([40.0, np.log(1e5)])
        return np.exp(climb(likelihood, _tallied(z), start, *ends))

    return fitted


def _tallied(z: np.ndarray) -> np.ndarray:
    """Return values and how often each occurs, (B, u, 2): where counts are small, far fewer than samples."""
    most = int(z.max())
    if most >= z.shape[1]:
        return np.stack([z, np.ones_like(z)], axis=-1)
    cells = (z.astype(np.int64) + np.arange(len(z))[:, None] * (most + 1)).ravel()
    often = np.bincount(cells, minlength=len(z) * (most + 1)).reshape(len(z), most + 1)
    return np.stack([np.broadcast_to(np.arange(most + 1.0), often.shape), often], axis=-1)


def _tries(z: np.ndarray) -> np.ndarray:
    """Fit an unknown number of tries: the most likely of the whole numbers from the greatest count on."""
    tallied, mean = _tallied(z), z.mean(axis=1)
    most = max(int(z.max()), 1)
    tries = np.unique(np.rint(np.geomspace(most, most * _MOST_TRIES, 400)))
    value, often = tallied[..., 0], tallied[..., 1]
    likelihood = np.empty((len(z), len(tries)))
    for i, n in enumerate(tries):
        choose = sp.gammaln(n + 1) - sp.gammaln(n - np.minimum(value, n) + 1)
        p = np.clip(mean / n, 1e-12, 1 - 1e-12)
        rest = z.shape[1] * (mean * np.log(p) + (n - mean) * np.log1p(-p))
        likelihood[:, i] = np.where(z.max(axis=1) <= n, (choose * often).sum(axis=1) + rest, -np.inf)
    best = tries[likelihood.argmax(axis=1)]
    return np.stack([best, np.clip(mean / best, 1e-12, 1 - 1e-12)], axis=1)


def binomial_of(tries: int | None, greatest: int) -> CountLaw:
    """Return the binomial law of a known number of tries, or of one to be found."""

    def known(z: np.ndarray) -> np.ndarray:
        p = np.clip(z.mean(axis=1) / (tries or 1), 1e-12, 1 - 1e-12)
        return np.stack([np.full(len(z), float(tries or 1)), p], axis=1)

    def made(parameters: list[float], low: int) -> Distribution:
        return Binomial(round(parameters[0]), parameters[1], low)

    if tries is not None:
        return CountLaw("binomial", 1, known, made)
    limits = {0: (0.0, float(greatest * _MOST_TRIES), "number of tries")}
    return CountLaw("binomial", 2, _tries, made, limits)


def integers_between(width: int | None) -> CountLaw:
    """Return the uniform law of 0 to a known width, or to the greatest count."""

    def fitted(z: np.ndarray) -> np.ndarray:
        return z.max(axis=1, keepdims=True) if width is None else np.full((len(z), 1), float(width))

    return CountLaw(
        "integers", 0 if width is not None else 1, fitted, lambda p, low: Integers(low, low + round(p[0]))
    )  # fmt: skip


_SIZE = {1: (1e-3, 1e5, "size")}


def counts_from(positive: bool) -> tuple[CountLaw, ...]:
    """Return the laws of counts without an end; with `positive`, of the counts above 0 alone."""
    return (
        CountLaw(
            "poisson", 1, _positive_poisson if positive else _poisson,
            lambda p, low: Poisson(p[0], max(10**6, int(p[0] * 10)), low), {0: (1e-8, 1e12, "mean")}, positive,
        ),
        CountLaw(
            "geometric", 1, _positive_geometric if positive else _geometric,
            lambda p, low: Geometric(p[0], low), {0: (1e-9, 1.0, "probability")}, positive,
        ),
        CountLaw(
            "negativebinomial", 2, _negative_binomial(positive),
            lambda p, low: NegativeBinomial(p[0], p[1], low), _SIZE, positive,
        ),
    )  # fmt: skip
