"""What a store remembers beside what is hashed: when a version was added, under which name, with which message."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from datadiet.data.whole import write_whole
from datadiet.errors import DataError

__all__ = ["Entry", "append", "read_lines", "read_log"]


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
    found = []
    for number, line in read_lines(file):
        try:
            found.append(_ADAPTER.validate_json(line))
        except ValidationError as error:
            raise DataError(f"{file}, line {number} cannot be read", expected="what datadiet wrote") from error
    return sorted(found, key=lambda entry: entry.at)  # lines of two branches may have been merged in any order


def append(file: Path, entry: Entry) -> None:
    """Add an entry; the file is written whole."""
    write_whole(file, "".join(f"{line}\n" for line in [*(line for _, line in read_lines(file)), _line(entry)]))


def read_lines(file: Path) -> Iterable[tuple[int, str]]:
    """Return the lines that hold something, each with its number; DataError where the file cannot be read."""
    try:
        lines = file.read_text(encoding="utf-8").split("\n") if file.is_file() else []
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{file} cannot be read ({error})", expected="JSON lines in UTF-8") from error
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _line(entry: Entry) -> str:
    return json.dumps(asdict(entry), ensure_ascii=False)
