"""How far a statistic would move if other rows had been drawn: standard errors by the bootstrap."""

from collections.abc import Callable, Iterator

import numpy as np
from scipy.stats import norm

__all__ = ["DRAWS", "LIMIT", "Interval", "around", "counts", "spread"]

Interval = tuple[float, float]
DRAWS = 100
LIMIT = 10_000
"""Rows a side from which a standard error is taken; that of more rows follows by the square root of their number."""
LEVEL = 0.95


def counts(n: int, *, rng: np.random.Generator, draws: int = DRAWS) -> Iterator[np.ndarray]:
    """Yield how often each of n rows was drawn, (n,), for each of `draws` draws of n rows with replacement."""
    for _ in range(draws):
        yield np.bincount(rng.integers(n, size=n), minlength=n).astype(float)


def spread(
    statistic: Callable[[np.ndarray, np.ndarray], float],
    n: tuple[int, int],
    *,
    rng: np.random.Generator,
    draws: int = DRAWS,
) -> float:
    """Return the standard error of a statistic of two sets of rows.

    Args:
        statistic: of how often each row counts on the one side and on the other.
        n: rows on either side.
        rng: draws the rows of both sides.
        draws: of the bootstrap.
    """
    first, second = rng.spawn(2)
    pairs = zip(counts(n[0], rng=first, draws=draws), counts(n[1], rng=second, draws=draws), strict=True)
    return float(np.std([statistic(*pair) for pair in pairs], ddof=1))


def around(value: float, error: float, *, low: float = 0.0, high: float = 1.0) -> Interval:
    """Return the 95 % interval of a value with a standard error, inside what is possible.

    The value is its centre, not the mean of the bootstrap, which for distances between distributions lies too far out.
    """
    reach = float(norm.isf((1 - LEVEL) / 2)) * error
    return max(low, value - reach), min(high, value + reach)
