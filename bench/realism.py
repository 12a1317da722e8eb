"""Are the realism p-values uniform for samples of the real law, and does Benjamini-Hochberg keep its promise?

Run `python bench/realism.py [draws]`. For each size it prints the share of p-values at or under some levels (the
level itself is right), how often any sample of a perfect generator is called unrealistic, and, with a quarter of the
samples wider than the real ones, the share of false accusations (at most .05 is promised) and of outliers found.
"""

import sys

import numpy as np

from datadiet.measure.corrections import benjamini_hochberg
from datadiet.measure.realism import LEVEL, realism

LEVELS = (0.01, 0.05, 0.1, 0.5, 0.9)
DIMENSIONS = (2, 16, 128, 512)
SIZES = ((100, 100), (400, 200))


def main(draws: int = 300) -> None:
    """Print one line a size."""
    for dimensions in DIMENSIONS:
        for n_real, n_synthetic in SIZES:
            p, false, found = simulated(draws, dimensions, n_real, n_synthetic)
            shares = " ".join(f"{np.mean(p <= level):.3f}" for level in LEVELS)
            accused = np.mean([np.any(benjamini_hochberg(draw) <= LEVEL) for draw in p])
            print(
                f"d {dimensions:3d}, {n_real} real, {n_synthetic} synthetic: p at {LEVELS}: {shares}; "
                f"perfect set accused {accused:.3f}, false {np.mean(false):.3f}, found {np.mean(found):.2f}"
            )


def simulated(
    draws: int, dimensions: int, n_real: int, n_synthetic: int
) -> tuple[np.ndarray, list[float], list[float]]:
    """Return p-values of a perfect set, (draws, n_synthetic), and shares of false and of found outliers."""
    p, false, found = [], [], []
    outliers = n_synthetic // 4
    for draw in range(draws):
        rng = np.random.default_rng(draw)
        real, synthetic = (rng.normal(size=(n, dimensions)).astype(np.float32) for n in (n_real, n_synthetic))
        p.append(realism(real, synthetic, rng=rng).p)
        synthetic[:outliers] *= 3 if dimensions < 100 else 1.3
        rejected = benjamini_hochberg(realism(real, synthetic, rng=rng).p) <= LEVEL
        false.append(rejected[outliers:].sum() / max(1, rejected.sum()))
        found.append(rejected[:outliers].mean())
    return np.array(p), false, found


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
