"""A table that is declared and drawn without real data: from its YAML file to what it means."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from datadiet.data.located import Located, parse_located, read_located
from datadiet.data.validated import validated
from datadiet.distributions import Distribution, parse
from datadiet.domain.predicate import Predicate
from datadiet.errors import DataError, OptionError
from datadiet.generate.tables.constraints import check_constraints
from datadiet.generate.tables.dependence import Dependence, dependence_of
from datadiet.generate.tables.spec import ColumnSpec, Spec
from datadiet.schema import Column, Schema
from datadiet.schema.arithmetic import parse_sum
from datadiet.schema.ids import check_form

__all__ = ["TableSpec", "load_spec", "parse_spec"]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A declared table, checked."""

    name: str
    schema: Schema
    distributions: Mapping[str, Distribution]
    """Of the columns that are drawn; of dates, over seconds since 1970."""
    missing: Mapping[str, float]
    """Column -> share of its rows where it is missing."""
    dependence: Dependence
    predicates: tuple[Predicate, ...]


def load_spec(path: str | Path) -> TableSpec:
    """Read a declared table.

    Raises:
        DataError: with file and line, what was found and what was expected.
    """
    return _made(read_located(Path(path)))


def parse_spec(text: str, *, name: str = "table.yaml") -> TableSpec:
    """Read a declared table from text; `name` stands for the file in errors."""
    return _made(parse_located(text, name))


def _made(found: Located) -> TableSpec:
    spec = validated(found, Spec, begins="table: NAME", error=DataError)
    at = _Places(found)
    distributions, columns = {}, []
    for name, each in spec.columns.items():
        with at("columns", name):
            if each.dist is not None:
                distributions[name] = parse(_dates(each.dist) if each.as_ else each.dist)
            columns.append(_column(name, each, distributions.get(name)))
    table = _table(spec, columns, at)
    predicates = check_constraints(table, place=lambda index: at.word("constraints", index))
    with at("dependence"):
        dependence = dependence_of(distributions, _ranks(spec, distributions, at))
    missing = {name: each.missing for name, each in spec.columns.items() if each.missing}
    return TableSpec(spec.table, table, distributions, missing, dependence, predicates)


class _Places:
    """Adds file and line to the errors of what it surrounds."""

    def __init__(self, found: Located) -> None:
        self._found = found
        self._keys: list[tuple[Any, ...]] = []

    def word(self, *keys: Any) -> str:
        """Return file and line."""
        return f"{self._found.file}:{self._found.line(keys)}"

    def __call__(self, *keys: Any) -> "_Places":
        self._keys.append(keys)
        return self

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        keys = self._keys.pop()
        if isinstance(error, DataError | OptionError):
            known = error.found.startswith(f"{self._found.file}:")
            found = error.found if known else f"{self.word(*keys)}: {error.found}"
            raise DataError(found, expected=error.expected, todo=error.todo) from None


def _table(spec: Spec, columns: list[Column], at: _Places) -> Schema:
    names = list(spec.columns)
    sums = {name: each.equals for name, each in spec.columns.items() if each.equals is not None}
    types = {column.name: column for column in columns}
    for name, text in sums.items():
        with at("columns", name, "equals"):
            _check_terms(text, types, set(sums))
    for index, group in enumerate(spec.unique):
        with at("unique", index):
            _known(group, names)
    whole = [_whole(column, sums, types) for column in columns]
    return Schema(tuple(whole), tuple(spec.constraints), sums, tuple(tuple(group) for group in spec.unique))


def _whole(column: Column, sums: Mapping[str, str], types: Mapping[str, Column]) -> Column:
    """Make a sum of whole numbers, whole times each, a column of whole numbers."""
    if column.name not in sums:
        return column
    total = parse_sum(sums[column.name])
    factors = [total.constant, *total.terms.values()]
    if all(each.denominator == 1 for each in factors) and all(types[name].type == "Int64" for name in total.terms):
        return replace(column, kind="integer", type="Int64", step=1.0)
    return column


def _check_terms(text: str, columns: Mapping[str, Column], computed: set[str]) -> None:
    terms = list(parse_sum(text).terms)
    _known(terms, list(columns))
    for name in terms:
        if name in computed or columns[name].kind not in ("integer", "real"):
            raise DataError(f"'{text}' names '{name}'", expected="columns of numbers that are drawn")


def _known(wanted: list[str], names: list[str]) -> None:
    if unknown := [name for name in wanted if name not in names]:
        raise DataError(f"there is no column '{unknown[0]}'", expected=f"one of {', '.join(names)}")


def _ranks(spec: Spec, drawn: Mapping[str, Distribution], at: _Places) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for index, pair in enumerate(spec.dependence):
        first, second = sorted(pair.between)
        with at("dependence", index):
            _known([first, second], list(drawn))
            if first == second or (first, second) in found:
                raise DataError(
                    f"{first} and {second} are correlated twice, or one with itself", expected="pairs, once"
                )
        found[first, second] = pair.rank
    return found


def _column(name: str, spec: ColumnSpec, drawn: Distribution | None) -> Column:
    if spec.id is not None:
        check_form(spec.id, column=name)
        return Column(name, "id", "Int64" if spec.id == "{n}" else "String", low=1.0, form=spec.id, why="declared")
    gap = spec.missing > 0
    if drawn is None:
        return Column(name, "real", "Float64", step=spec.step, missing=gap, unit=spec.unit, why=f"{spec.equals}")
    if spec.as_ is not None:
        typed, step = ("Date", 86_400.0) if spec.as_ == "date" else ("Datetime[us]", spec.step or 1.0)
        return Column(name, "datetime", typed, step=step, missing=gap, unit="s", why="declared")
    return _drawn_column(name, spec, drawn, gap)


def _drawn_column(name: str, spec: ColumnSpec, drawn: Distribution, gap: bool) -> Column:
    values = drawn.quantiles(np.linspace(0.0005, 0.9995, 1_000))
    if values.dtype == bool:
        return Column(name, "boolean", "Boolean", ("false", "true"), missing=gap, why="declared")
    if values.dtype.kind in "UO":
        declared = getattr(drawn, "values", None) or (getattr(drawn, "value", ""),)
        levels = tuple(str(value) for value in declared)
        kind = "ordered" if spec.ordered else "category"
        return Column(name, kind, "String", levels, missing=gap, why="declared")  # type: ignore[arg-type]
    whole = values.dtype.kind in "iu" and not spec.step
    low, high = (None if not np.isfinite(end) else float(end) for end in drawn.bounds or (np.nan, np.nan))
    kind, typed, step = ("integer", "Int64", 1.0) if whole else ("real", "Float64", spec.step)
    return Column(name, kind, typed, (), low, high, step, gap, spec.unit, why="declared")  # type: ignore[arg-type]


def _dates(found: Any) -> Any:
    """Return a distribution over ISO dates as one over seconds since 1970."""
    if isinstance(found, Mapping):
        return {key: _dates(value) for key, value in found.items()}
    if isinstance(found, list):
        return [_dates(each) for each in found]
    if not isinstance(found, str) and not hasattr(found, "isoformat"):
        return found
    try:
        moment = datetime.fromisoformat(str(found))
    except ValueError:
        raise DataError(f"'{found}' is no date", expected="2024-05-31, or 2024-05-31 14:00") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
