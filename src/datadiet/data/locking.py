"""One writer at a time in one folder."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from datadiet.errors import OutputError

__all__ = ["locked"]

_PAUSE = 0.02
"""Seconds between two tries to get a folder that another run holds."""


@contextmanager
def locked(folder: Path, *, patience: float = 0.0) -> Iterator[None]:
    """Make the folder if need be, and hold it: another run that wants it meanwhile waits, and is then refused.

    The system takes the lock away when the process ends, however it ends, and no file is left for it. Where the system
    has no such locks (Windows, some network disks) nothing is held.

    Args:
        folder: what is held.
        patience: seconds to wait for another run that holds it.

    Raises:
        OutputError: another run holds the folder, or it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = None if sys.platform == "win32" else os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise OutputError(f"{folder} cannot be used ({error.strerror})", todo="choose another folder") from error
    try:
        if handle is not None:
            _hold(handle, folder, time.monotonic() + patience)
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _hold(handle: int, folder: Path, until: float) -> None:
    import fcntl

    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= until:
                raise OutputError(
                    f"another run is writing to {folder}",
                    expected="one run at a time in a folder",
                    todo="wait for it, stop it, or choose another folder",
                ) from error
            time.sleep(_PAUSE)
        except OSError:
            return None  # a disk without locks: the records still vouch for every picture
