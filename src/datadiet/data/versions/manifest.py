"""The manifest of a version: what it holds, by digests; its own digest is its name."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from datadiet.data.versions.canonical import sha256
from datadiet.errors import DataError

__all__ = ["FORMAT", "SHORT", "Table", "Version", "dump", "load", "short"]

FORMAT = 1
SHORT = 12
"""Digits of an id that people are shown."""


@dataclass(frozen=True, slots=True)
class Table:
    """What is vouched for of a table beside the manifest."""

    rows: int
    digest: str
    """SHA-256 over its rows; see `rows.digest_of`."""


@dataclass(frozen=True, slots=True)
class Version:
    """An immutable set of samples."""

    id: str
    """SHA-256 of the manifest's bytes: no clock, no path of this machine, no name of a person goes into it."""
    parents: tuple[str, ...]
    """What it followed."""
    tables: dict[str, Table]
    """samples, files and, where it supersedes something, supersedes."""
    bytes: int
    """Of all files."""
    made: dict[str, Any] = field(default_factory=dict)
    """How the data was made: twin, spec, seed, and what it was made from."""
    format: int = FORMAT

    @property
    def n(self) -> int:
        """How many samples it has."""
        return self.tables["samples"].rows

    @property
    def data(self) -> str:
        """The digest of its samples: versions that differ in history alone share it."""
        return self.tables["samples"].digest

    @property
    def source(self) -> str:
        """What made it, in a word or two; empty where that is not known."""
        run, found = self.made.get("run"), self.made.get("provenance")
        if isinstance(run, Mapping) and run.get("source"):
            return f"{run['source']}, seed {run.get('seed')}"
        return str(found.get("made_by", "")) if isinstance(found, Mapping) else ""


_ADAPTER = TypeAdapter(Version)


def dump(
    *, parents: tuple[str, ...], tables: Mapping[str, Table], bytes: int, made: Mapping[str, Any]
) -> tuple[Version, str]:
    """Return a version, and the text of its manifest."""
    found = Version("", parents, dict(tables), bytes, dict(made))
    body = {name: value for name, value in asdict(found).items() if name != "id"}
    text = json.dumps(body, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
    return load(text.encode(), sha256(text), "the new manifest"), text


def load(content: bytes, id: str, where: str) -> Version:
    """Return the version of a manifest; DataError where it was changed, or is of another format."""
    if (found := sha256(content)) != id:
        raise DataError(
            f"{where} was changed: its SHA-256 is {found}",
            expected=id,
            todo="fetch the store again from where it came",
        )
    try:
        body = json.loads(content)
        if body.get("format") != FORMAT:
            raise DataError(f"{where} has format {body.get('format')!r}", expected=f"format {FORMAT}")
        return _ADAPTER.validate_python({**body, "id": id})
    except (ValueError, AttributeError, ValidationError) as error:
        raise DataError(f"{where} is no manifest of a version", expected="what `datadiet versions` wrote") from error


def short(id: str) -> str:
    """Return the first digits of an id."""
    return id[:SHORT]
