"""Conditions on the rows of a table, in SQL: as on a domain of operation, with dates that are dates, and `is null`."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from datadiet.domain.predicate import Predicate
from datadiet.domain.sql import COMPARE, bare
from datadiet.errors import DataError, DomainError
from datadiet.schema import Schema
from datadiet.schema.types import as_type, to_words, type_named

if TYPE_CHECKING:
    from sqlglot.expressions import Expr as Expression

__all__ = ["asks_null", "parse_condition", "readable", "rows_where"]

_COMPARED = "numbers with numbers, words and dates with words such as 'red', '2024-05-01'"


def parse_condition(text: str, schema: Schema, *, name: str) -> Predicate:
    """Read a condition on the columns of a schema.

    Args:
        name: what it is called in errors, such as `constraint 2`.

    Raises:
        DataError: it cannot be read, names what is no column, compares words with numbers, or a date with what is none.
    """
    try:
        found = Predicate.parse(text, nulls=True)
    except DomainError as error:
        raise DataError(f"{name}: {error.found}", expected=error.expected, todo=error.todo) from None
    names = [column.name for column in schema.columns]
    if unknown := sorted(found.columns - set(names)):
        known = ", ".join(names[:30])
        raise DataError(f"{name}: '{text}' names '{unknown[0]}', which is no column", expected=known)
    made = replace(found, tree=_with_moments(found, schema, name))
    empty = readable(pl.DataFrame({c.name: pl.Series([], dtype=type_named(c.type)) for c in schema.columns}))
    try:
        empty.select(made.expr().alias("holds"))
    except pl.exceptions.PolarsError:
        raise DataError(f"{name}: '{text}' compares what cannot be compared", expected=_COMPARED) from None
    return made


def readable(frame: pl.DataFrame) -> pl.DataFrame:
    """Write dates and times as ISO words, so that SQL can compare them with '2024-05-01'."""
    moments = [name for name, kind in frame.schema.items() if kind.is_temporal()]
    return frame.with_columns([to_words(frame[name]).alias(name) for name in moments])


def rows_where(predicate: Predicate, frame: pl.DataFrame, *, unknown: bool) -> np.ndarray:
    """Return for which rows a condition holds: (n,) booleans.

    Args:
        frame: with the columns that it names.
        unknown: what to say of rows of which it is not known, as a value is missing.

    Raises:
        DataError: the columns are of types that it cannot be asked of.
    """
    seen = readable(frame.select(sorted(predicate.columns)))
    try:
        holds = seen.select(predicate.expr().fill_null(unknown).alias("holds"))["holds"].to_numpy()
    except pl.exceptions.PolarsError as error:
        found = f"the condition '{predicate.text}' compares what cannot be compared"
        raise DataError(found, expected=_COMPARED) from error
    return np.asarray(holds if len(holds) == frame.height else np.broadcast_to(holds, frame.height), bool)


def asks_null(predicate: Predicate) -> bool:
    """Whether it asks if something is missing."""
    return any(node.key == "is" for node in predicate.tree.walk())


def _with_moments(predicate: Predicate, schema: Schema, name: str) -> "Expression":
    """Return the tree of a predicate with its dates as `readable` writes them."""
    tree = predicate.tree.copy()
    kinds = {column.name: column.type for column in schema.columns if column.kind == "datetime"}
    for node in list(tree.walk()):
        sides = list(_sides(node))
        of = next((bare(side).name for side in sides if bare(side).key == "column" and bare(side).name in kinds), None)
        for side in sides if of is not None else ():
            word = bare(side)
            if word.key == "literal" and word.is_string:
                word.set("this", _moment(str(word.this), kinds[str(of)], str(of), f"{name}: '{predicate.text}'"))
    return tree


def _sides(node: "Expression") -> Iterator["Expression"]:
    """Yield what a node compares with each other."""
    if node.key in COMPARE:
        yield from (node.this, node.expression)
    elif node.key == "between":
        yield from (node.this, node.args["low"], node.args["high"])
    elif node.key == "in":
        yield from (node.this, *node.expressions)


def _moment(word: str, typed: str, column: str, where: str) -> str:
    """Return a date as its column writes it; one of a day, compared with days, stays a day."""
    kind = type_named(typed)
    days = kind == pl.Date
    made = as_type(pl.Series([word]), pl.Datetime("us") if days else kind)
    if made.null_count():
        raise DataError(
            f"{where} compares the column '{column}', which holds dates, with '{word}', which is none",
            expected="a date that there is, such as 2024-05-31, or 2024-05-31 14:30",
        )
    day = made.cast(pl.Date)
    return str(to_words(day if days and (day.cast(pl.Datetime("us")) == made).all() else made)[0])
