"""Files too long to be held in memory, written whole or not at all."""

import json
import os
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from datadiet.data.whole import umask
from datadiet.errors import OutputError

__all__ = ["Part", "json_list", "writing"]

Part = Iterable[Any]
"""Entries that are made while they are written."""


@contextmanager
def writing(target: Path) -> Generator[IO[str]]:
    """Yield a file that becomes `target` when the block ends well, and vanishes if not; OutputError if it cannot."""
    temporary = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(
            "w", dir=target.parent, prefix=f".{target.name}-", delete=False, encoding="utf-8", newline="\n"
        ) as temporary:
            yield temporary
        os.chmod(temporary.name, 0o666 & ~umask())
        os.replace(temporary.name, target)
    except OSError as error:
        raise OutputError(
            f"{target} cannot be written ({error.strerror or error})", todo="free some space, or choose another place"
        ) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                os.unlink(temporary.name)


def json_list(file: IO[str], entries: Part) -> None:
    """Write a list of JSON, one entry a line."""
    file.write("[")
    for number, entry in enumerate(entries):
        file.write(",\n" if number else "\n")
        file.write(json.dumps(entry, allow_nan=False, ensure_ascii=False, separators=(",", ":")))
    file.write("\n]")
