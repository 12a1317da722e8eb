"""A table becomes numbers, and numbers become a table."""

import hashlib
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import polars as pl

from datadiet.data.readers.frame import to_polars
from datadiet.errors import DataError
from datadiet.schema.arithmetic import compute
from datadiet.schema.coded import Coded
from datadiet.schema.column import NUMBERS, Column, Schema
from datadiet.schema.ids import make_ids
from datadiet.schema.missing import cleared
from datadiet.schema.moments import seconds
from datadiet.schema.numbers import refuse_infinite
from datadiet.schema.steps import on_step
from datadiet.schema.types import as_type, from_words, to_words, type_named

__all__ = ["decode", "encode"]

Unseen = Literal["refuse", "missing"]
_FIRST, _LAST = -62_135_596_800.0, 253_402_300_799.0
"""The years 1 to 9999, in seconds since 1970."""


def encode(frame: Any, schema: Schema, *, unseen: Unseen = "refuse") -> Coded:
    """Return the modelled columns of a table as numbers.

    Args:
        frame: Polars, pandas or pyarrow, with the columns of the schema in any order; others are not looked at.
        unseen: of a word that is no level, or a value that is no number (no date) where one is due: whether it is
            refused, or becomes missing.

    Raises:
        DataError: a column is missing or has infinite values, or what `unseen` says.
    """
    table = to_polars(frame)
    columns = schema.modelled
    if gone := [column.name for column in columns if column.name not in table.columns]:
        raise DataError(f"the table has no column '{gone[0]}'", expected=", ".join(column.name for column in columns))
    values = np.empty((table.height, len(columns)), order="F")
    for j, column in enumerate(columns):
        values[:, j] = _encoded(cleared(table[column.name]), column, unseen)
    return Coded(columns, values)


def _encoded(values: pl.Series, column: Column, unseen: Unseen) -> np.ndarray:
    if column.kind in NUMBERS:
        kind = type_named(column.type)
        made = as_type(values, kind if column.kind == "datetime" else pl.Float64())
        _check_unseen(values, made, column, unseen)
        refuse_infinite(column.name, made)
        return seconds(made) if column.kind == "datetime" else made.fill_null(float("nan")).to_numpy()
    if column.buckets:
        return _hashed(values, column.buckets)
    words = to_words(values if column.type == "String" else as_type(values, type_named(column.type)))
    made = words.cast(pl.Enum(column.levels), strict=False)
    _check_unseen(values, made, column, unseen)
    return made.to_physical().cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _hashed(values: pl.Series, buckets: int) -> np.ndarray:
    words = to_words(values)
    known = {word: _bucket(word, buckets) for word in words.unique().drop_nulls().to_list()}
    coded = words.replace_strict(known, default=None, return_dtype=pl.Float64)
    return coded.fill_null(float("nan")).to_numpy()


def _bucket(word: str, buckets: int) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big") % buckets


def _check_unseen(values: pl.Series, made: pl.Series, column: Column, unseen: Unseen) -> None:
    if unseen == "missing" or made.null_count() == values.null_count():
        return
    wrong = values.filter(made.is_null() & values.is_not_null())
    expected = f"one of {', '.join(column.levels[:12])}" if column.levels else f"values of type {column.type}"
    raise DataError(
        f"column '{column.name}' has {len(wrong):,} values that its schema does not know, such as '{wrong[0]}'",
        expected=expected,
        todo="infer the schema from the whole table, or mend the values",
    )


def decode(coded: Coded, schema: Schema, *, rng: np.random.Generator) -> pl.DataFrame:
    """Return numbers as a table with the columns of the schema, without its free text.

    Values are moved to the nearest step and level and into the bounds; ids are made anew, no two alike; constants are
    repeated; columns that follow from others are computed.

    Args:
        coded: with the modelled columns of the schema.
        rng: for the ids.
    """
    place = {column.name: j for j, column in enumerate(coded.columns)}
    made: dict[str, pl.Series] = {}
    for column in schema.columns:
        if column.kind == "text" or column.name in schema.sums:
            continue
        if column.modelled:
            made[column.name] = _decoded(coded.values[:, place[column.name]], column)
        elif column.kind == "id":
            ids = make_ids(column.form, column.low, len(coded), rng=rng, column=column.name)
            made[column.name] = ids.cast(type_named(column.type), strict=False)
        else:
            made[column.name] = _constant(column, len(coded))
    for name, text in schema.sums.items():  # not moved into bounds: it would no longer be the sum
        made[name] = _numbers(compute(text, made), replace(schema.column(name), low=None, high=None))
    return pl.DataFrame([made[column.name].alias(column.name) for column in schema.columns if column.name in made])


def _decoded(values: np.ndarray, column: Column) -> pl.Series:
    if column.kind == "datetime":
        return _moments(values, column)
    if column.kind in NUMBERS:
        return _numbers(values, column)
    index = pl.Series(np.clip(np.rint(values), 0, len(column.levels) - 1)).fill_nan(None).cast(pl.UInt32)
    levels = column.levels
    words = pl.Series(levels) if column.buckets else from_words(levels, type_named(column.type), column=column.name)
    return words.gather(index)


def _numbers(values: np.ndarray, column: Column) -> pl.Series:
    kind = type_named(column.type)
    values = _bounded(values, column)
    if kind.is_integer():
        values = np.rint(values)
    made = pl.Series(values).fill_nan(None)
    return made.cast(kind) if kind.is_float() else made.cast(pl.Int64).cast(kind)


def _bounded(values: np.ndarray, column: Column) -> np.ndarray:
    values = values if column.step is None else on_step(values, column.step)
    if column.low is None and column.high is None:
        return values
    return np.clip(values, column.low, column.high)


def _moments(values: np.ndarray, column: Column) -> pl.Series:
    """Seconds since 1970 -> dates or times; whole seconds apart, as their product with 10^6 may not be exact."""
    fine = column.step is not None and column.step < 1e-3  # millionths are rounded below, where they are exact
    values = np.clip(_bounded(values, replace(column, step=None) if fine else column), _FIRST, _LAST)
    kind = type_named(column.type)
    gone = np.isnan(values)
    whole = np.floor(np.where(gone, 0.0, values))
    if kind == pl.Date:
        made = pl.Series(np.floor(whole / 86_400).astype(np.int32)).cast(pl.Date)
    else:
        part = np.rint((np.where(gone, 0.0, values) - whole) * 1e6).astype(np.int64)
        made = pl.Series(whole.astype(np.int64) * 1_000_000 + part).cast(pl.Datetime("us"))
        assert isinstance(kind, pl.Datetime)
        if kind.time_zone is not None:
            made = made.dt.replace_time_zone("UTC").dt.convert_time_zone(kind.time_zone)
        made = made.dt.cast_time_unit(kind.time_unit)
    return pl.select(pl.when(pl.lit(pl.Series(~gone))).then(pl.lit(made))).to_series()


def _constant(column: Column, n: int) -> pl.Series:
    kind = type_named(column.type)
    found = from_words(column.levels, kind, column=column.name) if column.levels else pl.Series([None], dtype=kind)
    return found.new_from_index(0, n)
