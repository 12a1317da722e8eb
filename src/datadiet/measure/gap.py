"""How far apart are the sets? The score to read when nothing mixes."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from datadiet.errors import TooFewSamples
from datadiet.measure.design import Groups
from datadiet.measure.distances import squared_distances
from datadiet.measure.neighbours import check_vectors

__all__ = ["Gap", "gap"]

LARGEST = 2000
"""Samples a side."""
CONTROLS = 200
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Gap:
    """How far apart the sets are, in units of the spread of the real one: 0 is best, no upper end."""

    score: float
    """May come out a little below 0 where the sets are alike: the estimate is unbiased."""
    interval: Interval
    control: Interval
    """5th and 95th percentile of the same between two halves of the real set."""
    n: int
    """Independent samples a side that were used: the smaller of the two."""


def gap(
    real: np.ndarray,
    synthetic: np.ndarray,
    *,
    rng: np.random.Generator,
    real_groups: np.ndarray | None = None,
    synthetic_groups: np.ndarray | None = None,
) -> Gap:
    """Return (2E|X-Y| - E|X-X'| - E|Y-Y'|) / E|X-X'|, X real and Y synthetic, over distinct groups.

    An effect size: it does not grow with the number of samples. At most 2,000 samples a side are drawn, by groups;
    each group weighs the same. The interval is a jackknife over groups at 95 %.

    Args:
        real: (n_r, D) vectors.
        synthetic: (n_s, D) vectors.
        rng: draws the samples and the halves of the control.
        real_groups: (n_r,) group of each sample; by default each is its own.
        synthetic_groups: (n_s,) likewise.

    Raises:
        EmbeddingError: vectors that are not finite, or of differing dimensions.
        TooFewSamples: fewer than 4 real or 2 synthetic groups, or real samples that are all alike.

    Source: Székely & Rizzo 2013 (energy distance), as a U-statistic.
    """
    real, synthetic = check_vectors(real, synthetic)
    x = _draw(real, Groups.read(real_groups, len(real)), rng)
    y = _draw(synthetic, Groups.read(synthetic_groups, len(synthetic)), rng)
    _check_counts(len(x[1]), len(y[1]))
    within_real, across, within_synthetic = _distances(x, x), _distances(x, y), _distances(y, y)
    unit = _mean(within_real)
    if unit <= 0:
        raise TooFewSamples(
            f"all {len(real)} real samples have the same vector",
            expected="real samples that differ: they are the unit of the gap",
            todo="check that the real files are not copies of one image, or use another embedder",
        )
    value, error = _jackknife(within_real, across, within_synthetic)
    half = float(norm.isf(0.025)) * error
    control = _control(within_real, min(len(x[1]) // 2, len(y[1])), rng) / unit
    low, high = np.percentile(control, [5, 95])
    return Gap(value, (value - half, value + half), (float(low), float(high)), min(len(x[1]), len(y[1])))


def _check_counts(real: int, synthetic: int) -> None:
    if real < 4 or synthetic < 2:
        raise TooFewSamples(
            f"{real} real and {synthetic} synthetic independent samples (groups count once)",
            expected="at least 4 real and 2 synthetic ones",
            todo="add samples, or declare finer groups",
        )


def _draw(vectors: np.ndarray, groups: Groups, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return the drawn vectors, sorted by group, and where each group begins."""
    chosen = rng.permutation(groups.count)[:LARGEST]
    each = LARGEST // max(len(chosen), 1)
    members = [groups.members[groups.start[g] : groups.start[g + 1]] for g in chosen]
    drawn = [m if len(m) <= each else rng.permutation(m)[:each] for m in members]
    start = np.cumsum([0, *(len(m) for m in drawn)])[:-1]
    return vectors[np.concatenate(drawn)] if drawn else vectors[:0], start


def _distances(x: tuple[np.ndarray, np.ndarray], y: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Return the mean distance of each pair of groups."""
    (x_vectors, x_start), (y_vectors, y_start) = x, y
    distance = np.sqrt(squared_distances(x_vectors, y_vectors))
    sums = np.add.reduceat(np.add.reduceat(distance, x_start, axis=0), y_start, axis=1)
    sizes = (np.diff(np.append(start, len(vectors))) for vectors, start in (x, y))
    return sums / np.multiply.outer(*sizes)


def _mean(within: np.ndarray) -> float:
    """Return the mean over pairs of distinct groups."""
    n = len(within)
    return float((within.sum() - np.trace(within)) / (n * (n - 1)))


def _jackknife(within_real: np.ndarray, across: np.ndarray, within_synthetic: np.ndarray) -> tuple[float, float]:
    """Return the gap and its standard error, leaving out one group of either side at a time."""
    xx, xy, yy = _mean(within_real), across.mean(), _mean(within_synthetic)
    value = (2 * xy - xx - yy) / xx
    xx_without = _mean_without(within_real)
    without_real = (2 * _rows_without(across) - xx_without - yy) / np.where(xx_without > 0, xx_without, xx)
    without_synthetic = (2 * _rows_without(across.T) - xx - _mean_without(within_synthetic)) / xx
    variance = sum((len(v) - 1) ** 2 / len(v) * v.var(ddof=1) for v in (without_real, without_synthetic))
    return float(value), float(np.sqrt(variance))


def _rows_without(across: np.ndarray) -> np.ndarray:
    n = len(across)
    return (across.mean() - across.mean(axis=1) / n) * n / (n - 1)


def _mean_without(within: np.ndarray) -> np.ndarray:
    n = len(within)
    if n == 2:  # one group has no pair: its mean stays
        return np.full(2, _mean(within))
    own = np.diag(within)
    pairs = within.sum() - own.sum() - 2 * (within.sum(axis=1) - own)
    return pairs / ((n - 1) * (n - 2))


def _control(within: np.ndarray, m: int, rng: np.random.Generator) -> np.ndarray:
    """Return 2E|A-B| - E|A-A'| - E|B-B'| for random disjoint sets A and B of m real groups."""
    distance = within - np.diag(np.diag(within))
    a, b = np.zeros((2, CONTROLS, len(within)))
    for split in range(CONTROLS):
        drawn = rng.permutation(len(within))[: 2 * m]
        a[split, drawn[:m]] = b[split, drawn[m:]] = 1
    to_a, to_b = a @ distance, b @ distance
    across = np.einsum("ij,ij->i", to_a, b) / m**2
    within_both = (np.einsum("ij,ij->i", to_a, a) + np.einsum("ij,ij->i", to_b, b)) / (m * (m - 1))
    return 2 * across - within_both
