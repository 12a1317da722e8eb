"""Fitted generators on disk: a folder with `model.json`, which people can read, and the arrays it names. No pickles."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from datadiet import __version__
from datadiet.data.whole import write_whole
from datadiet.errors import DataError
from datadiet.generate.tables.models.contract import Arrays, TableModel
from datadiet.generate.tables.models.registry import model_class
from datadiet.schema import Column, Schema

__all__ = ["MODEL", "Saved", "Told", "load_facts", "load_model", "save_model"]

MODEL = "model.json"
FORMAT = 1
_MOST = 1 << 30
"""Bytes of a part, above which it is not read."""
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
    target = Path(folder)
    own, arrays = saved.model.dump()
    content = save_arrays({name: np.ascontiguousarray(array) for name, array in arrays.items()})
    digest = hashlib.sha256(content).hexdigest()
    name = f"arrays-{digest[:12]}.safetensors"
    body = {
        "method": saved.model.method,
        "schema": _SCHEMA.dump_python(saved.schema, mode="json"),
        "columns": [column.name for column in saved.model.columns],
        "model": own,
        "arrays": {"file": name, "sha256": digest},
        "facts": dict(saved.facts),
    }
    facts = {"format": FORMAT, "datadiet": __version__, "sha256": _digest(body), **body}
    write_whole(target / name, content)
    path = write_whole(target / MODEL, json.dumps(facts, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    for old in target.glob("arrays-*.safetensors"):
        if old.name != name:
            old.unlink()
    return path


def load_model(folder: str | Path) -> Saved:
    """Read a generator.

    Raises:
        DataError: there is none, it was changed since it was written, or this version cannot read it.
        MissingExtra: its method needs what is not installed.
    """
    path = _path(folder)
    facts = _facts(path)
    arrays = _arrays(path.parent, facts["arrays"])
    told = _told(path, facts)
    try:
        model = model_class(told.method).load(told.columns, facts["model"], arrays)
    except (KeyError, TypeError) as error:
        raise _changed(path, error) from error
    return Saved(model, told.schema, told.facts)


def load_facts(folder: str | Path) -> Told:
    """Read what is known of a generator, whatever its method needs to run. Errors as `load_model`."""
    path = _path(folder)
    return _told(path, _facts(path))


def _path(folder: str | Path) -> Path:
    source = Path(folder)
    return source / MODEL if source.is_dir() else source


def _told(path: Path, facts: Mapping[str, Any]) -> Told:
    try:
        schema = _SCHEMA.validate_python(facts["schema"])
        columns = tuple(schema.column(name) for name in facts["columns"])
        return Told(str(facts["method"]), schema, columns, dict(facts["facts"]))
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise _changed(path, error) from error


def _changed(path: Path, error: Exception) -> DataError:
    return DataError(f"{path} is not as it was written ({error!r})", expected="a model that was not changed")


def _facts(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MOST:
            raise ValueError("it is larger than 1 GiB")
        facts = json.loads(path.read_bytes())
        stated, version = facts["sha256"], facts["format"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(
            f"{path} cannot be read as a model ({error})",
            expected="the folder, or the model.json, that `datadiet table fit` wrote",
        ) from error
    if version != FORMAT:
        raise DataError(f"{path} has format {version!r}", expected=f"format {FORMAT}", todo="fit the model again")
    about = ("format", "datadiet", "sha256")
    if stated != _digest({name: value for name, value in facts.items() if name not in about}):
        raise DataError(
            f"{path} was changed since it was written: its SHA-256 is another one",
            expected="a model as `datadiet table fit` wrote it",
            todo="fit the model again, or fetch it again from where it came",
        )
    return dict(facts)


def _arrays(folder: Path, named: Mapping[str, str]) -> Arrays:
    path = folder / Path(named["file"]).name
    try:
        if path.stat().st_size > _MOST:
            raise ValueError("it is larger than 1 GiB")
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != named["sha256"]:
            raise ValueError("it was changed since it was written: its SHA-256 is another one")
        arrays: Arrays = load_arrays(content)
    except (OSError, ValueError, SafetensorError) as error:
        raise DataError(f"{path} cannot be read ({error})", expected="the arrays of the model beside it") from error
    return arrays


def _digest(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, allow_nan=False).encode()).hexdigest()
