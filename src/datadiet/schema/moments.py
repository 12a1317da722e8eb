"""Columns of dates and times."""

import numpy as np
import polars as pl

from datadiet.errors import DataError
from datadiet.schema.column import Column
from datadiet.schema.types import to_words, type_name

__all__ = ["moment_column", "seconds"]

_WHOLE = (86_400.0, 3_600.0, 60.0, 1.0)
"""Steps that are looked for, in seconds; else a thousandth or a millionth of one."""
_YEARS = (1, 9999)
_ODD = (1700, 2200)
"""Years outside these are rarely meant."""


def moment_column(name: str, values: pl.Series, *, missing: bool) -> Column:
    """Describe a column of dates or times; none missing.

    Raises:
        DataError: a date outside the years 1 to 9999.
    """
    years = values.dt.year()
    first, last = int(years.min()), int(years.max())  # type: ignore[arg-type]
    early, late = (str(each) for each in to_words(pl.concat([values.sort().head(1), values.sort().tail(1)])))
    if first < _YEARS[0] or last > _YEARS[1]:
        raise DataError(f"column '{name}' has dates in the years {first} to {last}", expected="years from 1 to 9999")
    found = seconds(values)
    step = 86_400.0 if values.dtype == pl.Date else _step_of(found)
    why = f"dates from {early} to {late}"
    if first < _ODD[0] or last > _ODD[1]:
        why += f"; if {early if first < _ODD[0] else late} stands for a missing date, leave it empty"
    return Column(name, "datetime", type_name(values.dtype), step=step, missing=missing, unit="s", why=why)


def _step_of(found: np.ndarray) -> float:
    for step in _WHOLE:
        if not np.any(found % step):
            return step
    return 1e-3 if np.array_equal(np.rint(found * 1e3) / 1e3, found) else 1e-6


def seconds(values: pl.Series) -> np.ndarray:
    """Return dates and times as seconds since 1970, UTC: (n,) float64, NaN where one is missing."""
    if values.dtype == pl.Date:
        return values.to_physical().cast(pl.Float64).fill_null(float("nan")).to_numpy() * 86_400.0
    assert isinstance(values.dtype, pl.Datetime)
    ticks = {"ms": 1e3, "us": 1e6, "ns": 1e9}[values.dtype.time_unit]
    whole = values.to_physical()
    if values.dtype.time_unit == "ns":  # finer than a float64 of seconds can say
        whole, ticks = whole // 1000, 1e6
    return whole.cast(pl.Float64).fill_null(float("nan")).to_numpy() / ticks
