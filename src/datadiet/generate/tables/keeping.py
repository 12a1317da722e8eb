"""Whether real rows keep what a schema says always holds: a generator keeps it, whatever the real rows did."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from datadiet.data.readers.frame import to_polars
from datadiet.errors import DataError, OptionError
from datadiet.generate.tables.conditions import rows_where
from datadiet.generate.tables.constraints import check_constraints, unique_rows
from datadiet.schema import NUMBERS, Column, Schema
from datadiet.schema.arithmetic import compute, parse_sum
from datadiet.schema.missing import cleared
from datadiet.schema.moments import seconds
from datadiet.schema.types import as_type, to_words, type_named

__all__ = ["check_kept"]

_TINY = 1e-9
_MOST = 4
"""Values of an example that are told."""


def check_kept(frame: Any, schema: Schema, *, tolerate: float = 0.0) -> tuple[str, ...]:
    """Look whether real rows keep the constraints, sums, bounds and uniqueness of a schema.

    Args:
        frame: Polars, pandas or pyarrow, with the columns of the schema.
        tolerate: the share of the rows that may break each of them, 0 to 1.

    Returns:
        what is broken by no larger share, for a person to know.

    Raises:
        DataError: a larger share breaks one; it says which, how many rows, and shows one.
        OptionError: `tolerate` is no share.
    """
    if not 0 <= tolerate < 1:
        raise OptionError(f"tolerate is {tolerate:g}", expected="a share from 0 to below 1")
    given = to_polars(frame)
    types = {column.name: type_named(column.type) for column in schema.columns if column.name in given.columns}
    table = pl.DataFrame([as_type(cleared(given[name]), kind).alias(name) for name, kind in types.items()])
    notes = []
    for what, names, broken in _rules(table, schema):
        if not broken.any():
            continue
        said = _said(what, names, broken, table)
        if broken.mean() > tolerate:
            raise DataError(
                said,
                expected="a schema that real rows keep, as every generated row will",
                todo=f"correct the schema or the rows{_accepting(float(broken.mean()))}",
            )
        notes.append(f"{said}; no generated row does")
    return tuple(notes)


def _accepting(share: float) -> str:
    """Offer the option where few rows are in the way."""
    return "" if share > 0.1 else f"; to let some rows break it: --tolerate {np.ceil(share * 1000) / 1000:g}"


def _rules(table: pl.DataFrame, schema: Schema) -> Iterator[tuple[str, list[str], np.ndarray]]:
    """Yield each rule, the columns that it is about, and the rows that break it."""
    known = set(table.columns)
    for predicate in check_constraints(schema):
        if predicate.columns <= known:
            yield f"'{predicate}'", sorted(predicate.columns), ~rows_where(predicate, table, unknown=True)
    for name, text in schema.sums.items():
        terms = list(parse_sum(text).terms)
        if {name, *terms} <= known:
            yield f"'{name} = {text}'", [name, *terms], _not_the_sum(table, schema.column(name), text)
    for columns in schema.unique:
        if set(columns) <= known:
            yield f"that {' and '.join(columns)} {_are(columns)} unique", [*columns], ~unique_rows(columns, table)
    for column in schema.columns:
        if column.kind in NUMBERS and column.name in known and (column.low, column.high) != (None, None):
            yield _bounds(column), [column.name], _outside(table[column.name], column)


def _are(columns: tuple[str, ...]) -> str:
    return "is" if len(columns) == 1 else "are together"


def _not_the_sum(table: pl.DataFrame, column: Column, text: str) -> np.ndarray:
    """Return the rows where a column is not the sum, but for rounding, or is missing where that is not."""
    made = compute(text, {name: table[name] for name in table.columns if table[name].dtype.is_numeric()})
    truth = table[column.name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    scale = max(float(np.nanmax(np.abs(truth), initial=0.0)), 1.0)
    off = np.abs(made - truth) > max((column.step or 0) / 2, 0) * (1 + _TINY) + _TINY * scale
    return np.asarray(off | (np.isnan(made) != np.isnan(truth)))


def _bounds(column: Column) -> str:
    low, high = (_end(column, end) for end in (column.low, column.high))
    ends = [f"at least {low}"] * (column.low is not None) + [f"at most {high}"] * (column.high is not None)
    return f"that {column.name} is {' and '.join(ends)}"


def _end(column: Column, end: float | None) -> str:
    if end is None or column.kind != "datetime":
        return f"{end:g}" if end is not None else ""
    return str(pl.from_epoch(pl.Series([int(end)]))[0])


def _outside(values: pl.Series, column: Column) -> np.ndarray:
    found = seconds(values) if column.kind == "datetime" else values.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    low = -np.inf if column.low is None else column.low - _TINY * max(abs(column.low), 1)
    high = np.inf if column.high is None else column.high + _TINY * max(abs(column.high), 1)
    with np.errstate(invalid="ignore"):
        return np.asarray((found < low) | (found > high))


def _said(what: str, names: list[str], broken: np.ndarray, table: pl.DataFrame) -> str:
    first = int(np.flatnonzero(broken)[0])
    shown = ", ".join(f"{name} = {_word(table[name], first)}" for name in names[:_MOST])
    count = int(broken.sum())
    share = f"{count:,} of {len(broken):,} real rows ({100 * count / len(broken):.3g} %)"
    return f"{share} break the schema, which says {what}, such as row {first + 1:,}: {shown}"


def _word(values: pl.Series, row: int) -> str:
    word = to_words(values[row : row + 1])[0]
    return "missing" if word is None else str(word)
