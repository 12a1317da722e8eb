"""Files that are written whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from datadiet.errors import OutputError

__all__ = ["umask", "write_whole"]


def write_whole(path: str | Path, content: str | bytes) -> Path:
    """Write a file under a temporary name beside it, rename it, and return its path.

    Raises:
        OutputError: it cannot be written; nothing is left behind.
    """
    target, temporary = Path(path), None
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}-", delete=False) as temporary:
            temporary.write(data)
        os.chmod(temporary.name, 0o666 & ~umask())
        os.replace(temporary.name, target)
    except OSError as error:
        if temporary is not None:
            with suppress(OSError):
                os.unlink(temporary.name)
        raise OutputError(
            f"{target} cannot be written ({error.strerror or error})",
            expected="a path in a folder that can be written to",
            todo="choose another place",
        ) from error
    return target


def umask() -> int:
    """Return the rights that new files shall not have."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
