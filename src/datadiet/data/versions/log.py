"""What a store remembers beside what is hashed: when a version was added, under which name, with which message."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter

from datadiet.data.versions import lines
from datadiet.data.versions.lines import Damaged

__all__ = ["Entry", "append", "read_log", "scan_log"]


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


_ADAPTER = TypeAdapter(Entry)


def read_log(file: Path) -> list[Entry]:
    """Return the entries, the oldest first; DataError names a line that is damaged."""
    return _in_order(lines.read(file, _ADAPTER))


def scan_log(file: Path) -> tuple[list[Entry], list[Damaged]]:
    """Return the entries that can be read, the oldest first, and the lines that cannot; DataError as `lines.scan`."""
    found, damaged = lines.scan(file, _ADAPTER)
    return _in_order(found), damaged


def append(file: Path, entry: Entry) -> None:
    """Add an entry; the file is written whole."""
    lines.append(file, json.dumps(asdict(entry), ensure_ascii=False))


def _in_order(found: Iterable[Entry]) -> list[Entry]:
    return sorted(found, key=lambda entry: entry.at)  # lines of two branches may have been merged in any order
