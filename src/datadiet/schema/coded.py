"""A table as numbers."""

from dataclasses import dataclass

import numpy as np

from datadiet.schema.column import Column

__all__ = ["Coded"]


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """The modelled columns of a table, as one array."""

    columns: tuple[Column, ...]
    values: np.ndarray
    """(n, d) float64, a column each: the number itself, seconds since 1970, or the index of a level; NaN: missing."""

    def __len__(self) -> int:
        return len(self.values)

    def rows(self, which: np.ndarray) -> "Coded":
        """Return some of the rows."""
        return Coded(self.columns, self.values[which])
