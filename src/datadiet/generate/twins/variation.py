"""How one parameter varies, and how its variation is made narrower or wider without drawing anything else.

One knob, `width`, goes from 0 (fixed: the centre) over 0.5 (as declared) to 1 (wild). Values are functions of shares of
0 to 1 that do not depend on the width, so that a sweep changes the width and nothing else:

- below 0.5, a number lies between the centre and its declared quantile, in proportion; of words, and of numbers to
  choose from, that proportion of draws leaves the centre;
- above 0.5, a number lies between its declared and its wild quantile, in proportion; of choices, that proportion is
  drawn from all values alike.
"""

from dataclasses import dataclass

import numpy as np

from datadiet.distributions import Bernoulli, Choice, Constant, Distribution, LogNormal, LogUniform, Value

__all__ = ["BOUNDED", "FIXED", "WILD", "Variation", "is_count"]

FIXED, BOUNDED, WILD = 0.0, 0.5, 1.0
"""The three ways of drawing, as widths."""


@dataclass(frozen=True, slots=True)
class Variation:
    """How one parameter varies at every width."""

    declared: Distribution
    centre: Value
    """What it is where nothing varies."""
    wild: Distribution
    """What it is where everything does."""
    limits: tuple[float, float] = (-np.inf, np.inf)
    """What a number can be at all; draws beyond it are put there."""

    def values(self, shares: np.ndarray, width: float) -> np.ndarray:
        """Return the values that belong to shares: (n,) from (n, 2) in [0, 1).

        Args:
            shares: the first column says where in the distribution, the second whether a choice leaves it.
            width: 0 to 1.
        """
        inner, outer = min(width * 2, 1.0), max(width * 2 - 1, 0.0)
        where, whether = np.clip(shares[:, 0], 1e-12, 1 - 1e-12), shares[:, 1]
        if self.categorical:
            return self._chosen(where, whether, inner, outer)
        declared = self.declared.quantiles(where)
        if outer > 0:
            return self._limited(self._between(declared, self.wild.quantiles(where), outer))
        if inner < 1:
            declared = self._between(np.full(len(where), self.centre), declared, inner)
        return self._limited(declared)

    @property
    def categorical(self) -> bool:
        """Whether its values are chosen from a list, so that none lies between two of them."""
        return isinstance(self.declared, Choice | Bernoulli) or self.words

    @property
    def words(self) -> bool:
        """Whether it can be a word."""
        return self.declared.bounds is None or self.wild.bounds is None

    @property
    def whole(self) -> bool:
        """Whether its values are whole numbers."""
        return is_count(self.declared) or (
            isinstance(self.declared, Constant) and isinstance(self.centre, int) and is_count(self.wild)
        )

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and greatest number as declared."""
        return self.declared.bounds or (-np.inf, np.inf)

    def _limited(self, found: np.ndarray) -> np.ndarray:
        if isinstance(self.declared, Constant) and isinstance(self.wild, Constant):
            return found
        return np.clip(found, *self.limits).astype(found.dtype)

    def _chosen(self, where: np.ndarray, whether: np.ndarray, inner: float, outer: float) -> np.ndarray:
        declared = self.declared.quantiles(where)
        if outer > 0:
            return _switched(declared, self.wild.quantiles(where), whether < outer)
        return declared if inner == 1 else _switched(np.full(len(where), self.centre), declared, whether < inner)

    def _between(self, near: np.ndarray, far: np.ndarray, way: float) -> np.ndarray:
        if isinstance(self.declared, LogUniform | LogNormal) and (self.wild.bounds or (0.0, 0.0))[0] > 0:
            made = near * (far / near) ** way
        else:
            made = near + way * (far - near)
        return np.rint(made).astype(np.int64) if self.whole else made


def is_count(distribution: Distribution) -> bool:
    """Whether it is a law of whole numbers; a list of some is none, as nothing lies between them."""
    return distribution.whole and not isinstance(distribution, Bernoulli | Choice | Constant)


def _switched(here: np.ndarray, there: np.ndarray, moves: np.ndarray) -> np.ndarray:
    kind = here.dtype if here.dtype == there.dtype else object
    if here.dtype.kind == there.dtype.kind == "U":
        kind = np.result_type(here, there)
    return np.where(moves, there.astype(kind), here.astype(kind))
