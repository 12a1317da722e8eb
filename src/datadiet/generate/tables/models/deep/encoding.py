"""Columns as networks see them: each value is one of several alternatives, some of which are spread about a mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from scipy.special import logsumexp, ndtr, ndtri

from datadiet.distributions.fitting.columns import read_column
from datadiet.distributions.fitting.masses import few_values, split_masses
from datadiet.errors import DataError
from datadiet.generate.tables.models.contract import Arrays
from datadiet.schema import NUMBERS, Coded, Column
from datadiet.schema.steps import on_step

__all__ = ["Block", "Encoding"]

MODES = 10
"""Gaussian modes of a column, at most."""
_LEAST_WEIGHT = 0.005
_LEAST_NOISE = 0.01
_LIMIT = 20_000
"""Rows that modes are found from."""
_EDGE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The alternatives of one column: levels, values with a mass of their own, Gaussian modes, and `missing`."""

    values: np.ndarray
    """(k,) the level, the value, the mean of the mode; NaN for missing."""
    spreads: np.ndarray
    """(k,) standard deviations of modes, 0 for what is a single value."""
    shares: np.ndarray
    """(k,) of real rows."""
    step: float | None = None
    low: float = -np.inf
    high: float = np.inf

    def allowed(self, values: np.ndarray) -> np.ndarray:
        """Return (n, k): which alternatives a value may have come from; a number that is no mass, from any mode."""
        same = (values[:, None] == self.values) | (np.isnan(values)[:, None] & np.isnan(self.values))
        same &= self.spreads == 0
        return np.where(same.any(axis=1, keepdims=True), same, self.spreads > 0)

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

    def decoded(self, chosen: np.ndarray, away: np.ndarray) -> np.ndarray:
        """Return (n,) values: of alternative `chosen` (n,), `away` (n,) standard deviations from its mean."""
        made = self.values[chosen] + self.spreads[chosen] * away
        if not (self.spreads > 0).any():
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


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """The alternatives of all columns, one after another: `width` of them."""

    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]

    @classmethod
    def of(cls, rows: Coded, *, rng: np.random.Generator) -> Self:
        """Find the alternatives of each column.

        Args:
            rows: one or more.
            rng: seeds the search for modes.

        Source: Xu, Skoularidou, Cuesta-Infante & Veeramachaneni 2019 (mode-specific normalisation).
        """
        return cls(rows.columns, tuple(_block(*one, rng) for one in zip(rows.columns, rows.values.T, strict=True)))

    @property
    def slices(self) -> tuple[slice, ...]:
        """Where the alternatives of each column are."""
        ends = np.cumsum([len(block.values) for block in self.blocks]).tolist()
        return tuple(slice(start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True))

    @property
    def width(self) -> int:
        """How many alternatives there are."""
        return sum(len(block.values) for block in self.blocks)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Columns of which some alternative is spread."""
        return tuple(j for j, block in enumerate(self.blocks) if (block.spreads > 0).any())

    @property
    def randoms(self) -> int:
        """How many normal numbers make a row of what a network says: one a choice, one more where values spread."""
        return len(self.blocks) + len(self.numbers)

    def each(self, name: str, values: np.ndarray) -> np.ndarray:
        """Return (n, width): `allowed`, `places` or `responsibilities` of all columns."""
        return np.concatenate([getattr(b, name)(v) for b, v in zip(self.blocks, values.T, strict=True)], axis=1)

    def inputs(self, values: np.ndarray) -> np.ndarray:
        """Return (n, width + numbers) float32: which alternative each value is of, and the normal scores of numbers."""
        scores = [self.blocks[j].scores(values[:, j])[:, None] for j in self.numbers]
        return np.concatenate([self.each("responsibilities", values), *scores], axis=1).astype(np.float32)

    def flat(self, name: str) -> np.ndarray:
        """Return (width,): `values`, `spreads`, `shares` or `least_noise` of all columns."""
        return np.concatenate([getattr(block, name) for block in self.blocks])

    def decoded(self, logits: np.ndarray, away: np.ndarray, noise: np.ndarray, random: np.ndarray) -> np.ndarray:
        """Return (n, d) values.

        Args:
            logits: (n, width) log odds of the alternatives.
            away: (n, width) where in its mode a value lies.
            noise: (width,) how far about that it is spread.
            random: (n, randoms) standard normal numbers: what chooses, and then what spreads.
        """
        made = np.empty((len(logits), len(self.blocks)))
        extra = {j: len(self.blocks) + at for at, j in enumerate(self.numbers)}
        rows = np.arange(len(logits))
        for j, (block, where) in enumerate(zip(self.blocks, self.slices, strict=True)):
            chosen = _chosen(logits[:, where], random[:, j])
            at = away[:, where][rows, chosen]
            if j in extra:
                at = at + noise[where][chosen] * random[:, extra[j]]
            made[:, j] = block.decoded(chosen, at)
        return made

    def dump(self) -> tuple[list[dict[str, Any]], dict[str, np.ndarray]]:
        """Return it as facts for JSON and named arrays."""
        facts = [{"k": len(block.values), "step": block.step, **_ends(block)} for block in self.blocks]
        return facts, {f"encoding.{name}": self.flat(name) for name in ("values", "spreads", "shares")}

    @classmethod
    def load(cls, columns: tuple[Column, ...], facts: Sequence[Mapping[str, Any]], arrays: Arrays) -> Self:
        """Return what `dump` took apart; DataError, KeyError, TypeError or ValueError where it does not fit."""
        parts = [np.asarray(arrays[f"encoding.{name}"], float) for name in ("values", "spreads", "shares")]
        ends = np.cumsum([int(one["k"]) for one in facts])
        if len(facts) != len(columns) or any(part.shape != (ends[-1],) for part in parts):
            raise DataError(f"alternatives of {len(facts)} columns", expected=f"those of {len(columns)} columns")
        blocks = []
        for one, values, spreads, shares in zip(facts, *(np.split(part, ends[:-1]) for part in parts), strict=True):
            low = -np.inf if one["low"] is None else float(one["low"])
            high = np.inf if one["high"] is None else float(one["high"])
            blocks.append(Block(values, spreads, shares, one["step"], low, high))
        return cls(columns, tuple(blocks))


def _ends(block: Block) -> dict[str, float | None]:
    return {name: end if np.isfinite(end) else None for name, end in (("low", block.low), ("high", block.high))}


def _chosen(logits: np.ndarray, random: np.ndarray) -> np.ndarray:
    """Return (n,) alternatives, each with its probability: the one in which the share of a normal number falls."""
    odds = np.cumsum(np.exp(logits - logits.max(axis=1, keepdims=True)), axis=1)
    return np.minimum((ndtr(random)[:, None] * odds[:, -1:] > odds).sum(axis=1), logits.shape[1] - 1)


def _block(column: Column, values: np.ndarray, rng: np.random.Generator) -> Block:
    there = values[~np.isnan(values)]
    if column.kind in NUMBERS and there.size:
        single, counts, means, spreads, weights = _modes(column, there, rng)
    else:
        single, counts = np.unique(there, return_counts=True)
        means = spreads = weights = np.empty(0)
    gone = [np.nan] if there.size < len(values) else []
    missing = [len(values) - there.size] if gone else []
    shares = np.concatenate([counts, (there.size - counts.sum()) * weights, missing]) / len(values)
    low = -np.inf if column.low is None or column.kind not in NUMBERS else column.low
    high = np.inf if column.high is None or column.kind not in NUMBERS else column.high
    return Block(
        np.concatenate([single, means, gone]).astype(float),
        np.concatenate([np.zeros(len(single)), spreads, np.zeros(len(gone))]),
        shares,
        column.step if column.kind in NUMBERS else None,
        low,
        high,
    )


def _modes(column: Column, there: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Return masses and their counts, and means, spreads and weights of the modes of what remains."""
    support = (column.low, column.high)
    read = read_column(there, support, None)
    masses, rest = few_values(read), np.empty(0)
    if not masses:
        masses, rest = split_masses(read)
    if rest.size and len(np.unique(rest)) <= 2:  # nothing that a mode could be about
        rest = np.empty(0)
    single, counts = np.unique(there[~np.isin(there, rest)], return_counts=True)
    if not rest.size:
        return single, counts, *(np.empty(0),) * 3
    return single, counts, *_mixture(rest, rng)


def _mixture(values: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    import warnings

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
