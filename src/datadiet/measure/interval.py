"""How well do the data determine the scores? Subsampling over groups, without replacement."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from datadiet.measure.design import Design, Groups, halves
from datadiet.measure.mixing import chance, score
from datadiet.measure.votes import Pool

__all__ = ["LEVEL", "Spread", "directional_interval", "spread"]

LEVEL = 0.975
"""Of each of the two directions, so that both hold together at 95 %."""
PAIRS = 100
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spread:
    """Variance of the two directional scores, over data that might have been drawn instead."""

    synthetic_to_real: float
    real_to_synthetic: float


def spread(
    pool: Pool, design: Design, real_groups: Groups, synthetic_groups: Groups, *, rng: np.random.Generator
) -> Spread | None:
    """Return the variance of the medians over the subsamples, from pairs of disjoint draws of groups.

    Two draws that share no group are independent, so their covariance over all data is 0. It is the variance of
    their common mean, which is what the data determine, plus their covariance given the data: the first is minus the
    second, and the second is seen. Where the score is taken at a size m above that of the draws, b, its variance is
    raised by m / b, the most that second-order terms can add. The finite number of subsamples adds its own.

    Returns None where a side has fewer than 4 groups: then nothing is known.

    Source: Politis & Romano 1994 (subsampling without replacement, scaled from b to n); the scale by Hoeffding's
    decomposition.
    """
    b = min(real_groups.count, synthetic_groups.count) // 2
    if b < 2:
        return None
    draws = np.empty((PAIRS, 2, 2))  # pair, draw, direction
    for pair in draws:
        real = halves(real_groups, b, rng=rng)
        synthetic = halves(synthetic_groups, b, rng=rng)
        pair[:] = [score(pool, *draw) for draw in zip(real, synthetic, strict=True)]
    away = draws - draws.mean(axis=(0, 1))
    given = (away**2).mean(axis=(0, 1))
    shared = -(away[:, 0] * away[:, 1]).mean(axis=0) * max(design.m / b, 1)
    least = given * b / max(real_groups.count, synthetic_groups.count)
    both = np.maximum(shared, least) + np.pi / 2 * given / len(design.block)
    return Spread(float(both[0]), float(both[1]))


def directional_interval(value: float, variance: float | None, m: int, groups: tuple[int, int]) -> Interval:
    """Return the interval of one direction: Wilson's, with the number of samples that would spread as much.

    Args:
        value: the directional score.
        variance: of the score; None gives the whole range.
        m: samples a side in a subsample.
        groups: how many each side has. No more independent samples than both together are believed, whatever the
            spread, and the smaller of them sets the degrees of freedom of the variance.

    Source: Wilson 1927 for the form, which stays inside the range and does not collapse at its ends.
    """
    unit = chance(m)
    if variance is None:
        return 0.0, 1 / unit
    share = min(value * unit, 1.0)
    shrunk = (share * sum(groups) + 0.5) / (sum(groups) + 1)
    n = min(shrunk * (1 - shrunk) / max(variance * unit**2, 1e-12), sum(groups))
    z2 = float(student.isf((1 - LEVEL) / 2, min(groups) - 1)) ** 2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = np.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    return float(max(centre - half, 0.0) / unit), float(min(centre + half, 1.0) / unit)
