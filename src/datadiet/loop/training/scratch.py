"""Folders for a while: removed at the end, when a signal asks to end, and by the next run where neither came to it."""

import json
import os
import platform
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

__all__ = ["OWNER", "ended", "scratch"]

OWNER = "owner.json"
"""Stands in a folder that its run holds locked."""
KIND = "datadiet-scratch"
SIGNALS = ("SIGTERM", "SIGHUP")


@contextmanager
def scratch(parent: Path, what: str) -> Iterator[Path]:
    """Make a folder `.datadiet-WHAT-…` in a folder, and remove it at the end, also when SIGTERM asks to end.

    Before that, those are removed that runs left which were killed outright: only folders with our mark, of the same
    user, made since this computer was started, that no living process holds locked. Where the system has no such locks
    (Windows, some network disks) they stay.
    """
    _remove_left(parent, f".datadiet-{what}-")
    with (
        ended(),
        TemporaryDirectory(prefix=f".datadiet-{what}-", dir=parent, ignore_cleanup_errors=True) as name,
        _held(Path(name)),
    ):
        yield Path(name)


@contextmanager
def ended() -> Iterator[None]:
    """Let SIGTERM and SIGHUP raise KeyboardInterrupt while it lasts, so that whatever is open is closed.

    Only in the main thread, and only where nobody else attends to the signal. Once one has come, further ones wait.
    """
    numbers = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
    mine = [number for number in numbers if _is_main() and signal.getsignal(number) is signal.SIG_DFL]

    def stop(number: int, frame: FrameType | None) -> None:
        for each in mine:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt(signal.Signals(number).name)

    for number in mine:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in mine:
            signal.signal(number, signal.SIG_DFL)


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Lock a folder and then mark it as ours: a mark without a lock is that of a process that is gone."""
    handle = _locked(folder)
    try:
        if handle is not None:
            (folder / OWNER).write_text(json.dumps({"kind": KIND, "pid": os.getpid(), "computer": _computer()}))
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _locked(folder: Path) -> int | None:
    """Return what holds the lock until it is closed, or the process ends; None where another has it, or none can be."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _remove_left(parent: Path, prefix: str) -> None:
    for folder in sorted(parent.glob(f"{prefix}*")):
        if not _is_left(folder):
            continue
        handle = _locked(folder)
        if handle is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(handle)


def _is_left(folder: Path) -> bool:
    """Whether a folder is ours, made by this user on this computer since its start; whether it is held is not asked."""
    if sys.platform == "win32" or folder.is_symlink() or not folder.is_dir():
        return False
    with suppress(OSError, ValueError, AttributeError):
        owner = json.loads((folder / OWNER).read_bytes())
        mine = folder.stat().st_uid == os.getuid()
        return bool(mine and owner.get("kind") == KIND and owner.get("computer") == _computer())
    return False


def _computer() -> str:
    """Return what names this computer since its start: locks hold among its processes, and no farther for sure."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return platform.node()
