"""The alternatives that a value of a column may have come from, of which some are spread about a mean."""

import warnings
from dataclasses import dataclass, field

import numpy as np
from scipy.special import logsumexp, ndtr, ndtri

from datadiet.distributions.fitting.columns import read_column
from datadiet.distributions.fitting.masses import few_values, split_masses
from datadiet.schema import NUMBERS, Column
from datadiet.schema.steps import on_step

__all__ = ["Block", "block_of"]

MODES = 10
"""Gaussian modes of a column, at most."""
LEVELS = 64
"""Levels that are alternatives of their own; rarer ones share one."""
_LEAST_WEIGHT = 0.005
_LEAST_NOISE = 0.01
_LIMIT = 20_000
"""Rows that modes are found from."""
_EDGE = 1e-6
_OUTER = 10
"""Outermost values by which it is judged how far new ones may go."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The alternatives of one column: levels, values with a mass of their own, Gaussian modes, and `missing`."""

    values: np.ndarray
    """(k,) the level, the value, the mean of the mode; NaN for missing, infinity for one of the rare levels."""
    spreads: np.ndarray
    """(k,) standard deviations of modes, 0 for what is a single value."""
    shares: np.ndarray
    """(k,) of real rows."""
    step: float | None = None
    low: float = -np.inf
    high: float = np.inf
    rare: np.ndarray = field(default_factory=lambda: np.empty((0, 2)))
    """(r, 2) the rare levels, and up to which share of their rows each goes."""

    def allowed(self, values: np.ndarray) -> np.ndarray:
        """Return (n, k): which alternatives a value may have come from.

        A number that is no mass may come from any mode, a level without an alternative is a rare one.
        """
        same = (values[:, None] == self.values) | (np.isnan(values)[:, None] & np.isnan(self.values))
        same &= self.spreads == 0
        return np.where(same.any(axis=1, keepdims=True), same, (self.spreads > 0) | np.isinf(self.values))

    def places(self, values: np.ndarray) -> np.ndarray:
        """Return (n, k): how many standard deviations from the mean of each mode; 0 for what is no mode."""
        spread = self.spreads > 0
        away = (values[:, None] - np.where(spread, self.values, 0)) / np.where(spread, self.spreads, 1)
        return np.where(spread & ~np.isnan(away), away, 0)

    def responsibilities(self, values: np.ndarray) -> np.ndarray:
        """Return (n, k): the probability of each alternative, given the value."""
        log = np.log(np.maximum(self.shares, 1e-300)) - np.log(np.where(self.spreads > 0, self.spreads, 1))
        log = np.where(self.allowed(values), log - self.places(values) ** 2 / 2, -np.inf)
        return np.exp(log - logsumexp(log, axis=1, keepdims=True))

    def scores(self, values: np.ndarray) -> np.ndarray:
        """Return (n,): the normal score of a number among all, 0 where it is missing."""
        known = ~np.isnan(self.values)
        x = np.where(np.isnan(values), 0, values)[:, None]
        spread = np.where(self.spreads > 0, self.spreads, 1)
        below = np.where(self.spreads > 0, ndtr((x - self.values) / spread), (x > self.values) + (x == self.values) / 2)
        share = (below[:, known] @ self.shares[known]) / max(self.shares[known].sum(), _EDGE)
        return np.where(np.isnan(values), 0, ndtri(np.clip(share, _EDGE, 1 - _EDGE)))

    def decoded(self, chosen: np.ndarray, away: np.ndarray, share: np.ndarray) -> np.ndarray:
        """Return (n,) values.

        Args:
            chosen: (n,) alternatives.
            away: (n,) standard deviations from the mean, for modes.
            share: (n,) from 0 to 1: up to which a rare level is taken, among them all.
        """
        made = self.values[chosen] + self.spreads[chosen] * away
        if not (self.spreads > 0).any():
            rare = np.isinf(made)
            if rare.any():
                last = len(self.rare) - 1
                made[rare] = self.rare[np.minimum(np.searchsorted(self.rare[:, 1], share[rare]), last), 0]
            return made
        there = ~np.isnan(made)
        if self.step:
            made[there] = on_step(made[there], self.step)
        return np.clip(made, self.low, self.high)

    @property
    def least_noise(self) -> np.ndarray:
        """(k,) The spread about a predicted place that no network may claim to know better: that of rounding."""
        rounding = (self.step or 0) / 12**0.5 / np.where(self.spreads > 0, self.spreads, 1)
        return np.clip(rounding, _LEAST_NOISE, 1)


def block_of(column: Column, values: np.ndarray, rng: np.random.Generator) -> Block:
    """Find the alternatives of a column.

    Args:
        column: what it is.
        values: (n,) of it, one or more, NaN where missing.
        rng: seeds the search for modes.
    """
    there = values[~np.isnan(values)]
    rare = np.empty((0, 2))
    if column.kind not in NUMBERS or not there.size:
        single, counts, rare = _levels(there)
        spreads = np.zeros(len(single))
    else:
        single, counts, spreads = _number(column, there, rng)
    gone = [np.nan] if there.size < len(values) else []
    missing = [len(values) - there.size] if gone else []
    number = column.kind in NUMBERS and there.size > 0
    low, high = _reach(column, there) if number else (-np.inf, np.inf)
    return Block(
        np.concatenate([single, gone]).astype(float),
        np.concatenate([spreads, np.zeros(len(gone))]),
        np.concatenate([counts, missing]) / len(values),
        column.step if number else None,
        low,
        high,
        rare,
    )


def _reach(column: Column, there: np.ndarray) -> tuple[float, float]:
    """Return how far a column may go: to its bounds, and beyond its values no farther than the outermost ten spread.

    A mode is a whole Gaussian, also where the values thin out sooner than it does.
    """
    ordered = np.sort(there)
    at = min(_OUTER, len(ordered)) - 1
    low, high = 2 * ordered[0] - ordered[at], 2 * ordered[-1] - ordered[-1 - at]
    low = low if column.low is None else max(low, column.low)
    return float(low), float(high if column.high is None else min(high, column.high))


def _levels(there: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return levels, their counts, and the rare ones that share an alternative."""
    codes, counts = np.unique(there, return_counts=True)
    if len(codes) <= LEVELS:
        return codes, counts, np.empty((0, 2))
    order = np.argsort(-counts, kind="stable")
    kept, rest = np.sort(order[: LEVELS - 1]), np.sort(order[LEVELS - 1 :])
    upto = np.cumsum(counts[rest]) / counts[rest].sum()
    single, often = np.append(codes[kept], np.inf), np.append(counts[kept], counts[rest].sum())
    return single, often, np.column_stack([codes[rest], upto])


def _number(column: Column, there: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return single values and the means of modes, how many rows each has, and spreads, 0 for single values."""
    read = read_column(there, (column.low, column.high), None)
    masses, rest = few_values(read), np.empty(0)
    if not masses:
        masses, rest = split_masses(read)
    if rest.size and len(np.unique(rest)) <= 2:  # nothing that a mode could be about
        rest = np.empty(0)
    single, counts = np.unique(there[~np.isin(there, rest)], return_counts=True)
    if not rest.size:
        return single, counts, np.zeros(len(single))
    means, spreads, weights = _mixture(rest, rng)
    return (
        np.concatenate([single, means]),
        np.concatenate([counts, len(rest) * weights]),
        np.concatenate([np.zeros(len(single)), spreads]),
    )


def _mixture(values: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    from sklearn.mixture import BayesianGaussianMixture

    few = values if len(values) <= _LIMIT else rng.choice(values, _LIMIT, replace=False)
    middle, scale = float(few.mean()), float(few.std())
    k = min(MODES, max(1, len(few) // 20))
    model = BayesianGaussianMixture(
        n_components=k,
        weight_concentration_prior=1e-3,
        max_iter=200,
        covariance_prior=[[0.01]],  # the default, the variance of all, would widen narrow modes
        reg_covar=1e-4,
        random_state=int(rng.integers(2**31)),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a search that has not quite ended is good enough to normalise with
        model.fit(((few - middle) / scale)[:, None])
    order = np.argsort(model.means_[:, 0])
    order = order[model.weights_[order] > _LEAST_WEIGHT]
    weights = model.weights_[order] / model.weights_[order].sum()
    return middle + scale * model.means_[order, 0], scale * np.sqrt(model.covariances_[order, 0, 0]), weights
