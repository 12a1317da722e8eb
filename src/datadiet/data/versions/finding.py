"""What `verify` finds, and how it is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from datadiet.data.versions.lines import Damaged
from datadiet.errors import DataError

__all__ = ["Finding", "bad_lines", "unreadable"]

_WRITTEN = "what datadiet wrote"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written."""

    file: str
    found: str
    expected: str
    line: int | None = None
    """Of the file, from 1, where one line is meant."""
    copy_of: str = ""
    """Of a copy in the store: the file of a version."""


def bad_lines(file: Path, damaged: Iterable[Damaged]) -> list[Finding]:
    """Return each line that cannot be read."""
    return [Finding(str(file), f"a line that cannot be read: {one.why}", _WRITTEN, line=one.line) for one in damaged]


def unreadable(file: Path, error: DataError) -> Finding:
    """Return what an error says of a file, without its name once more."""
    return Finding(str(file), error.found.removeprefix(f"{file} "), error.expected or _WRITTEN)
