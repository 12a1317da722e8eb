"""Files that are written whole or not at all."""

import os
import tempfile
from pathlib import Path

from datadiet.errors import OutputError

__all__ = ["write_whole"]


def write_whole(target: Path, content: str | bytes) -> Path:
    """Write a file under a temporary name beside it, then rename it; OutputError where that cannot be done."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as temporary:
            temporary.write(data)
        os.chmod(temporary.name, 0o666 & ~_umask())
        os.replace(temporary.name, target)
    except OSError as error:
        raise OutputError(f"{target} cannot be written ({error.strerror})", todo="choose another place") from None
    return target


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
