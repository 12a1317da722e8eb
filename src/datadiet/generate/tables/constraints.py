"""What must hold of each row of a table: SQL over its columns, as in a domain of operation."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from datadiet.data.located import read_located
from datadiet.domain.domain import Constraint, Domain, Levels, Place, Range, Variable
from datadiet.domain.predicate import Predicate
from datadiet.domain.space import space_of
from datadiet.errors import DataError, DomainError
from datadiet.generate.tables.conditions import asks_null, parse_condition, rows_where
from datadiet.schema import NUMBERS, Column, Schema
from datadiet.schema.files import schema_of
from datadiet.schema.types import as_type, type_named

__all__ = ["check_constraints", "holding", "read_schema", "satisfied", "unique_rows"]

_MOST = 1_000_000
"""Combinations that are listed to find out whether constraints contradict each other."""
_LOOKED_AT = NUMBERS - {"datetime"} | {"boolean", "category", "ordered"}


def read_schema(path: str | Path, rows: pl.DataFrame | None = None) -> Schema:
    """Read a schema, and look whether its constraints can be read and hold together.

    Args:
        path: of the file.
        rows: real ones, whose values are the levels of a category for which the file has none.

    Raises:
        DataError: with file and line, as `load_schema` and `check_constraints` say.
    """
    found = read_located(Path(path))
    schema = schema_of(found, rows)
    check_constraints(schema, place=lambda index: f"{found.file}:{found.line(('constraints', index))}")
    return schema


def check_constraints(schema: Schema, *, place: Callable[[int], str] | None = None) -> tuple[Predicate, ...]:
    """Return the constraints of a schema as predicates.

    Args:
        place: what to call the constraint with this index in an error; its number where left out.

    Raises:
        DataError: one cannot be read, as `parse_condition` says; or they contradict each other, so that no row can be.
    """
    place = place or (lambda index: f"constraint {index + 1}")
    made = [parse_condition(text, schema, name=place(index)) for index, text in enumerate(schema.constraints)]
    _refuse_contradictions(schema, tuple(made), place)
    return tuple(made)


def satisfied(schema: Schema, frame: pl.DataFrame) -> dict[str, np.ndarray]:
    """Return, for each constraint, the rows that do not break it: text -> (n,) booleans.

    A row of which a value is missing, so that nobody can say whether the constraint holds, does not break it.

    Raises:
        DataError: as `check_constraints` says, and where a column is missing.
    """
    return holding(check_constraints(schema), frame)


def holding(predicates: Sequence[Predicate], frame: pl.DataFrame) -> dict[str, np.ndarray]:
    """Return what `satisfied` does, of predicates that were checked."""
    names = {name for predicate in predicates for name in predicate.columns}
    if gone := sorted(names - set(frame.columns)):
        raise DataError(f"the table has no column '{gone[0]}', which a constraint names")
    return {each.text: rows_where(each, frame, unknown=True) for each in predicates}


def unique_rows(columns: Sequence[str], frame: pl.DataFrame) -> np.ndarray:
    """Return the rows that are the first with their values in these columns, or have one missing: (n,) booleans."""
    keys = frame.select(columns)
    missing = keys.select(pl.any_horizontal(pl.all().is_null()).alias("gone"))["gone"].to_numpy()
    first = keys.select(pl.struct(pl.all()).is_first_distinct().alias("first"))["first"].to_numpy()
    return np.asarray(first | missing)


def _refuse_contradictions(schema: Schema, predicates: tuple[Predicate, ...], place: Callable[[int], str]) -> None:
    """Refuse constraints that leave no row, by the combinations of a domain of operation.

    Only constraints that compare columns with constants are looked at: of others, a look at points would refuse what
    can be. Those that leave no row fail when rows are drawn.
    """
    columns = {column.name: column for column in schema.columns if column.kind in _LOOKED_AT}
    known = [
        i
        for i, each in enumerate(predicates)
        if each.columns <= set(columns) and not (each.entangled or asks_null(each))
    ]
    for group in _tied([(index, predicates[index].columns) for index in known]):
        rules = [predicates[index] for index in group]
        tied = [columns[name] for name in sorted({name for each in rules for name in each.columns})]
        if np.prod([_parts(column, rules) for column in tied], dtype=float) > _MOST:
            continue
        declared = tuple(Constraint(predicates[index], Place(place(index))) for index in group)
        try:
            space_of(Domain("", variables=tuple(_variable(column, rules) for column in tied), constraints=declared))
        except DomainError:
            said = "; ".join(f"{place(index)} ({predicates[index]})" for index in group)
            raise DataError(f"no row can meet: {said}", expected="constraints that hold together") from None


def _tied(rules: Sequence[tuple[int, frozenset[str]]]) -> list[list[int]]:
    """Return groups of rules that have columns in common, directly or through others."""
    groups: list[tuple[list[int], set[str]]] = []
    for index, names in rules:
        apart = [group for group in groups if not group[1] & names]
        joined = [group for group in groups if group[1] & names]
        merged = [*sorted(each for group in joined for each in group[0]), index]
        groups = [*apart, (merged, set(names).union(*(group[1] for group in joined)))]
    return [group for group, _ in groups]


def _parts(column: Column, rules: Sequence[Predicate]) -> int:
    """Return into how many parts a column is cut, at most."""
    if column.levels:
        return len(column.levels)
    constants = sum(each.column == column.name for rule in rules for each in rule.comparisons)
    if column.kind == "integer" and column.low is not None and column.high is not None:
        return int(min(column.high - column.low + 1, 512 + 2 * constants))
    return 1 + 2 * constants


def _variable(column: Column, predicates: Sequence[Predicate]) -> Variable:
    if column.kind not in NUMBERS:
        values = as_type(pl.Series(column.levels, dtype=pl.String), type_named(column.type)).to_list()
        return Levels(column.name, tuple(v if isinstance(v, bool | str) else float(v) for v in values))
    constants = [
        float(each.value)
        for predicate in predicates
        for each in predicate.comparisons
        if each.column == column.name and not isinstance(each.value, str)
    ]
    reach = max([1.0, *map(abs, constants)]) * 10  # beyond the last constant nothing changes any more
    low = -reach if column.low is None else column.low
    high = max(reach, low + reach) if column.high is None else column.high
    return Range(column.name, low, max(high, low), integer=column.kind == "integer", bins=1)
