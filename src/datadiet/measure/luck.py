"""How far is a difference of two models due to luck: in the test images, and in the training seeds?"""

from dataclasses import dataclass
from math import ceil

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

__all__ = ["LEVEL", "POWER", "Estimate", "estimate", "images_needed", "seeds_needed", "telling"]

LEVEL = 0.95
POWER = 0.8
MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A score or a difference of scores, with what makes it uncertain."""

    value: float
    low: float
    high: float
    p: float
    """Two-sided, against 0."""
    by_images: float
    """Variance of the value over test sets that might have been drawn instead."""
    by_seeds: float | None
    """Variance over training seeds; None where a side has only one, so that nothing is known of it."""

    @property
    def share_of_seeds(self) -> float | None:
        """The share of the variance that is due to training seeds, from 0 to 1."""
        whole = self.by_images + (self.by_seeds or 0.0)
        return None if self.by_seeds is None else self.by_seeds / whole if whole > 0 else 0.0


def estimate(sides: tuple[tuple[np.ndarray, np.ndarray], ...], *, groups: int) -> Estimate:
    """Return the last side's score less the first's (or the one side's score), with its 95 % interval.

    The variance is the sum of what resampled images make of the mean over the seeds at hand, and of what seeds make
    beyond that, which is the spread of the seeds less the part of it that other images would change. Drawing three
    seeds out of three would understate the latter by a third; this does not. The interval is Student's, with degrees
    of freedom by Satterthwaite: three seeds a side make it as wide as three seeds deserve.

    Args:
        sides: one or two of ((S,) score of each seed, (S, B) its scores on resampled images, the same for all).
        groups: independent images.

    Source: components of variance of a crossed design; Satterthwaite 1946. Both sources of luck: Bouthillier et al.
    2021, "Accounting for variance in machine learning benchmarks".
    """
    signs = (1.0,) if len(sides) == 1 else (-1.0, 1.0)
    value = float(sum(sign * points.mean() for sign, (points, _) in zip(signs, sides, strict=True)))
    spread = sum(sign * draws.mean(axis=0) for sign, (_, draws) in zip(signs, sides, strict=True))
    spread = np.asarray(spread)[np.isfinite(spread)]
    by_images = float(np.var(spread, ddof=1)) * groups / (groups - 1) if len(spread) > 1 else 0.0
    if by_images < 1e-24 and (value != 0 or len(sides) == 1):
        by_images = 1 / (groups + 2) ** 2  # all resamples agree: no less than one image more or less could change
    parts = [(by_images, groups - 1)]
    by_seeds = None
    if all(len(points) > 1 for points, _ in sides):
        own = [(_beyond_images(points, draws) / len(points), len(points) - 1) for points, draws in sides]
        by_seeds, parts = sum(part for part, _ in own), parts + own
    variance = sum(part for part, _ in parts)
    freedom = variance**2 / sum(part**2 / degrees for part, degrees in parts) if variance > 0 else 1.0
    reach = float(student.isf((1 - LEVEL) / 2, freedom)) * variance**0.5
    p = float(2 * student.sf(abs(value) / variance**0.5, freedom)) if variance > 0 else float(value == 0)
    return Estimate(value, value - reach, value + reach, p, by_images, by_seeds)


def _beyond_images(points: np.ndarray, draws: np.ndarray) -> float:
    """Return the variance between seeds that is not due to how seeds and these very images meet."""
    count = len(points)
    known = draws[:, np.isfinite(draws).all(axis=0)]
    if known.shape[1] < 2:
        return float(np.var(points, ddof=1))
    meeting = np.var(known - known.mean(axis=0), axis=1, ddof=1).mean() * count / (count - 1)
    return float(max(np.var(points, ddof=1) - meeting, 0.0))


def telling() -> float:
    """Return how many standard errors a difference must be to be found, 95 % sure, in 80 % of experiments."""
    return float(norm.isf((1 - LEVEL) / 2) + norm.isf(1 - POWER))


def images_needed(found: Estimate, groups: int) -> int | None:
    """Return how many independent images would tell a true difference of this size; None where none would."""
    left = (found.value / telling()) ** 2 - (found.by_seeds or 0.0)
    needed = found.by_images * groups / left if left > 0 else MOST
    return ceil(needed) if needed < MOST else None


def seeds_needed(found: Estimate, seeds: int) -> int | None:
    """Return how many seeds a side would tell a true difference of this size on the same images; None where none."""
    left = (found.value / telling()) ** 2 - found.by_images
    needed = (found.by_seeds or 0.0) * seeds / left if left > 0 else MOST
    return max(ceil(needed), 2) if needed < MOST else None
