"""A table as numbers."""

from dataclasses import dataclass

import numpy as np

from datadiet.schema.column import Column

__all__ = ["Coded"]


_ODD = np.uint64(0xBF58476D1CE4E5B9)
"""Of splitmix64 (Steele et al. 2014)."""


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """The modelled columns of a table, as one array."""

    columns: tuple[Column, ...]
    values: np.ndarray
    """(n, d) float64, a column each: the number itself, seconds since 1970, or the index of a level; NaN: missing."""

    def __len__(self) -> int:
        return len(self.values)

    def fingerprint(self) -> str:
        """Return 16 digits that the same rows give in any order, and others hardly ever unless somebody means it."""
        bits = np.where(np.isnan(self.values), np.nan, self.values + 0.0).view(np.uint64)  # one NaN, and one zero
        mixed = np.full(len(self), len(self.columns), np.uint64)
        for column in bits.T:
            mixed = (mixed ^ column) * _ODD
            mixed ^= mixed >> np.uint64(29)
        return f"{int(mixed.sum(dtype=np.uint64)):016x}"

    def rows(self, which: np.ndarray) -> "Coded":
        """Return some of the rows."""
        return Coded(self.columns, self.values[which])
