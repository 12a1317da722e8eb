"""Columns of several tables as numbers on one scale, though the synthetic one may hold what reality does not."""

from dataclasses import replace

import numpy as np
import polars as pl

from datadiet.errors import DataError
from datadiet.schema import NUMBERS, Coded, Column, Schema, encode
from datadiet.schema.missing import cleared
from datadiet.schema.types import as_type, to_words, type_named

__all__ = ["OTHER", "code", "level_words", "with_other"]

OTHER = "(in no real row)"
"""The level of values that the real rows do not have."""


def with_other(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the columns, unordered levels with one more: for what no real row has."""
    return tuple(
        replace(column, levels=(*column.levels, OTHER)) if column.kind in ("category", "boolean") else column
        for column in columns
    )


def code(frame: pl.DataFrame, columns: tuple[Column, ...], side: str) -> Coded:
    """Return columns as numbers.

    Numbers and dates are themselves; what is none of them is missing. A level has its place; one that no real row has
    the last place. Ordered levels that are numbers lie on their scale, so that 2.5 is between 2 and 3.

    Args:
        frame: with these columns.
        columns: as `with_other` returns them.
        side: what to call the table in an error.

    Raises:
        DataError: a column has infinite values.
    """
    values = np.empty((frame.height, len(columns)), order="F")
    for j, column in enumerate(columns):
        if column.kind in NUMBERS:
            values[:, j] = _number(frame, column, side)
        elif column.kind == "ordered":
            values[:, j] = _ordered(frame[column.name], column)
        else:
            values[:, j] = _level(frame[column.name], column)
    return Coded(columns, values)


def _number(frame: pl.DataFrame, column: Column, side: str) -> np.ndarray:
    try:
        return encode(frame, Schema((column,)), unseen="missing").values[:, 0]
    except DataError as error:
        raise DataError(f"{side} rows: {error.found}", expected=error.expected, todo=error.todo) from None


def level_words(values: pl.Series, column: Column) -> pl.Series:
    """Return the values of a column of levels as the words that its levels are written in; null where missing."""
    values, kind = cleared(values), type_named(column.type)
    if kind == pl.Boolean and values.dtype.is_numeric():
        return to_words(values).replace({"0": "false", "1": "true"})
    if values.dtype == pl.String and kind != pl.String:
        typed = to_words(as_type(values, pl.Float64() if kind.is_numeric() else kind))
        return pl.select(pl.coalesce([typed, values])).to_series()
    return to_words(values)


def _level(values: pl.Series, column: Column) -> np.ndarray:
    words = level_words(values, column)
    place = {level: float(k) for k, level in enumerate(column.levels[:-1])}
    coded = words.replace_strict(place, default=float(len(place)), return_dtype=pl.Float64)
    return np.where(words.is_null().to_numpy(), np.nan, coded.fill_null(float("nan")).to_numpy())


def _ordered(values: pl.Series, column: Column) -> np.ndarray:
    kind = type_named(column.type)
    if kind == pl.String:
        place = {level: float(k) for k, level in enumerate(column.levels)}
        coded = level_words(values, column).replace_strict(place, default=None, return_dtype=pl.Float64)
        return coded.fill_null(float("nan")).to_numpy()
    numbers = as_type(cleared(values), pl.Float64()).fill_null(float("nan")).to_numpy()
    scale = np.array([float(level) for level in column.levels])
    return _between(numbers, scale)


def _between(numbers: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Return where numbers lie between the levels, in steps of a level; beyond the ends in steps of the last one."""
    places = np.interp(numbers, scale, np.arange(len(scale)))
    if len(scale) > 1:
        places = places + np.minimum(numbers - scale[0], 0) / (scale[1] - scale[0])
        places = places + np.maximum(numbers - scale[-1], 0) / (scale[-1] - scale[-2])
    return np.asarray(np.where(np.isnan(numbers), np.nan, places))
