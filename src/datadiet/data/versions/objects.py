"""Content-addressed copies of files: one for each content, called by its SHA-256."""

import hashlib
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from datadiet.data.hashing import file_digest
from datadiet.data.whole import umask
from datadiet.errors import DataError, OutputError

__all__ = ["Objects", "copied"]

_CHUNK = 1 << 20
_NO_WRITING = ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


@dataclass(frozen=True, slots=True)
class Objects:
    """The folder that holds them."""

    folder: Path

    def path(self, content: str) -> Path:
        """Where an object is: `ab/cdef…`."""
        return self.folder / content[:2] / content[2:]

    def has(self, content: str) -> bool:
        """Whether there is one, whole or not."""
        return self.path(content).is_file()

    def put(self, source: Path, content: str, *, link: bool = False) -> bool:
        """Keep a file, and say whether it was new.

        Args:
            source: the file.
            content: its SHA-256; one that is found to have another meanwhile is refused.
            link: share its bytes by a hard link where the disk can, and take the right to write from both names.

        Raises:
            DataError: it was changed meanwhile.
            OutputError: the object cannot be written.
        """
        target = self.path(content)
        if target.is_file():
            return False
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{target.parent} cannot be made ({error.strerror})", todo="free some space") from error
        if not (link and _linked(source, target)):
            copied(source, target, content)
        return True

    def check(self, content: str) -> str | None:
        """Return the SHA-256 that an object has; None where it is missing."""
        try:
            return file_digest(self.path(content))
        except OSError:
            return None


def copied(source: Path, target: Path, content: str) -> None:
    """Copy a file under a temporary name, check that its SHA-256 is `content`, and rename it.

    Raises:
        DataError: it is gone, or has another one.
        OutputError: the target cannot be written.
    """
    try:
        file = source.open("rb")
    except OSError as error:
        raise DataError(f"{source} cannot be read ({error.strerror})", todo="check that it is there") from error
    with file:
        found = _written(file, target, content)
    if found != content:
        raise DataError(
            f"{source} was changed: its SHA-256 is {found}", expected=content, todo="bring the file back as it was"
        )


def _written(file: BinaryIO, target: Path, content: str) -> str:
    temporary, found = None, hashlib.sha256()
    try:
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name[:40]}-", delete=False) as temporary:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
                temporary.write(chunk)
        if found.hexdigest() == content:
            os.chmod(temporary.name, 0o666 & ~umask())
            os.replace(temporary.name, target)
    except OSError as error:
        raise OutputError(f"{target} cannot be written ({error.strerror})", todo="free some space") from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                os.unlink(temporary.name)
    return found.hexdigest()


def _linked(source: Path, target: Path) -> bool:
    try:
        os.link(os.path.realpath(source), target)
        os.chmod(target, target.stat().st_mode & _NO_WRITING)
    except OSError:
        return target.is_file()
    return True
