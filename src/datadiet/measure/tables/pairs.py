"""Pair trends: do each two columns go together as they do in reality?"""

from dataclasses import dataclass

import numpy as np

from datadiet.errors import TooFewSamples
from datadiet.measure.tables.association import Columns, told_apart
from datadiet.measure.tables.resampling import LIMIT, Interval, around, spread

__all__ = ["Pairs", "pair_trends", "pairs"]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """How alike the associations of columns are: 0 to 1, higher is better."""

    score: float
    """Mean over the pairs of 1 - |difference| / 2."""
    interval: Interval
    real: np.ndarray
    """(d, d) associations."""
    synthetic: np.ndarray


def pairs(real: np.ndarray, synthetic: np.ndarray, levels: np.ndarray, *, rng: np.random.Generator) -> Pairs:
    """Compare the association of each two columns; see `Columns` for what it is.

    Args:
        real: (n_r, d) values.
        synthetic: (n_s, d) values.
        levels: (d,) levels of each column, 0 for numbers.
        rng: draws the rows of the bootstrap, which gives the interval.

    Raises:
        TooFewSamples: a side has fewer than three rows, or there are fewer than two columns.

    Source: definitions, section 6.
    """
    if min(len(real), len(synthetic)) < 3 or len(levels) < 2:
        raise TooFewSamples(
            f"{len(real)} real and {len(synthetic)} synthetic rows of {len(levels)} columns",
            expected="at least three rows a side and two columns",
        )
    kept = told_apart(real, synthetic, levels)
    sides = Columns.of(real, levels, kept), Columns.of(synthetic, levels, kept)
    found = tuple(side.associations() for side in sides)
    upper = np.triu_indices(len(levels), 1)
    few = tuple(side.rows(_few(len(side.ranks), rng)) for side in sides)

    def alike(first: np.ndarray, second: np.ndarray) -> float:
        return float(1 - np.abs(first - second)[upper].mean() / 2)

    error = spread(
        lambda left, right: alike(few[0].associations(left), few[1].associations(right)),
        (len(few[0].ranks), len(few[1].ranks)),
        rng=rng,
    )
    error *= (min(len(few[0].ranks), len(few[1].ranks)) / min(len(real), len(synthetic))) ** 0.5
    score = alike(*found)
    return Pairs(score, around(score, error), *found)


def _few(n: int, rng: np.random.Generator) -> np.ndarray:
    return np.arange(n) if n <= LIMIT else np.sort(rng.choice(n, LIMIT, replace=False))


def pair_trends(real: np.ndarray, synthetic: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Return 1 - |difference of association| / 2 of each pair of columns, in the order of `np.triu_indices(d, 1)`."""
    kept = told_apart(real, synthetic, levels)
    found = [Columns.of(side, levels, kept).associations() for side in (real, synthetic)]
    return np.asarray(1 - np.abs(found[0] - found[1])[np.triu_indices(len(levels), 1)] / 2)
