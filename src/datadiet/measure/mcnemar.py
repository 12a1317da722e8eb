"""Do two classifiers err on different samples by more than chance? McNemar's test on the same samples."""

from dataclasses import dataclass

import numpy as np

__all__ = ["McNemar", "mcnemar"]


@dataclass(frozen=True, slots=True)
class McNemar:
    """Samples on which just one of two classifiers is right."""

    only_a: int
    """Right by A, wrong by B."""
    only_b: int
    """Right by B, wrong by A."""
    exact: float
    """Two-sided p-value of the exact binomial test; it errs on the safe side."""
    mid_p: float
    """Two-sided mid-p-value: the exact one less half of the probability of what was seen."""


def mcnemar(a_right: np.ndarray, b_right: np.ndarray) -> McNemar:
    """Test whether the samples on which just one classifier is right are as often A's as B's.

    Exact for any number of such samples: no approximation for many. Where there is none, both p-values are 1. The
    samples have to be independent.

    Args:
        a_right: (n,) whether A is right on each sample.
        b_right: (n,) likewise.

    Source: McNemar 1947; mid-p: Fagerland, Lydersen & Laake 2013, who recommend it over the exact test.
    """
    from scipy.stats import binom

    only_a, only_b = int(np.sum(a_right & ~b_right)), int(np.sum(~a_right & b_right))
    n, fewer = only_a + only_b, min(only_a, only_b)
    if n == 0:
        return McNemar(0, 0, 1.0, 1.0)
    exact = min(1.0, 2 * float(binom.cdf(fewer, n, 0.5)))
    mid_p = 1.0 if only_a == only_b else 2 * float(binom.cdf(fewer, n, 0.5)) - float(binom.pmf(fewer, n, 0.5))
    return McNemar(only_a, only_b, exact, min(1.0, max(mid_p, 0.0)))
