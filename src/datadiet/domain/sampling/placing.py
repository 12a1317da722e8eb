"""From a position within an atom to a value of the condition."""

import numpy as np
import polars as pl

from datadiet.domain.atoms import Atoms, below, cumulated, quantile
from datadiet.domain.domain import Range

__all__ = ["column_of"]

NARROW = 1e-12
"""Share of the field below which the field says nothing of where in an atom values lie."""


def column_of(atoms: Atoms, chosen: np.ndarray, within: np.ndarray | None) -> pl.Series:
    """Return the values of a condition, null where it is absent.

    Args:
        atoms: of the condition.
        chosen: (m,) of them.
        within: (m,) positions in them, in [0, 1]; None for the one value of each atom at which rules were looked at.
    """
    variable = atoms.variable
    if isinstance(variable, Range) and within is not None:
        column = pl.Series(variable.name, _numbers(variable, atoms, chosen, within)).fill_nan(None)
    else:
        kind = {str: pl.String, bool: pl.Boolean}.get(type(atoms.values[0]), pl.Float64)
        column = pl.Series(variable.name, atoms.values, dtype=kind, strict=False).gather(pl.Series(chosen))
    return column.cast(pl.Int64) if isinstance(variable, Range) and variable.integer else column


def _numbers(variable: Range, atoms: Atoms, chosen: np.ndarray, within: np.ndarray) -> np.ndarray:
    """Return numbers at these positions: by the field within an atom, strictly inside where it is open."""
    low, high = atoms.low[chosen], atoms.high[chosen]  # (a,) -> (m,)
    if variable.integer:
        first, last = np.where(low < high, np.floor(low) + 1, low), np.where(low < high, np.ceil(high) - 1, high)
        return np.clip(np.round(_by_field(variable, first - 0.5, last + 0.5, within)), first, last)
    inside = np.clip(_by_field(variable, low, high, within), np.nextafter(low, np.inf), np.nextafter(high, -np.inf))
    return np.where(low < high, inside, low)


def _by_field(variable: Range, low: np.ndarray, high: np.ndarray, within: np.ndarray) -> np.ndarray:
    log = variable.scale == "log"
    by_scale = low * (high / low) ** within if log else low + (high - low) * within
    if variable.field is None:
        return np.asarray(by_scale)
    start, end = cumulated(variable, low), below(variable, high)
    return np.where(end - start > NARROW, quantile(variable, start + (end - start) * within), by_scale)
