"""How well held-out rows are told from a model's, and what the model has lost."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from datadiet.embed.rows import RowSpace
from datadiet.errors import TooFewSamples
from datadiet.measure.classifier import two_sample_auc
from datadiet.randomness import stream
from datadiet.schema import Coded

__all__ = ["Judge", "halves", "told_collapse"]

FEWEST = 10
LIMIT = 100_000
"""Rows that are learned from, at most: that bounds time and memory."""
TRIED = (2000, 20_000)
"""Rows of a model that are looked through for what it has lost: as many as there are real ones, within these."""
JUDGED = 500
"""Held-out rows that judge, at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """Says how well held-out rows can be told from rows of a model: the mean of a linear and a boosted classifier."""

    space: RowSpace
    held_out: np.ndarray
    """(n, D)"""
    columns: tuple[Any, ...]
    seed: int

    @classmethod
    def of(cls, real: Coded, held_out: Coded, seed: int) -> "Judge":
        """Judge by held-out rows, in the space that the real ones define."""
        space = RowSpace.of(real)
        few = held_out.rows(np.arange(min(len(held_out), JUDGED)))
        return cls(space, space.vectors(few), real.columns, seed)

    def latent(self, dimensions: int) -> np.ndarray:
        """Return the same normal numbers at every look, so that looks differ by the weights alone."""
        return stream(self.seed, "looks").standard_normal((2 * len(self.held_out), dimensions))

    def score(self, values: np.ndarray) -> float:
        """Return .5 where rows of a model cannot be told, 1 where each can."""
        made = self.space.vectors(Coded(self.columns, values))
        areas = [
            two_sample_auc(self.held_out, made, rng=stream(self.seed, kind), kind=kind).score
            for kind in ("linear", "boosting")
        ]
        return float(np.mean([max(area, 1 - area) for area in areas]))


def halves(rows: Coded, rng: np.random.Generator, share: float = 0.2) -> tuple[Coded, Coded]:
    """Return rows to learn from, no more than 100,000, and rows held out: a fifth, no more than 2,000.

    Raises:
        TooFewSamples: fewer than ten rows, or no column.
    """
    if len(rows) < FEWEST or not rows.columns:
        raise TooFewSamples(
            f"{len(rows)} rows of {len(rows.columns)} columns",
            expected=f"at least {FEWEST} rows of one column",
            todo="give more rows, or fit a copula",
        )
    order = rng.permutation(len(rows))
    out = min(max(int(len(rows) * share), 4), 2000)
    return rows.rows(order[out : out + LIMIT]), rows.rows(order[:out])


def told_collapse(
    real: Coded, decode: Callable[[np.ndarray], np.ndarray], dimensions: int, seed: int
) -> tuple[str, ...]:
    """Say in sentences what a model has lost: a level, or all variety.

    Args:
        real: the rows that it was fitted to.
        decode: makes rows of the model from (n, dimensions) normal numbers.
        dimensions: of these.
        seed: of these.
    """
    few, many = TRIED
    made = decode(stream(seed, "tried").standard_normal((min(max(len(real), few), many), dimensions)))
    said: list[str] = []
    for column, old, new in zip(real.columns, real.values.T, made.T, strict=True):
        said += _lost(column, old, new)
    sample = made[:1000]
    distinct = len(np.unique(np.nan_to_num(sample, nan=-1e300), axis=0))
    if distinct <= max(1, len(sample) // 100) < len(np.unique(np.nan_to_num(real.values, nan=-1e300), axis=0)):
        said.append(f"The model has collapsed: {len(sample)} rows of it are only {distinct} different ones.")
    return tuple(said)


def _lost(column: Any, old: np.ndarray, new: np.ndarray) -> list[str]:
    if column.levels:
        codes, counts = np.unique(old[~np.isnan(old)].astype(int), return_counts=True)
        # A level of this share is absent from that many rows once in a thousand times.
        common = codes[counts / len(old) > 7 / len(new)]
        gone = np.setdiff1d(common, new[~np.isnan(new)].astype(int))
        return [f"{column.name}: the level '{column.levels[code]}' is in no row of the model." for code in gone]
    spread, real = (
        np.subtract(*np.quantile(v[~np.isnan(v)], [0.95, 0.05])) if (~np.isnan(v)).any() else 0.0 for v in (new, old)
    )
    return [f"{column.name}: the values of the model hardly differ."] if spread < 0.05 * real else []
