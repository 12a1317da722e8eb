"""Precision, recall, density and coverage: four views on how two clouds of points lie in each other."""

from dataclasses import dataclass

import numpy as np

from datadiet.errors import TooFewSamples
from datadiet.measure.neighbours import nearest
from datadiet.measure.pairwise import blocks

__all__ = ["Prdc", "prdc"]

NEIGHBOURS = 5
TIE = 1 - 1e-6
"""A ball is open: what lies on its edge, but for rounding, is outside. Copies put many points on edges."""


@dataclass(frozen=True, slots=True)
class Prdc:
    """The four values; what they come to for samples of one law is in their controls."""

    precision: float
    """Share of synthetic samples inside the ball of some real one, in [0, 1]; higher is better."""
    recall: float
    """Share of real samples inside the ball of some synthetic one, in [0, 1]; higher is better."""
    density: float
    """Real balls that a synthetic sample lies in, over k; 1 is right, above 1 crowds where real is dense."""
    coverage: float
    """Share of real balls that hold a synthetic sample, in [0, 1]; higher is better."""


def prdc(real: np.ndarray, synthetic: np.ndarray, *, k: int = NEIGHBOURS) -> Prdc:
    """Compare two sets through the balls that reach from each sample to its k-th neighbour of the same side.

    Args:
        real: (n_r, D) vectors.
        synthetic: (n_s, D) vectors.
        k: which neighbour sets the radius.

    Raises:
        TooFewSamples: a side has no k-th neighbour.

    Source: Naeem et al. 2020, "Reliable Fidelity and Diversity Metrics for Generative Models", eq. 1-4; precision and
    recall: Kynkäänniemi et al. 2019. Distances are worked out in blocks: memory grows with n, not with n^2.
    """
    if min(len(real), len(synthetic)) <= k:
        raise TooFewSamples(
            f"{len(real)} real and {len(synthetic)} synthetic samples",
            expected=f"more than k = {k} a side",
            todo="add samples, or lower k",
        )
    real_ball, synthetic_ball = _squared_radii(real, k), _squared_radii(synthetic, k)
    balls_of = np.zeros(len(synthetic), dtype=np.int64)
    recalled, covered = np.zeros(len(real), dtype=bool), np.zeros(len(real), dtype=bool)
    for rows, distance in blocks(real, synthetic):
        inside_real = distance < real_ball[rows, None]  # (block of real, synthetic)
        balls_of += np.count_nonzero(inside_real, axis=0)
        covered[rows] = inside_real.any(axis=1)
        recalled[rows] = (distance < synthetic_ball).any(axis=1)
    return Prdc(
        precision=float(np.mean(balls_of > 0)),
        recall=float(recalled.mean()),
        density=float(balls_of.mean() / k),
        coverage=float(covered.mean()),
    )


def _squared_radii(x: np.ndarray, k: int) -> np.ndarray:
    """Return the squared distance of each sample to its k-th other one, less what rounding may add."""
    distance = nearest(x, x, k=k, exclude=np.arange(len(x)))[1][:, k - 1]
    return distance.astype(np.float64) ** 2 * TIE
