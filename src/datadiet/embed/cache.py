"""Vectors on disk, so that what was embedded once is not embedded again.

One SQLite file in the cache folder. A row belongs to the bytes of a file, the part of it that is the sample, the
embedder's fingerprint, and the transformation with its seed. A row that does not match its checksum is as good as
absent; a file that is no database any more is begun anew.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import PIL

from datadiet.data.dataset import ImageRef
from datadiet.data.images import FileFacts
from datadiet.embed.transform import Transform
from datadiet.errors import OutputError

__all__ = ["Stored", "VectorCache", "default_folder", "key"]

_FILE = "vectors-1.sqlite"
"""The number counts the layouts of the table and the ways of decoding; an older file is left alone."""
_TABLE = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, body BLOB, digest BLOB) WITHOUT ROWID"
_PATIENCE = 60.0
"""Seconds to wait for another run that writes."""
_AT_ONCE = 500
"""Keys asked for in one query; SQLite allows 999 and more."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept for one sample."""

    vector: np.ndarray
    """(D,) float32."""
    content: str
    facts: FileFacts


def default_folder() -> Path:
    """Return DATADIET_CACHE, else `datadiet` in XDG_CACHE_HOME, else ~/.cache/datadiet."""
    if own := os.environ.get("DATADIET_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "datadiet"


def key(file: str, ref: ImageRef, fingerprint: str, transform: Transform | None, seed: int) -> bytes:
    """Name a vector by all that it depends on; `file` is the hash of the file's bytes."""
    change = (transform.fingerprint, seed) if transform is not None else ()
    parts = (file, ref.crop, ref.masked, fingerprint, change, PIL.__version__)
    return hashlib.blake2b(repr(parts).encode(), digest_size=20).digest()


class VectorCache:
    """An open cache; use it in a `with` block."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._database = _opened(self._path)
        except (OSError, sqlite3.Error) as error:
            raise _unusable(self._path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._database.close()

    def find(self, keys: Sequence[bytes]) -> dict[bytes, Stored]:
        """Return what is stored under `keys`; absent and damaged rows are left out."""
        found: dict[bytes, Stored] = {}
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            query = f"SELECT key, body, digest FROM vectors WHERE key IN ({','.join('?' * len(some))})"
            try:
                rows = self._database.execute(query, some).fetchall()
            except sqlite3.DatabaseError as error:
                self._begin_anew(error)
                return {}
            found.update((row[0], stored) for row in rows if (stored := _unpack(*row)) is not None)
        return found

    def store(self, rows: Mapping[bytes, Stored]) -> None:
        """Write rows, all or none of them."""
        try:
            self._write(rows)
        except sqlite3.DatabaseError as error:
            self._begin_anew(error)
            self._write(rows)

    def _write(self, rows: Mapping[bytes, Stored]) -> None:
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", _packed(rows))

    def _begin_anew(self, error: sqlite3.DatabaseError) -> None:
        """Replace a damaged file by an empty one; trouble of any other kind is not the file's and is raised."""
        if isinstance(error, sqlite3.OperationalError):
            raise _unusable(self._path, error) from error
        self._database.close()
        self._database = _new(self._path)


def _opened(path: Path) -> sqlite3.Connection:
    try:
        return _connected(path)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return _new(path)


def _new(path: Path) -> sqlite3.Connection:
    path.unlink(missing_ok=True)
    return _connected(path)


def _connected(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_PATIENCE)
    try:
        database.execute(_TABLE)
    except sqlite3.Error:
        database.close()
        raise
    return database


def _unusable(path: Path, error: Exception) -> OutputError:
    return OutputError(
        f"the cache of vectors {path} cannot be used ({error})",
        expected="a folder that can be written",
        todo="set DATADIET_CACHE to a folder of yours",
    )


def _packed(rows: Mapping[bytes, Stored]) -> Iterable[tuple[bytes, bytes, bytes]]:
    for name, row in rows.items():
        header = json.dumps({"content": row.content, "facts": asdict(row.facts)}).encode()
        body = len(header).to_bytes(4, "little") + header + np.asarray(row.vector, "<f4").tobytes()
        yield name, body, _digest(name, body)


def _unpack(name: bytes, body: bytes, digest: bytes) -> Stored | None:
    if not isinstance(body, bytes) or digest != _digest(name, body):
        return None
    end = 4 + int.from_bytes(body[:4], "little")
    header = json.loads(body[4:end])
    vector = np.frombuffer(body, "<f4", offset=end).astype(np.float32)
    return Stored(vector, header["content"], FileFacts(**header["facts"]))


def _digest(name: bytes, body: bytes) -> bytes:
    return hashlib.blake2b(name + body, digest_size=8).digest()
