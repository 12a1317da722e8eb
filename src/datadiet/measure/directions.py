"""One direction of mixing with everything it is read beside: its interval, its null and its p-value."""

from dataclasses import dataclass

import numpy as np

from datadiet.measure.interval import Spread, directional_interval
from datadiet.measure.mixing import chance
from datadiet.measure.permutation import Null, two_sided

__all__ = ["Direction", "directions"]

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Direction:
    """How often one side's neighbour is from the other, over what chance gives."""

    score: float
    share: float
    """The same before it is divided by chance."""
    interval: Interval
    null: Interval
    """0.5th and 99.5th permutation percentile."""
    p: float
    """Two-sided permutation p-value."""

    @property
    def high(self) -> bool:
        """More than chance gives."""
        return self.score > self.null[1]

    @property
    def low(self) -> bool:
        """Less than chance gives."""
        return self.score < self.null[0]


def directions(
    scores: np.ndarray, null: Null, known: Spread | None, *, groups: tuple[int, int]
) -> tuple[Direction, Direction]:
    """Return both directions, synthetic to real first.

    Args:
        scores: (M, 2) S_s and S_r of each subsample.
        null: the same under permutation.
        known: their variance, where it is known.
        groups: how many the real and the synthetic side have.
    """
    variances = (known.synthetic_to_real, known.real_to_synthetic) if known else (None, None)
    to_real, to_synthetic = (
        _direction(drawn, medians, means, variance, null.m, groups)
        for drawn, medians, means, variance in zip(scores.T, null.median, null.mean, variances, strict=True)
    )
    return to_real, to_synthetic


def _direction(
    drawn: np.ndarray, medians: np.ndarray, means: np.ndarray, variance: float | None, m: int, groups: tuple[int, int]
) -> Direction:
    score = float(np.median(drawn))
    low, high = np.percentile(medians, [0.5, 99.5])
    return Direction(
        score=score,
        share=score * chance(m),
        interval=directional_interval(score, variance, m, groups),
        null=(float(low), float(high)),
        p=two_sided(score, float(drawn.mean()), medians, means),
    )
