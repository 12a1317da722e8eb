"""Generators of tables on disk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from datadiet.errors import DataError
from datadiet.generate.storage import MODEL, file_of, read_arrays, read_facts, write_parts
from datadiet.generate.tables.models.contract import TableModel
from datadiet.generate.tables.models.registry import model_class
from datadiet.schema import Column, Schema

__all__ = ["MODEL", "Saved", "Told", "load_facts", "load_model", "save_model"]

_SCHEMA = TypeAdapter(Schema)


@dataclass(frozen=True, slots=True, eq=False)
class Saved:
    """A fitted generator with what it was fitted to."""

    model: TableModel
    schema: Schema
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What people want to know of the fit, as JSON: rows, seed, what was fitted to each column and how well."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a fitted generator without the generator itself."""

    method: str
    schema: Schema
    columns: tuple[Column, ...]
    """Those that it makes."""
    facts: Mapping[str, Any]


def save_model(saved: Saved, folder: str | Path) -> Path:
    """Write a generator to a folder, whole or not at all, and return the path of its `model.json`.

    Raises:
        OutputError: it cannot be written.
    """
    own, arrays = saved.model.dump()
    first = {
        "method": saved.model.method,
        "schema": _SCHEMA.dump_python(saved.schema, mode="json"),
        "columns": [column.name for column in saved.model.columns],
        "model": own,
    }
    return write_parts(folder, first, arrays, {"facts": dict(saved.facts)})


def load_model(folder: str | Path) -> Saved:
    """Read a generator.

    Raises:
        DataError: there is none, it was changed since it was written, or this version cannot read it.
        MissingExtra: its method needs what is not installed.
    """
    path = file_of(folder)
    facts = read_facts(path, "table")
    told = _told(path, facts)
    try:
        arrays = read_arrays(path.parent, facts["arrays"])
        model = model_class(told.method).load(told.columns, facts["model"], arrays)
    except (KeyError, TypeError) as error:
        raise _changed(path, error) from error
    return Saved(model, told.schema, told.facts)


def load_facts(folder: str | Path) -> Told:
    """Read what is known of a generator, whatever its method needs to run. Errors as `load_model`."""
    path = file_of(folder)
    return _told(path, read_facts(path, "table"))


def _told(path: Path, facts: Mapping[str, Any]) -> Told:
    try:
        schema = _SCHEMA.validate_python(facts["schema"])
        columns = tuple(schema.column(name) for name in facts["columns"])
        return Told(str(facts["method"]), schema, columns, dict(facts["facts"]))
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise _changed(path, error) from error


def _changed(path: Path, error: Exception) -> DataError:
    return DataError(f"{path} is not as it was written ({error!r})", expected="a model that was not changed")
