"""A schema as a YAML file that a person can correct."""

import re
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from datadiet.data.located import Located, read_located
from datadiet.data.validated import validated
from datadiet.errors import DataError
from datadiet.schema.arithmetic import parse_sum
from datadiet.schema.column import LEFT_OUT, MODELLED, NUMBERS, Column, Kind, Schema, left_out
from datadiet.schema.ids import check_form
from datadiet.schema.types import from_words, type_named
from datadiet.schema.words import bucket_names

__all__ = ["dump_schema", "load_schema", "save_schema", "schema", "schema_of"]

Word = Annotated[str, StringConstraints(min_length=1, max_length=4_000)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class Part(BaseModel):
    """Any part of the file: keys that are not known are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnSpec(Part):
    """A column."""

    kind: Kind = Field(description="An id is made anew, a constant repeated, text left out.")
    type: Word = Field(description="Of the values in a file: Int64, Float64, Boolean, String, Date, Datetime[us, UTC].")
    levels: list[bool | int | float | str] = Field(
        default_factory=list, description="Of a boolean, category or ordered column, in order; of a constant its value."
    )
    low: Finite | None = Field(None, description="Least possible value; of a datetime in seconds since 1970.")
    high: Finite | None = Field(None, description="Greatest possible value.")
    step: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = Field(
        None, description="All values are multiples of it."
    )
    missing: bool = Field(False, description="Values may be missing.")
    unit: str = ""
    form: str = Field("", description="Of an id: {n} counts, {n:05} with zeros; or classes such as [0-9] and [A-Z].")
    buckets: Annotated[int, Field(ge=0, le=10_000)] = Field(
        0, description="Into how many levels text is hashed; it then counts as a category."
    )
    why: str = Field("", description="How its kind was found.")


class Spec(Part):
    """A table."""

    columns: dict[Word, ColumnSpec] = Field(min_length=1)
    constraints: list[Word] = Field(default_factory=list, description="SQL: what holds of each row.")
    sums: dict[Word, Word] = Field(default_factory=dict, description="Column -> sum of others: total: a + b.")
    unique: list[list[Word]] = Field(
        default_factory=list, description="Columns of which no two rows have the same values together."
    )
    notes: list[str] = Field(default_factory=list)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the file, for editors."""
    made = Spec.model_json_schema()
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["title"] = "datadiet table schema"
    return made


def load_schema(path: str | Path) -> Schema:
    """Read a schema; what its constraints say is looked at where they are used.

    Raises:
        DataError: with file and line, what was found and what was expected.
    """
    return schema_of(read_located(Path(path)))


def schema_of(found: Located, rows: pl.DataFrame | None = None) -> Schema:
    """Return the schema that a file says, as `load_schema`.

    Args:
        found: the file.
        rows: real ones, whose values are the levels of a category for which the file has none.
    """
    spec = validated(found, Spec, begins="columns:", error=DataError)
    columns = tuple(_column(name, _levelled(name, each, rows), found) for name, each in spec.columns.items())
    names = set(spec.columns)
    for name, text in spec.sums.items():
        _check_sum(name, text, names, set(spec.sums), f"{found.file}:{found.line(('sums', name))}")
    for index, group in enumerate(spec.unique):
        if unknown := [name for name in group if name not in names]:
            at = f"{found.file}:{found.line(('unique', index))}"
            raise DataError(f"{at}: there is no column '{unknown[0]}'", expected=f"one of {', '.join(names)}")
    unique = tuple(tuple(group) for group in spec.unique)
    notes = [note for note in spec.notes if not note.startswith(f"{LEFT_OUT}: ")]  # a person may have said otherwise
    return Schema(columns, tuple(spec.constraints), dict(spec.sums), unique, (*notes, *left_out(columns)))


def _levelled(name: str, spec: ColumnSpec, rows: pl.DataFrame | None) -> ColumnSpec:
    """Take the levels of a category from real rows, where none are declared."""
    if spec.kind != "category" or spec.levels or spec.buckets or rows is None or name not in rows.columns:
        return spec
    values = rows[name].drop_nulls().unique().sort()
    plain = values.dtype.is_numeric() or values.dtype == pl.Boolean
    return spec.model_copy(update={"levels": (values if plain else values.cast(pl.String)).to_list()})


def _column(name: str, spec: ColumnSpec, found: Located) -> Column:
    levels = tuple(_word(level) for level in spec.levels)
    kind, why = spec.kind, spec.why
    if spec.buckets and not levels:
        levels = bucket_names(name, spec.buckets)
        kind, why = ("category", f"text, hashed into {spec.buckets:,} levels") if kind == "text" else (kind, why)
    elif kind != "text" and LEFT_OUT in why:  # inferred, and corrected since
        why = "as declared"
    column = Column(name, **{**spec.model_dump(), "kind": kind, "levels": levels, "why": why})
    try:
        _check_column(column)
    except DataError as error:
        at = f"{found.file}:{found.line(('columns', name))}"
        raise DataError(f"{at}: {error.found}", expected=error.expected, todo=error.todo) from None
    return column


def _word(level: bool | int | float | str) -> str:
    if isinstance(level, bool):
        return str(level).lower()
    return repr(level).removesuffix(".0") if isinstance(level, float) else str(level)


def _check_column(column: Column) -> None:
    kind = type_named(column.type)
    leveled = column.kind in MODELLED - NUMBERS
    if leveled and not column.levels:
        raise DataError(
            f"column '{column.name}' is {column.kind} and has no levels",
            expected="levels: [...], or real rows to take them from",
        )
    if len(set(column.levels)) < len(column.levels):
        raise DataError(f"column '{column.name}' has a level twice", expected="each level once")
    if column.kind == "boolean" and len(column.levels) != 2:
        raise DataError(f"column '{column.name}' is boolean with {len(column.levels)} levels", expected="two")
    if column.levels and not column.buckets:
        from_words(column.levels, kind, column=column.name)
    if column.low is not None and column.high is not None and column.low > column.high:
        raise DataError(f"column '{column.name}': low {column.low:g} above high {column.high:g}")
    temporal = column.kind == "datetime"
    if column.kind in NUMBERS and (kind.is_temporal() != temporal or not (temporal or kind.is_numeric())):
        raise DataError(f"column '{column.name}' is {column.kind} of type {column.type}")
    if column.buckets and column.kind != "category":
        raise DataError(f"column '{column.name}' is {column.kind} and has buckets", expected="buckets for text alone")
    if column.kind == "id":
        check_form(column.form, column=column.name)


def _check_sum(name: str, text: str, names: set[str], computed: set[str], at: str) -> None:
    if name not in names:
        raise DataError(f"{at}: there is no column '{name}'", expected=f"one of {', '.join(sorted(names))}")
    try:
        found = parse_sum(text)
    except DataError as error:
        raise DataError(f"{at}: {error.found}", expected=error.expected) from None
    for term in found.terms:
        if term not in names:
            raise DataError(f"{at}: '{text}' names '{term}', which is no column", expected=", ".join(sorted(names)))
        if term in computed:
            raise DataError(f"{at}: '{text}' names '{term}', which is itself a sum", expected="columns that are drawn")


class _Dumper(yaml.SafeDumper):
    """Quotes whatever could be read as anything but a word."""


_PLAIN = re.compile(r"[A-Za-z][A-Za-z ]*[A-Za-z]|[A-Za-z]")
_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style=None if _PLAIN.fullmatch(text) else '"'
    ),
)


def dump_schema(found: Schema) -> str:
    """Return a schema as YAML; `load_schema` reads it."""
    empty: dict[str, Any] = {"levels": (), "low": None, "high": None, "step": None, "missing": False, "buckets": 0}
    columns = {}
    for column in found.columns:
        said = {key: getattr(column, key) for key in ColumnSpec.model_fields}
        said = {key: value for key, value in said.items() if value != empty.get(key, "")}
        columns[column.name] = {**said, "levels": list(column.levels)} if column.levels else said
    parts: dict[str, Any] = {"columns": columns, "constraints": list(found.constraints), "sums": dict(found.sums)}
    parts |= {"unique": [list(group) for group in found.unique], "notes": list(found.notes)}
    kept = {key: part for key, part in parts.items() if part}
    return yaml.dump(kept, Dumper=_Dumper, sort_keys=False, default_flow_style=None, width=118, allow_unicode=True)


def save_schema(found: Schema, path: str | Path) -> None:
    """Write a schema as YAML."""
    Path(path).write_text(dump_schema(found), encoding="utf-8")
