"""Outliers: are rows as far out as reality's as frequent as they are in reality? Neither lost nor invented."""

from dataclasses import dataclass

import numpy as np

from datadiet.errors import TooFewSamples
from datadiet.measure.neighbours import nearest
from datadiet.measure.tables.resampling import DRAWS, Interval, around

__all__ = ["RIGHT", "Outliers", "outliers"]

RIGHT = 0.05
"""The share of held-out rows that lies beyond the threshold, by which it is set."""
_K = 5
LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Outliers:
    """How many rows lie far out."""

    rate: float
    """Share of synthetic rows beyond the threshold: .05 is right, 0 means that the tails were lost."""
    interval: Interval
    n: int
    """Synthetic rows that were looked at."""
    held_out: int


def outliers(train: np.ndarray, holdout: np.ndarray, synthetic: np.ndarray, *, rng: np.random.Generator) -> Outliers:
    """Count synthetic rows that lie farther from the training rows than 95 % of held-out rows do.

    Far is the mean distance to the five nearest training rows. The interval is of the bootstrap, which draws held-out
    rows (and with them the threshold) and synthetic rows.

    Args:
        train: (n_t, D) vectors.
        holdout: (n_h, D) vectors of real rows that are not among them.
        synthetic: (n_s, D) vectors.
        rng: draws rows where there are more than 20,000 of a side, and the bootstrap.

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
    rate = _beyond(real, made)
    draws = [_beyond(rng.choice(real, len(real)), rng.choice(made, len(made))) for _ in range(DRAWS)]
    # A rate of 0 or 1 does not move in the bootstrap: the least is the spread of the binomial (rule of succession).
    smooth = (rate * len(made) + 1) / (len(made) + 2)
    least = (smooth * (1 - smooth) / len(made)) ** 0.5
    return Outliers(rate, around(rate, max(float(np.std(draws, ddof=1)), least)), len(made), len(real))


def _far(rows: np.ndarray, base: np.ndarray) -> np.ndarray:
    return np.asarray(nearest(rows, base, k=_K)[1], float).mean(axis=1)


def _beyond(real: np.ndarray, made: np.ndarray) -> float:
    return float(np.mean(made > np.quantile(real, 1 - RIGHT)))


def _some(rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    few = rows if len(rows) <= LIMIT else rows[rng.choice(len(rows), LIMIT, replace=False)]
    return np.ascontiguousarray(few, np.float32)
