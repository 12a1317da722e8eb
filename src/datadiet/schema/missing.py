"""Which values count as missing, and which columns miss together."""

import numpy as np
import polars as pl

__all__ = ["MISSING_WORDS", "cleared", "together"]

MISSING_WORDS = ("", "?", "-", "--", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None", "<NA>")
"""Words that stand for a missing value, with or without spaces around them. `none` is a word like any other."""
_ALIKE = 0.98
"""Share of the rows where either of two columns is missing, in which both are, for them to be missing together."""


def cleared(values: pl.Series) -> pl.Series:
    """Return the values with null wherever one is missing: null, NaN, and in text the words above."""
    if values.dtype.is_float():
        return values.fill_nan(None)
    if isinstance(values.dtype, pl.Categorical | pl.Enum):
        values = values.cast(pl.String)
    if values.dtype != pl.String:
        return values
    gone = values.str.strip_chars().is_in(list(MISSING_WORDS))
    return pl.select(pl.when(~gone).then(values)).to_series().alias(values.name) if gone.any() else values


def together(frame: pl.DataFrame) -> tuple[tuple[str, ...], ...]:
    """Return groups of columns that are missing in the same rows.

    Args:
        frame: with null for what is missing.
    """
    some = [name for name in frame.columns if 0 < frame[name].null_count() < frame.height]
    gone = {name: frame[name].is_null().to_numpy() for name in some}
    groups: list[list[str]] = []
    for name in some:
        home = next((group for group in groups if _alike(gone[group[0]], gone[name])), None)
        if home is None:
            groups.append([name])
        else:
            home.append(name)
    return tuple(tuple(group) for group in groups if len(group) > 1)


def _alike(first: np.ndarray, second: np.ndarray) -> bool:
    return bool((first & second).sum() >= _ALIKE * (first | second).sum())
