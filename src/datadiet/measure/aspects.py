"""Which aspect of the images makes the gap? The gap is measured again after each aspect is removed on both sides."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from datadiet.errors import EmbeddingError, TooFewSamples
from datadiet.measure.design import Groups
from datadiet.measure.distances import squared_distances

__all__ = ["ADVICE", "LIMIT", "AspectShare", "shares"]

Interval = tuple[float, float]
Sides = tuple[np.ndarray, np.ndarray]

LIMIT = 2000
LEVEL = 0.95
ADVICE = {
    "colour": "look at the palette and the white balance first",
    "hue and saturation": "look at hues and saturation first",
    "sharpness and noise": "look at focus, sensor noise and compression first",
    "items": "look at the objects themselves first",
    "surroundings and layout": "look at the backgrounds, and at where things are placed, first",
    "size": "look at the sizes of the objects first",
}
"""Aspect -> what to do where it makes much of the gap."""


@dataclass(frozen=True, slots=True)
class AspectShare:
    """The share of the gap that goes away with one aspect."""

    aspect: str
    """colour, hue and saturation, sharpness and noise, size; of annotated scenes items, surroundings and layout."""
    gap: float
    """The gap that is left."""
    share: float
    """1 - left / whole; negative where removing it makes the gap larger."""
    interval: Interval
    sentence: str


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums of distances over pairs, and how much of them each sample takes part in."""

    across_real: np.ndarray
    """(n,) of each real sample to all synthetic ones."""
    across_synthetic: np.ndarray
    """(m,) of each synthetic sample to all real ones."""
    within_real: np.ndarray
    within_synthetic: np.ndarray

    @property
    def spread(self) -> float:
        """Mean distance of two real samples."""
        n = len(self.within_real)
        return float(self.within_real.sum() / (n * (n - 1)))

    def gap(self) -> float:
        """Return the gap of all samples."""
        n, m = len(self.within_real), len(self.within_synthetic)
        across, real, synthetic = self.across_real.sum(), self.within_real.sum(), self.within_synthetic.sum()
        return float(_gap(across, real, synthetic, n, m))

    def without_each(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the gap without each real sample, (n,), and without each synthetic one, (m,)."""
        n, m = len(self.within_real), len(self.within_synthetic)
        across, real, synthetic = self.across_real.sum(), self.within_real.sum(), self.within_synthetic.sum()
        return (
            _gap(across - self.across_real, real - 2 * self.within_real, synthetic, n - 1, m),
            _gap(across - self.across_synthetic, real, synthetic - 2 * self.within_synthetic, n, m - 1),
        )


def _gap(across: np.ndarray, real: np.ndarray, synthetic: np.ndarray, n: int, m: int) -> np.ndarray:
    """(2 E|X-Y| - E|X-X'| - E|Y-Y'|) / E|X-X'| over distinct pairs, from sums."""
    spread = real / (n * (n - 1))
    return (2 * across / (n * m) - spread - synthetic / (m * (m - 1))) / spread


def shares(
    whole: Sides,
    removed: Mapping[str, Sides],
    *,
    rng: np.random.Generator,
    real_groups: np.ndarray | None = None,
    synthetic_groups: np.ndarray | None = None,
    limit: int = LIMIT,
) -> tuple[AspectShare, ...]:
    """Say which share of the gap goes away with each aspect, the largest first; nothing where there is no gap.

    Both gaps are taken on the same samples, a random one of each group, so that the interval is of their paired ratio
    (two-sample jackknife of U-statistics). An aspect without which all real samples are alike is left out.

    Args:
        whole: (n_r, D) real and (n_s, D) synthetic vectors.
        removed: aspect -> the vectors of the same samples, in the same order, after it was removed on both sides.
        rng: draws the samples.
        real_groups: (n_r,) group of each real sample; by default each is its own.
        synthetic_groups: (n_s,) likewise.
        limit: most samples a side.

    Raises:
        EmbeddingError: an aspect has another number of samples.
        TooFewSamples: there are fewer than three groups on a side.

    Source: the gap of `measure.gap`; Arvesen 1969 (the jackknife of U-statistics).
    """
    for aspect, sides in removed.items():
        _check(aspect, whole, sides)
    rows = _members(len(whole[0]), real_groups, limit, rng), _members(len(whole[1]), synthetic_groups, limit, rng)
    before = _sums(whole, rows)
    if before.spread == 0 or before.gap() <= _half_width(*before.without_each()):
        return ()
    left = {aspect: _sums(sides, rows) for aspect, sides in removed.items()}
    found = [_share(aspect, before, after) for aspect, after in left.items() if after.spread > 0]
    return tuple(sorted(found, key=lambda share: (-share.share, share.aspect)))


def _check(aspect: str, whole: Sides, sides: Sides) -> None:
    found, expected = ([len(side) for side in pair] for pair in (sides, whole))
    if found != expected:
        raise EmbeddingError(
            f"without {aspect} there are {found[0]} real and {found[1]} synthetic vectors",
            expected=f"{expected[0]} and {expected[1]}, of the same samples in the same order",
        )


def _members(n: int, groups: np.ndarray | None, limit: int, rng: np.random.Generator) -> np.ndarray:
    declared = Groups.read(groups, n)
    if declared.count < 3:
        raise TooFewSamples(
            f"{declared.count} independent samples on a side",
            expected="three or more",
            todo="add samples, or declare finer groups",
        )
    return declared.member(rng.permutation(declared.count)[:limit], rng=rng)


def _sums(sides: Sides, rows: tuple[np.ndarray, np.ndarray]) -> _Sums:
    real, synthetic = sides[0][rows[0]], sides[1][rows[1]]
    across = np.sqrt(squared_distances(real, synthetic))
    return _Sums(
        across.sum(axis=1),
        across.sum(axis=0),
        np.sqrt(squared_distances(real, real)).sum(axis=1),
        np.sqrt(squared_distances(synthetic, synthetic)).sum(axis=1),
    )


def _share(aspect: str, before: _Sums, after: _Sums) -> AspectShare:
    whole, left = before.gap(), after.gap()
    share = 1 - left / whole
    ratios = [1 - a / b for a, b in zip(after.without_each(), before.without_each(), strict=True)]
    half = _half_width(*ratios)
    interval = share - half, share + half
    return AspectShare(aspect, left, share, interval, _sentence(aspect, share, interval))


def _half_width(*deleted: np.ndarray) -> float:
    """Return half the 95 % interval of a statistic from its values without each sample of each side."""
    variance = sum((len(side) - 1) / len(side) * float(np.sum((side - side.mean()) ** 2)) for side in deleted)
    return float(norm.isf((1 - LEVEL) / 2) * np.sqrt(variance))


def _sentence(aspect: str, share: float, interval: Interval) -> str:
    low, high = interval
    if low > 0:
        advice = f": {ADVICE[aspect]}" if aspect in ADVICE and share >= 0.2 else ""
        closer = f"{_percent(share)} of the gap ({_percent(low)} to {_percent(high)})"
        return f"Taking away {aspect} closes {closer}{advice}."
    if high < 0:
        wider = f"{_percent(-share)} ({_percent(-high)} to {_percent(-low)})"
        return f"Taking away {aspect} widens the gap by {wider}: it is not the cause."
    return f"Taking away {aspect} changes the gap by nothing that is sure ({_percent(low)} to {_percent(high)} closed)."


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
