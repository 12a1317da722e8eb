"""All widths on one plane: areas compare only where the axes, the radius and the number of samples are the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from datadiet.measure.plane import fit_axes
from datadiet.measure.rarefied import Rarefied, Ratio, rarefied, ratio
from datadiet.randomness import stream
from datadiet.scorecard import Scorecard

__all__ = ["Cloud", "Shared", "Side", "Variety", "shared"]

Variety = Literal["richness", "spread"]
CROWDED = 0.8
"""Share of their discs' area beyond which ground counts samples and no longer variety."""
MOST = 2_000
"""Samples that a mean distance is taken over; the first by id, in whole groups but for the last."""


@dataclass(frozen=True, slots=True)
class Side:
    """The samples of one side at one level: (n, D) vectors, and (n,) the group of each."""

    vectors: np.ndarray
    groups: np.ndarray


@dataclass(frozen=True, slots=True)
class Cloud:
    """One set on the plane."""

    side: Side
    points: np.ndarray
    """(n, 2)."""
    ground: Rarefied
    """What it covers at the shared number of samples."""
    spread: Rarefied
    """Mean distance between two of its samples in the full dimension, in place of an area."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Real data and the sets of all widths at one level, on one plane."""

    radius: float
    n: int
    """Samples at which ground is compared: as many as the smallest set has."""
    real: Cloud
    sets: tuple[Cloud, ...]
    """In the order of the widths."""

    @property
    def apart(self) -> float:
        """The least share of their discs' area that the sets cover, 0 to 1: at 1 no two samples of any set overlap."""
        whole = self.n * np.pi * self.radius**2
        return min(1.0, float(min(cloud.ground.area for cloud in (self.real, *self.sets)) / whole))

    @property
    def measure(self) -> Variety:
        """By what variety is judged: where no discs overlap, more of it cannot show as more ground."""
        return "spread" if self.apart > CROWDED else "richness"

    def richness(self, place: int) -> Ratio:
        """Return the ground of a set over that of the real data; above 1 is richer."""
        return ratio(self.sets[place].ground, self.real.ground)

    def spread(self, place: int) -> Ratio:
        """Return the mean distance between two samples of a set over that of two real ones."""
        return _over(self.sets[place].spread, self.real.spread)

    def variety(self, place: int) -> Ratio:
        """Return one of the two, as `measure` says."""
        return self.spread(place) if self.measure == "spread" else self.richness(place)

    def growth(self, before: int, after: int) -> Ratio:
        """Return the variety of one set over that of another. Sets of one twin draw on the same shares of chance, so
        that they go up and down together: the interval, which takes them for independent, errs upwards.
        """
        of_spread = self.measure == "spread"
        over, under = (cloud.spread if of_spread else cloud.ground for cloud in (self.sets[after], self.sets[before]))
        return _over(over, under)


def _over(over: Rarefied, under: Rarefied) -> Ratio:
    """Return a ratio, also where all samples of a set are the same, so that one of them is 0."""
    if over.area and under.area:
        return ratio(over, under)
    value = float("inf") if over.area else 0.0
    return Ratio(value, (value, value))


def shared(cards: Sequence[Scorecard], level: str, *, seed: int) -> Shared:
    """Fit one plane on the real data and all sets, with the median displacement by the noise as radius.

    Args:
        cards: of sets that were scored against the same real data with the same embedder.
        level: one that all have.
        seed: draws the samples of equal number.
    """
    real = _side(cards[0], level, "real")
    sides = [_side(card, level, "synthetic") for card in cards]
    axes = fit_axes(real.vectors, *(side.vectors for side in sides))
    moved = [np.linalg.norm(axes(after) - axes(before), axis=1) for before, after in (_noisy(c, level) for c in cards)]
    radius = float(np.median(np.concatenate(moved)))
    n = min(len(side.vectors) for side in (real, *sides))

    def cloud(side: Side) -> Cloud:
        points = axes(side.vectors)
        rng = stream(seed, "tradeoff", level, "ground")
        ground = rarefied(points, radius, n, rng=rng, groups=side.groups)
        return Cloud(side, points, ground, _mean_distance(side))

    return Shared(radius, n, cloud(real), tuple(cloud(side) for side in sides))


def _mean_distance(side: Side) -> Rarefied:
    """Return the mean distance between samples of different groups, with the jackknife's variance of its log."""
    from scipy.spatial.distance import cdist

    vectors, groups = side.vectors[:MOST].astype(np.float64), side.groups[:MOST]
    between = groups[:, None] != groups[None]
    group = np.unique(groups, return_inverse=True)[1]
    sums = np.bincount(group, (cdist(vectors, vectors) * between).sum(axis=1))
    pairs = np.bincount(group, between.sum(axis=1))
    mean, k = sums.sum() / pairs.sum(), len(sums)
    without = (sums.sum() - 2 * sums) / np.maximum(1, pairs.sum() - 2 * pairs)
    variance = (k - 1) / k * float(((without - without.mean()) ** 2).sum())
    return Rarefied(float(mean), variance / float(mean) ** 2 if mean else 0.0, k)


def _points(card: Scorecard, level: str) -> pl.DataFrame:
    return card.points.filter(pl.col("level") == level).with_row_index("row")


def _side(card: Scorecard, level: str, origin: str) -> Side:
    points = _points(card, level).filter(pl.col("origin") == origin).sort("id")
    groups = np.unique(points["group"].to_numpy(), return_inverse=True)[1]
    return Side(card.embeddings[level][points["row"].to_numpy()], groups)


def _noisy(card: Scorecard, level: str) -> tuple[np.ndarray, np.ndarray]:
    """Return vectors before and after the noise."""
    rows = _points(card, level).drop_nulls("noisy_row").sort("noisy_row")["row"].to_numpy()
    return card.embeddings[level][rows], card.noisy[level]
