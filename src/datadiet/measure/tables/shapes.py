"""Column shapes: does each column, looked at alone, have the distribution that it has in reality?"""

from dataclasses import dataclass

import numpy as np

from datadiet.errors import TooFewSamples
from datadiet.measure.tables.resampling import LIMIT, Interval, around, spread

__all__ = ["Shapes", "column_shapes", "shapes"]


@dataclass(frozen=True, slots=True)
class Shapes:
    """How alike the columns are, each alone: 0 disjoint, 1 alike; higher is better."""

    score: float
    """Mean over the columns."""
    interval: Interval
    columns: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Ordered:
    """A column of both sides, sorted together, so that any weighting of the rows is one pass."""

    side: np.ndarray
    """(n_r + n_s,) +1 for a real row, -1 for a synthetic one, in sorted order."""
    row: np.ndarray
    """(n_r + n_s,) its number within its side."""
    last: np.ndarray
    """The last place of each value."""
    category: bool

    def distance(self, real: np.ndarray, synthetic: np.ndarray) -> float:
        """Return Kolmogorov-Smirnov's distance, or for levels the total variation, of weighted rows."""
        share = np.where(
            self.side > 0,
            real[np.minimum(self.row, len(real) - 1)] / real.sum(),
            -synthetic[np.minimum(self.row, len(synthetic) - 1)] / synthetic.sum(),
        )
        steps = np.cumsum(share)[self.last]
        return float(np.abs(np.diff(steps, prepend=0)).sum() / 2 if self.category else np.abs(steps).max())


def shapes(real: np.ndarray, synthetic: np.ndarray, levels: np.ndarray, *, rng: np.random.Generator) -> Shapes:
    """Compare columns one at a time: 1 - Kolmogorov-Smirnov's distance, or 1 - total variation of levels.

    A missing value is a level of its own, and lies below all numbers, so that a wrong share of missing values counts.

    Args:
        real: (n_r, d) values.
        synthetic: (n_s, d) values.
        levels: (d,) levels of each column, 0 for numbers.
        rng: draws the rows of the bootstrap, which gives the interval.

    Raises:
        TooFewSamples: a side has no row, or there is no column.

    Source: definitions, section 6; shapes of SDMetrics.
    """
    each = column_shapes(real, synthetic, levels)
    few_real, few = _few(real, rng), _few(synthetic, rng)
    ordered = [_ordered(few_real[:, j], few[:, j], bool(levels[j])) for j in range(len(levels))]
    error = spread(
        lambda left, right: float(np.mean([one.distance(left, right) for one in ordered])),
        (len(few_real), len(few)),
        rng=rng,
    )
    error *= (min(len(few_real), len(few)) / min(len(real), len(synthetic))) ** 0.5
    score = float(np.mean(each))
    return Shapes(score, around(score, error), each)


def column_shapes(real: np.ndarray, synthetic: np.ndarray, levels: np.ndarray) -> tuple[float, ...]:
    """Return how alike each column is: 0 disjoint, 1 alike. See `shapes`."""
    if not (len(real) and len(synthetic) and len(levels)):
        raise TooFewSamples(
            f"{len(real)} real and {len(synthetic)} synthetic rows of {len(levels)} columns",
            expected="at least one row a side and one column",
        )
    ones = np.ones(len(real)), np.ones(len(synthetic))
    return tuple(1 - _ordered(real[:, j], synthetic[:, j], bool(levels[j])).distance(*ones) for j in range(len(levels)))


def _few(side: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return side if len(side) <= LIMIT else side[np.sort(rng.choice(len(side), LIMIT, replace=False))]


def _ordered(real: np.ndarray, synthetic: np.ndarray, category: bool) -> _Ordered:
    pooled = np.concatenate([real, synthetic])
    pooled = np.where(np.isnan(pooled), -np.inf, pooled)
    order = np.argsort(pooled, kind="stable")
    sorted_values = pooled[order]
    last = np.append(np.flatnonzero(sorted_values[1:] != sorted_values[:-1]), len(pooled) - 1)
    side = np.where(order < len(real), 1, -1)
    return _Ordered(side, np.where(side > 0, order, order - len(real)), last, category)
