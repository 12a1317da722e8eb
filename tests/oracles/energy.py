"""The gap as it is written, one pair at a time."""

import numpy as np


def gap(real, synthetic):
    def mean(x, y, distinct):
        apart = [np.linalg.norm(a - b) for i, a in enumerate(x) for j, b in enumerate(y) if not (distinct and i == j)]
        return float(np.mean(apart))

    within = mean(real, real, True)
    return (2 * mean(real, synthetic, False) - within - mean(synthetic, synthetic, True)) / within
