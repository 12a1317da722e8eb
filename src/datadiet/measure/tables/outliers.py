"""Outliers: are rows as far out as reality's as frequent as they are in reality? Neither lost nor invented."""

from dataclasses import dataclass

import numpy as np

from datadiet.errors import TooFewSamples
from datadiet.measure.neighbours import nearest
from datadiet.measure.tables.resampling import Interval

__all__ = ["RIGHT", "SURE", "Outliers", "outliers"]

RIGHT = 0.05
"""The share of held-out rows that lies beyond the threshold, by which it is set."""
SURE = 0.99
"""How sure it must be that the share is another one before it is called lost or too great: a table has ten figures,
of which hardly one in twenty perfect tables should have one called wrong."""
_K = 5
_DRAWS = 4_000
LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Outliers:
    """How many rows lie far out."""

    rate: float
    """Share of synthetic rows beyond the threshold: .05 is right, 0 means that the tails were lost."""
    interval: Interval
    """95 %."""
    sure: Interval
    """99 %."""
    n: int
    """Synthetic rows that were looked at."""
    held_out: int


def outliers(train: np.ndarray, holdout: np.ndarray, synthetic: np.ndarray, *, rng: np.random.Generator) -> Outliers:
    """Count synthetic rows that lie farther from the training rows than 95 % of held-out rows do.

    Far is the mean distance to the five nearest training rows. The threshold is an order statistic of the held-out
    rows, so that the share of new real rows beyond it follows a beta distribution, whatever the law of the distances;
    that of synthetic rows has one, too. The intervals are of the one over the other, times .05: of few held-out rows
    the threshold is known badly, and rates of .15 are no wonder.

    Args:
        train: (n_t, D) vectors.
        holdout: (n_h, D) vectors of real rows that are not among them.
        synthetic: (n_s, D) vectors.
        rng: draws rows where there are more than 20,000 of a side, and the intervals.

    Raises:
        TooFewSamples: fewer than 20 held-out or 2 synthetic rows, or no more than five training rows.

    Source: definitions, section 6; the distance is that of Ramaswamy et al. 2000, averaged.
    """
    if len(holdout) < 20 or len(synthetic) < 2 or len(train) <= _K:
        raise TooFewSamples(
            f"{len(train)} training, {len(holdout)} held-out and {len(synthetic)} synthetic rows",
            expected=f"at least {_K + 1}, 20 and 2",
        )
    base = _some(train, rng)
    real, made = _far(_some(holdout, rng), base), _far(_some(synthetic, rng), base)
    n, m = len(made), len(real)
    rank = min(int(np.ceil((1 - RIGHT) * (m + 1))), m)
    hits = int((made > np.sort(real)[rank - 1]).sum())
    ratios = rng.beta(hits + 0.5, n - hits + 0.5, _DRAWS) / rng.beta(m + 1 - rank, rank, _DRAWS)
    interval, sure = (_between(RIGHT * ratios, level) for level in (0.95, SURE))
    return Outliers(hits / n, interval, sure, n, m)


def _between(draws: np.ndarray, level: float) -> Interval:
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(min(high, 1.0))


def _far(rows: np.ndarray, base: np.ndarray) -> np.ndarray:
    return np.asarray(nearest(rows, base, k=_K)[1], float).mean(axis=1)


def _some(rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    few = rows if len(rows) <= LIMIT else rows[rng.choice(len(rows), LIMIT, replace=False)]
    return np.ascontiguousarray(few, np.float32)
