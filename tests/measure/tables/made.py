"""Small tables whose truth is known."""

import numpy as np

LEVELS = np.array([0, 0, 0, 3, 2])


def mixed(n: int, rng: np.random.Generator, missing: float = 0.0) -> np.ndarray:
    """Three numbers, the second following the first; three levels by the first; two levels at random."""
    a = rng.normal(size=n)
    b = a + rng.normal(size=n)
    c = rng.exponential(size=n)
    level = np.digitize(a + 0.5 * rng.normal(size=n), [-0.5, 0.5]).astype(float)
    coin = (rng.random(n) < 0.3).astype(float)
    values = np.column_stack([a, b, c, level, coin])
    values[rng.random(values.shape) < missing] = np.nan
    return values
