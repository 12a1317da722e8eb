"""Files of JSON lines that two branches may both have added to: read line by line, written whole."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from datadiet.data.whole import write_whole
from datadiet.errors import DataError

__all__ = ["TODO", "Damaged", "append", "drop", "scan"]

T = TypeVar("T")
TODO = "bring the file back as it was, for example with git restore; or take the line away, and what it said is lost"


@dataclass(frozen=True, slots=True)
class Damaged:
    """A line that cannot be read."""

    line: int
    """From 1."""
    why: str


def scan(file: Path, adapter: TypeAdapter[T]) -> tuple[list[tuple[int, T]], list[Damaged]]:
    """Return number and meaning of the lines that can be read, and which cannot; DataError where the file cannot."""
    found, damaged = [], []
    for number, line in _lines(file):
        try:
            found.append((number, adapter.validate_json(line)))
        except ValidationError as error:
            damaged.append(Damaged(number, _why(error)))
    return found, damaged


def append(file: Path, line: str) -> None:
    """Add a line; the file is written whole, and its other lines stay as they are."""
    lines = [*(line for _, line in _lines(file)), line.encode()]
    write_whole(file, b"".join(line + b"\n" for line in lines))


def drop(file: Path, numbers: Container[int]) -> bytes:
    """Take lines away by their numbers, from 1, and return what is left; the file is written whole."""
    left = b"\n".join(line for number, line in enumerate(_split(file), 1) if number not in numbers)
    write_whole(file, left)
    return left


def _lines(file: Path) -> Iterable[tuple[int, bytes]]:
    """Return the lines that hold something, each with its number."""
    return [(number, line) for number, line in enumerate(_split(file), 1) if line.strip()]


def _split(file: Path) -> list[bytes]:
    try:
        return file.read_bytes().split(b"\n") if file.exists() else []
    except OSError as error:
        raise DataError(f"{file} cannot be read ({error.strerror})", expected="JSON lines", todo=TODO) from error


def _why(error: ValidationError) -> str:
    first: Any = error.errors(include_url=False)[0]
    where = ".".join(map(str, first["loc"]))
    if not where:
        return "it is no JSON" if first["type"] == "json_invalid" else "it is no entry"
    return f"it does not say '{where}'" if first["type"] == "missing" else f"'{where}': {first['msg'].lower()}"
