"""What each column of a table shows of a Gaussian vector's components, and how it is made from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from scipy.special import ndtr, ndtri

from datadiet.distributions import Distribution, parse

__all__ = ["Ladder", "Number", "Part", "Race", "part_of", "race_offsets"]

_EDGE = 1e-12
MOST_RACING = 20
"""Levels without order, above which they are put in a row, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Number:
    """One component, whose share below is that of the value in its distribution."""

    kind: ClassVar[str] = "number"
    distribution: Distribution
    width: ClassVar[int] = 1

    def bounds(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return between which bounds the component lies: (n,) each, equal where the value has no mass of its own."""
        low, high = _normal(self.distribution.below(values)), _normal(self.distribution.cdf(values))
        return low, np.maximum(low, high)

    def values(self, components: np.ndarray) -> np.ndarray:
        """Return (n,) values from (n, 1) components."""
        shares = np.clip(ndtr(components[:, 0]), _EDGE, 1 - _EDGE)
        return np.asarray(self.distribution.quantiles(shares), float)

    def dump(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {"distribution": self.distribution.spec()}

    @classmethod
    def load(cls, facts: Mapping[str, Any]) -> Self:
        """Return what `dump` took apart."""
        return cls(parse(facts["distribution"]))


@dataclass(frozen=True, slots=True)
class Ladder:
    """One component, and a step of it for each level, in an order."""

    kind: ClassVar[str] = "ladder"
    order: tuple[int, ...]
    """Levels, from the lowest step up."""
    ends: tuple[float, ...]
    """Share of all rows up to and with each step; the last is 1."""
    width: ClassVar[int] = 1

    def bounds(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return between which bounds the component lies."""
        step = np.zeros(max(self.order) + 1, int)
        step[list(self.order)] = np.arange(len(self.order))
        ends = np.array([0.0, *self.ends])
        at = step[values.astype(int)]
        return _open(ends[at]), _open(ends[at + 1])

    def values(self, components: np.ndarray) -> np.ndarray:
        """Return (n,) levels from (n, 1) components."""
        step = np.searchsorted(self.ends[:-1], ndtr(components[:, 0]), side="right")
        return np.asarray(self.order, float)[step]

    def dump(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {"order": list(self.order), "ends": list(self.ends)}

    @classmethod
    def load(cls, facts: Mapping[str, Any]) -> Self:
        """Return what `dump` took apart."""
        return cls(tuple(map(int, facts["order"])), tuple(map(float, facts["ends"])))


@dataclass(frozen=True, slots=True)
class Race:
    """A component for each level, of which the largest wins: levels without an order."""

    kind: ClassVar[str] = "race"
    levels: tuple[int, ...]
    offsets: tuple[float, ...]
    """Head starts, so that each wins as often as it is seen."""

    @property
    def width(self) -> int:
        """How many components."""
        return len(self.offsets)

    def winners(self, values: np.ndarray) -> np.ndarray:
        """Return which component is the largest, (n,); -1 for a missing value."""
        place = np.full(max(self.levels) + 2, -1)
        place[list(self.levels)] = np.arange(len(self.levels))
        return place[np.where(np.isnan(values), -1, values).astype(int)]

    def values(self, components: np.ndarray) -> np.ndarray:
        """Return (n,) levels from (n, k) components."""
        return np.asarray(self.levels, float)[(components + np.asarray(self.offsets)).argmax(axis=1)]

    def dump(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {"levels": list(self.levels), "offsets": list(self.offsets)}

    @classmethod
    def load(cls, facts: Mapping[str, Any]) -> Self:
        """Return what `dump` took apart."""
        return cls(tuple(map(int, facts["levels"])), tuple(map(float, facts["offsets"])))


Part = Number | Ladder | Race
_KINDS: dict[str, type[Part]] = {each.kind: each for each in (Number, Ladder, Race)}


def part_of(kind: str, facts: Mapping[str, Any]) -> Part:
    """Return the part that was dumped as `kind`; KeyError for another kind."""
    return _KINDS[kind].load(facts)


def of_levels(values: np.ndarray, ordered: bool) -> Part:
    """Return the part for a column of levels, from its (n,) values that are there."""
    codes, counts = np.unique(values.astype(int), return_counts=True)
    shares = counts / counts.sum()
    if not ordered and 3 <= len(codes) <= MOST_RACING:
        return Race(tuple(codes.tolist()), tuple(race_offsets(shares).tolist()))
    order = np.arange(len(codes)) if ordered else np.argsort(-counts, kind="stable")
    ends = np.cumsum(shares[order])
    ends[-1] = 1
    return Ladder(tuple(codes[order].tolist()), tuple(ends.tolist()))


def race_offsets(shares: np.ndarray) -> np.ndarray:
    """Return (k,) head starts with which independent standard normals win as often as `shares` says, to 1e-9.

    The chance of component l is the integral over t of its density times the chance that each other one is below.
    """
    points, weights = np.polynomial.hermite_e.hermegauss(96)
    weights = weights / weights.sum()
    offsets = ndtri(np.clip(shares, 1e-9, 1 - 1e-9))
    for _ in range(500):
        # (k, points, k): what each other component must stay below
        below = ndtr(points[None, :, None] + offsets[:, None, None] - offsets[None, None, :])
        below[np.arange(len(shares)), :, np.arange(len(shares))] = 1
        wins = below.prod(axis=2) @ weights
        if np.abs(wins - shares).max() < 1e-9:
            break
        offsets = offsets + 0.7 * (np.log(shares) - np.log(np.maximum(wins, 1e-300)))
    return np.asarray(offsets - offsets.mean())


def _normal(shares: np.ndarray) -> np.ndarray:
    """Return normal quantiles, those of what surely is above or below at the edge of what floats tell."""
    return np.asarray(ndtri(np.clip(shares, _EDGE, 1 - _EDGE)))


def _open(shares: np.ndarray) -> np.ndarray:
    return np.asarray(ndtri(shares))
