"""Does a law fit? Distances of its cdf from the values, and their law by parametric bootstrap with refitting.

The tabulated laws of these statistics hold for parameters that were known beforehand; with fitted ones they let nearly
everything pass. So samples are drawn from the fitted law, rounded as the values are, fitted again and measured again
(Stute, Gonzáles Manteiga and Presedo Quindimil 1993).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from datadiet.distributions.fitting.laws import Law

__all__ = ["Distance", "bootstrap_p", "distances"]

_BLOCK = 200_000
"""Values drawn at a time."""


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a law lies from values."""

    ks: np.ndarray
    """(B,) the largest difference of the cdfs (Kolmogorov and Smirnov), 0 to 1, 0 is best."""
    ad: np.ndarray
    """(B,) their mean squared difference, weighted towards the tails (Anderson and Darling), 0 is best."""


def distances(law: Law, z: np.ndarray, parameters: np.ndarray) -> Distance:
    """Measure a law against samples, row by row; at point masses the middle of the cdf's step is taken.

    Args:
        law: the family.
        z: (B, m) samples, each row sorted.
        parameters: (B, p) of each row.
    """
    m = z.shape[1]
    upto, below = law.cdf(z, parameters), law.below(z, parameters)
    ranks = np.arange(1, m + 1) / m
    ks = np.maximum((ranks - upto).max(axis=1), (below - (ranks - 1 / m)).max(axis=1))
    middle = np.clip((upto + below) / 2, 1e-15, 1 - 1e-15)
    odd = 2 * np.arange(1, m + 1) - 1
    ad = -m - (odd * (np.log(middle) + np.log1p(-middle[:, ::-1]))).mean(axis=1)
    return Distance(np.nan_to_num(ks, nan=1.0), np.nan_to_num(ad, nan=np.inf))


def bootstrap_p(
    law: Law, z: np.ndarray, *, settle: Callable[[np.ndarray], np.ndarray], rng: np.random.Generator, replicates: int
) -> float:
    """Return the p-value of the Anderson-Darling distance: (1 + b) / (1 + B) of B refitted samples are as far.

    Args:
        law: the family.
        z: (m,) the sample, sorted.
        settle: rounds draws as the values are, and keeps them within the support.
        rng: drawn from.
        replicates: B, at least 1.
    """
    fitted = law.fit(z[None])
    seen = distances(law, z[None], fitted).ad[0]
    block, farther, done = max(1, _BLOCK // len(z)), 0, 0
    while done < replicates:
        rows = min(block, replicates - done)
        drawn = np.sort(settle(law.draw(rng, fitted[0], (rows, len(z)))), axis=1)
        farther += int((distances(law, drawn, law.fit(drawn)).ad >= seen).sum())
        done += rows
    return (1 + farther) / (1 + replicates)
