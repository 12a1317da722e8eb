"""What a store remembers beside what is hashed: when a version was added, under which name, with which message."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter

from datadiet.data.versions import lines
from datadiet.data.versions.lines import Damaged

__all__ = ["Entry", "append", "scan_log"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of `log.jsonl`."""

    version: str
    at: str
    """UTC, ISO 8601."""
    name: str
    """What the folder or file was called."""
    place: str
    """Where it lay, relative to the folder that holds the store: without objects, a restore looks there."""
    message: str = ""
    objects: bool = True
    """Whether the store has copies of its files."""
    costs: str = ""
    """SHA-256 of what its pictures cost, as it was kept then; empty where nothing was, and in older lines."""


_ADAPTER = TypeAdapter(Entry)


def scan_log(file: Path) -> tuple[list[Entry], list[Damaged]]:
    """Return the entries that can be read, the oldest first, and the lines that cannot; DataError as `lines.scan`."""
    found, damaged = lines.scan(file, _ADAPTER)
    # Lines of two branches may have been merged in any order.
    return sorted((entry for _, entry in found), key=lambda entry: entry.at), damaged


def append(file: Path, entry: Entry) -> None:
    """Add an entry; the file is written whole."""
    lines.append(file, json.dumps(asdict(entry), ensure_ascii=False))
