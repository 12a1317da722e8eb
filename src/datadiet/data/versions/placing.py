"""Files that are made elsewhere come into a folder together: all of them, or none."""

import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from datadiet.errors import OutputError

__all__ = ["place", "staging"]


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Yield a hidden folder on the same disk as `folder`, which may not be there yet; it is taken away in the end.

    Raises:
        OutputError: it cannot be made.
    """
    beside = folder
    while not os.path.lexists(beside):
        beside = beside.parent
    try:
        made = Path(mkdtemp(prefix=".datadiet-restore-", dir=beside))
    except OSError as error:
        reason = "it is a file" if beside.is_file() else error.strerror
        raise OutputError(f"{beside} cannot be written to ({reason})", todo="choose another folder") from error
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def place(pairs: Sequence[tuple[Path, Path]], stage: Path) -> None:
    """Move files to their places; where one cannot be, put everything back as it was.

    Args:
        pairs: (file in the stage, place of it); what lies there is replaced.
        stage: from `staging`; what is replaced waits there until all is done.

    Raises:
        OutputError: a place is a folder, or cannot be written; nothing has changed then.
    """
    done = _Done()
    there: set[Path] = set()
    try:
        for number, (source, target) in enumerate(pairs):
            if target.parent not in there:
                _folders(target.parent, done)
                there.add(target.parent)
            _move(source, target, stage / f"old-{number}", done)
    except OSError as error:
        _back(done)
        raise OutputError(
            f"{target} cannot be written ({error.strerror}); nothing was changed",
            expected="a place for a file",
            todo="choose another folder",
        ) from error
    except BaseException:
        _back(done)
        raise


@dataclass(frozen=True, slots=True)
class _Done:
    """What has to be undone, should something fail: noted before it is done."""

    folders: list[Path] = field(default_factory=list)
    placed: list[Path] = field(default_factory=list)
    replaced: list[tuple[Path, Path]] = field(default_factory=list)


def _folders(folder: Path, done: _Done) -> None:
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        if os.path.lexists(each):
            raise NotADirectoryError(errno.ENOTDIR, f"{each} is a file")
        done.folders.append(each)
        each.mkdir()


def _move(source: Path, target: Path, old: Path, done: _Done) -> None:
    if target.is_dir() and not target.is_symlink():
        raise IsADirectoryError(errno.EISDIR, "a folder is in its place")
    if os.path.lexists(target):
        done.replaced.append((old, target))
        os.replace(target, old)
    done.placed.append(target)
    os.replace(source, target)


def _back(done: _Done) -> None:
    """Undo each step; of the last one, nobody knows whether it was made."""
    for target in done.placed:
        with suppress(OSError):
            target.unlink()
    for old, target in done.replaced:
        with suppress(OSError):
            os.replace(old, target)
    for folder in reversed(done.folders):
        with suppress(OSError):
            folder.rmdir()
