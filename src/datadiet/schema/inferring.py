"""From a table to its schema: what each column is, with the reason, for a person to correct."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np
import polars as pl

from datadiet.data.readers.frame import to_polars
from datadiet.errors import DataError, OptionError
from datadiet.schema.column import KINDS, Column, Schema, left_out
from datadiet.schema.missing import cleared, together
from datadiet.schema.moments import moment_column
from datadiet.schema.numbers import level_words, number_column, refuse_infinite
from datadiet.schema.orders import in_order
from datadiet.schema.reading import check_table
from datadiet.schema.relations import find_sums
from datadiet.schema.types import as_type, to_words, type_name
from datadiet.schema.words import bucket_names, word_column

__all__ = ["infer"]

_FIELDS = frozenset(field.name for field in fields(Column)) - {"name"}


def infer(frame: Any, *, name: str = "the table", overrides: Mapping[str, Any] | None = None) -> Schema:
    """Find out what each column of a table is.

    Missing are null, NaN, and the words of `missing.MISSING_WORDS`. Numbers and ISO dates that were written as text
    are numbers and dates. Uniqueness is never guessed: declare it.

    Args:
        frame: Polars, pandas, pyarrow.
        name: of the table, for errors.
        overrides: column -> its kind (`{"zip": "category"}`), or fields of `Column` (`{"size": {"kind": "ordered",
            "levels": ["S", "M", "L"]}}`, `{"comment": {"buckets": 64}}`).

    Returns:
        the schema, with arithmetic between columns that holds in every row, and notes on the table.

    Raises:
        DataError: empty, two columns of one name, infinite values, dates outside the years 1 to 9999, a file that was
            read with a wrong delimiter or encoding.
        OptionError: an override that makes no sense.
    """
    plain = to_polars(frame)
    table = check_table(plain, name)
    wanted = dict(overrides or {})
    if unknown := [each for each in wanted if each not in table.columns]:
        raise OptionError(f"{name} has no column '{unknown[0]}'", expected=f"one of {', '.join(table.columns[:30])}")
    clear = table.with_columns([cleared(table[each]) for each in table.columns])
    columns = tuple(
        _overridden(each, wanted[each.name]) if each.name in wanted else in_order(_found(each), plain.schema[each.name])
        for each in clear
    )
    return Schema(columns, sums=find_sums(clear, columns), notes=_notes(clear, columns))


def _found(values: pl.Series) -> Column:
    """Describe one column, with null for what is missing."""
    name, typed = values.name, type_name(values.dtype)
    gone = values.null_count()
    present = values.drop_nulls()
    if not len(present):
        return Column(name, "constant", typed, missing=True, why="all values are missing")
    if values.dtype.is_nested() or values.dtype in (pl.Object, pl.Binary, pl.Time, pl.Duration):
        return Column(name, "text", typed, missing=gone > 0, why=f"values of type {values.dtype} are left out")
    found = _by_type(name, present, typed, gone > 0)
    return replace(found, why=f"{found.why}; {_share(gone, len(values))} missing") if gone else found


def _by_type(name: str, present: pl.Series, typed: str, missing: bool) -> Column:
    if present.dtype.is_numeric():
        refuse_infinite(name, present)
    if present.n_unique() == 1:
        word = str(to_words(present[:1])[0])
        if not missing:
            return Column(name, "constant", typed, levels=(word,), why=f"always {word}")
        return Column(name, "category", typed, levels=(word,), missing=True, why=f"always {word}, where there is one")
    if present.dtype == pl.Boolean:
        return Column(name, "boolean", typed, levels=("false", "true"), missing=missing, why="true and false")
    if present.dtype == pl.String:
        return word_column(name, present, missing=missing)
    if present.dtype.is_temporal():
        return moment_column(name, present, missing=missing)
    plain = present.cast(pl.Float64) if isinstance(present.dtype, pl.Decimal) else present
    return number_column(name, plain, missing=missing)


def _overridden(values: pl.Series, wanted: Any) -> Column:
    """Describe a column as a person wants it."""
    given = {"kind": wanted} if isinstance(wanted, str) else dict(wanted)
    if unknown := sorted(set(given) - _FIELDS):
        raise OptionError(f"column '{values.name}': '{unknown[0]}'", expected=f"one of {', '.join(sorted(_FIELDS))}")
    if given.get("kind", "real") not in KINDS:
        raise OptionError(f"column '{values.name}': the kind '{given['kind']}'", expected=f"one of {', '.join(KINDS)}")
    if "levels" in given:
        given["levels"] = tuple(str(level) for level in given["levels"])
    if given.get("buckets"):
        levels = bucket_names(values.name, int(given["buckets"]))
        base = Column(values.name, "category", "String", levels, missing=values.null_count() > 0)
    else:
        base = _as_kind(values, given["kind"]) if "kind" in given else _found(values)
    return replace(base, **{"why": "as declared", **given})


def _as_kind(values: pl.Series, kind: str) -> Column:
    present, missing, name = values.drop_nulls(), values.null_count() > 0, values.name
    typed = type_name(values.dtype)
    if kind in ("integer", "real"):
        numbers = present if present.dtype.is_numeric() else as_type(present, pl.Float64())
        _refuse_others(name, kind, present, numbers)
        return number_column(name, numbers, missing=missing, kind=kind)
    if kind == "datetime":
        moments = present if present.dtype.is_temporal() else as_type(present, pl.Datetime("us"))
        _refuse_others(name, kind, present, moments)
        return moment_column(name, moments, missing=missing)
    if kind == "id":
        found = _found(values)
        fallback = Column(name, "id", typed, low=1.0, form="{n}")
        return found if found.kind == "id" else fallback
    if kind in ("category", "ordered", "boolean", "constant"):
        levels = level_words(present) if present.dtype != pl.Boolean else ("false", "true")
        most = {"boolean": 2, "constant": 1}.get(kind, len(levels))
        if len(levels) > most:
            raise OptionError(f"column '{name}' is declared {kind} and has {len(levels):,} different values")
        return Column(name, kind, typed, levels, missing=missing)  # type: ignore[arg-type]
    return Column(name, "text", typed, missing=missing)


def _refuse_others(name: str, kind: str, present: pl.Series, made: pl.Series) -> None:
    wrong = np.flatnonzero(made.is_null().to_numpy())
    if wrong.size:
        raise DataError(
            f"column '{name}' is declared {kind}, and {wrong.size:,} are none, such as '{present[int(wrong[0])]}'",
            todo="mend them, leave them empty, or declare it a category",
        )


def _notes(table: pl.DataFrame, columns: tuple[Column, ...]) -> tuple[str, ...]:
    notes = [f"{', '.join(group)} are missing together" for group in together(table)]
    notes += left_out(columns)
    if table.height < 2:
        notes.append("one row says nothing about how columns vary")
    return tuple(notes)


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({part / whole:.1%})"
