"""Files by their bytes: SHA-256."""

import hashlib
import stat
from pathlib import Path

from datadiet.data.images import MAX_BYTES

__all__ = ["file_digest", "file_hash"]


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file; OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_hash(uri: str | Path) -> str | None:
    """Return the same; None where it cannot be read, is no plain file, or is larger than any image may be."""
    path = Path(uri)
    try:
        found = path.stat()
        return file_digest(path) if stat.S_ISREG(found.st_mode) and found.st_size <= MAX_BYTES else None
    except OSError:
        return None
