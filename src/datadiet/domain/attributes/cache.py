"""What was measured of a file's bytes once is kept, in one SQLite file in the cache folder."""

import hashlib
import json
import os
import sqlite3
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import PIL

from datadiet.errors import OutputError

__all__ = ["Cache", "default_folder", "key"]

_FILE = "attributes-1.sqlite"
"""The number counts the layouts of the table, the formulas and the ways of decoding; an older file is left alone."""
_TABLE = "CREATE TABLE IF NOT EXISTS attributes (key BLOB PRIMARY KEY, body TEXT) WITHOUT ROWID"
_PATIENCE = 60.0
"""Seconds to wait for another run that writes."""


def default_folder() -> Path:
    """Return DATADIET_CACHE, else `datadiet` in XDG_CACHE_HOME, else ~/.cache/datadiet, where the vectors are too."""
    if own := os.environ.get("DATADIET_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "datadiet"


def key(uri: str, parts: object) -> bytes | None:
    """Name what is measured by the bytes of a file and what of it is asked; None where the file cannot be read."""
    try:
        if not stat.S_ISREG(Path(uri).stat().st_mode):
            return None
        with Path(uri).open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
    return hashlib.blake2b(repr((content, parts, PIL.__version__)).encode(), digest_size=20).digest()


class Cache:
    """An open cache; use it in a `with` block. Values are what JSON holds, and floats come back bit for bit."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(self._path, timeout=_PATIENCE)
        except (OSError, sqlite3.Error) as error:
            raise self._unusable(error) from error
        self._run(_TABLE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._database.close()

    def find(self, name: bytes) -> Any:
        """Return what is stored under a name, or None where nothing is that can be read."""
        row = self._run("SELECT body FROM attributes WHERE key = ?", [(name,)])
        try:
            return json.loads(row[0]) if row else None
        except ValueError:
            return None

    def store(self, rows: Mapping[bytes, Any]) -> None:
        """Write rows, all or none of them."""
        with self._database:
            bodies = [(name, json.dumps(value)) for name, value in rows.items()]
            self._run("INSERT OR REPLACE INTO attributes VALUES (?, ?)", bodies)

    def _run(self, statement: str, rows: Sequence[tuple[Any, ...]] = ((),)) -> tuple[Any, ...] | None:
        """Run a statement for every row and return the first answer to the last of them."""
        try:
            answers = [self._database.execute(statement, row).fetchone() for row in rows]
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        return answers[-1] if answers else None

    def _unusable(self, error: Exception) -> OutputError:
        return OutputError(
            f"the cache of attributes {self._path} cannot be used ({error})",
            expected="a folder that can be written, and a sound file in it",
            todo="delete the file, or set DATADIET_CACHE to a folder of yours",
        )
