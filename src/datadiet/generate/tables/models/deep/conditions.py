"""Conditions: which alternative of which column a row is asked to have, so that rare ones are learned too."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import ndtr

from datadiet.generate.tables.models.deep.encoding import Encoding

__all__ = ["Conditions"]


@dataclass(frozen=True, slots=True, eq=False)
class Conditions:
    """The columns that have alternatives, and how often each is asked for."""

    slices: tuple[slice, ...]
    """Where the alternatives of each such column are among all."""
    shares: np.ndarray
    """(width,) of real rows."""

    @classmethod
    def of(cls, encoding: Encoding) -> Self:
        """Take every column with two alternatives or more: levels, masses, modes, missing."""
        slices = tuple(where for where in encoding.slices if where.stop - where.start > 1)
        return cls(slices, encoding.flat("shares"))

    def training(self, counts: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
        """Return (n,) alternatives to ask for: columns alike, within one by the logarithm of how often each is seen.

        Args:
            counts: (width,) rows of each alternative; one without rows is not asked for.
            n: how many; all are -1 where no column has alternatives.
            rng: draws them.

        Source: Xu et al. 2019 (training by sampling).
        """
        return self._drawn(np.log1p(counts), rng.integers(max(len(self.slices), 1), size=n), rng.random(n))

    def by_share(self, random: np.ndarray) -> np.ndarray:
        """Return (n,) alternatives as real rows have them, from (n, 2) standard normal numbers."""
        share = np.minimum(ndtr(random), 1 - 1e-12)
        column = (share[:, 0] * max(len(self.slices), 1)).astype(int)
        return self._drawn(self.shares, column, share[:, 1])

    def vectors(self, asked: np.ndarray) -> np.ndarray:
        """Return (n, width) float32: 1 at the alternative that is asked for."""
        made = np.zeros((len(asked), len(self.shares)), np.float32)
        rows = np.flatnonzero(asked >= 0)
        made[rows, asked[rows]] = 1
        return made

    def _drawn(self, weights: np.ndarray, column: np.ndarray, share: np.ndarray) -> np.ndarray:
        asked = np.full(len(column), -1)
        for at, where in enumerate(self.slices):
            rows = column == at
            total = np.cumsum(weights[where])
            asked[rows] = where.start + np.searchsorted(total, share[rows] * total[-1], side="right")
        return asked
