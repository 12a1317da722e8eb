"""A version comes back to disk, byte for byte."""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from datadiet.data.costs import COSTS
from datadiet.data.hashing import file_digest
from datadiet.data.paths import inside
from datadiet.data.spelling import plural
from datadiet.data.versions.log import Entry
from datadiet.data.versions.manifest import Version
from datadiet.data.versions.objects import copied
from datadiet.data.versions.placing import place, staging
from datadiet.data.versions.store import Store
from datadiet.data.whole import write_whole
from datadiet.engine.progress import Progress, silent
from datadiet.errors import DataError, OutputError

__all__ = ["Restored", "places", "restore"]

_NAMED = 5
Row = tuple[str, str]
"""Of a file: its path below the folder, and its SHA-256."""
Wanted = tuple[str, str, Path]
"""The same, and where it shall be."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What is in the folder now."""

    folder: Path
    written: int
    same: int
    """Files that were there already, with the same bytes."""
    others: tuple[str, ...]
    """Files that are there and not of the version; they were left alone."""


def restore(
    store: Store, version: Version, to: str | Path, *, force: bool = False, progress: Progress = silent
) -> Restored:
    """Write the files of a version into a folder, all or none; nothing there is deleted.

    Every file is copied and hashed in a hidden folder first, and moved to its place when all are whole.

    Args:
        store: what holds the version.
        version: as `Store.resolve` returns it.
        to: a folder; files that it has with the same bytes are left as they are.
        force: replace files that have other bytes.
        progress: called with the stage and how many files are looked at or copied.

    Raises:
        DataError: a file is neither whole in the store nor unchanged where it was, or a path leaves the folder.
        OutputError: files there have other bytes, which are named; or it cannot be written.
    """
    folder = Path(os.path.abspath(Path(to).expanduser()))
    if os.path.lexists(folder) and not folder.is_dir():
        raise OutputError(f"{folder} is no folder", expected="a folder", todo="choose another one with --to")
    rows = store.table(version, "files").select("file", "content").rows()
    missing = _missing(folder, rows, force, progress)
    costs = _costs(store, version, folder)
    if missing or costs:
        with staging(folder) as stage:
            pairs = _staged(store, version, missing, stage, progress)
            pairs += [(write_whole(stage / COSTS, content), folder / COSTS) for content in costs]
            place(pairs, stage)
    return Restored(folder, len(missing), len(rows) - len(missing), _others(folder, {name for name, _ in rows}))


def places(store: Store, version: Version, entries: Iterable[Entry]) -> list[Path]:
    """Return where the files of a version lay when it was added, the latest first."""
    found = [entry.place for entry in reversed([*entries]) if entry.version == version.id]
    return [Path(os.path.normpath(store.home / place)) for place in dict.fromkeys(found)]


def _missing(folder: Path, rows: Sequence[Row], force: bool, progress: Progress) -> list[Wanted]:
    """Return the files that are to be written; OutputError where other bytes are in their places."""
    missing, changed = [], []
    for done, (name, content) in enumerate(rows, 1):
        target = inside(folder, name)
        state = _state(target, folder, content)
        missing += [(name, content, target)] * (state != "same")
        changed += [name] * (state == "changed")
        progress("looking at what is there", done, len(rows))
    if changed and not force:
        raise _refused(folder, changed)
    return missing


def _staged(
    store: Store, version: Version, wanted: Sequence[Wanted], stage: Path, progress: Progress
) -> list[tuple[Path, Path]]:
    """Copy files to the stage, and return each with its place; DataError names those that nobody has any more."""
    entries = [entry for entry in store.log() if entry.version == version.id]
    folders = places(store, version, entries)
    telling = 0 if any(entry.objects for entry in entries) else -1  # the copy in the store, or the file where it was
    lost, found = [], []
    for done, (name, content, target) in enumerate(wanted, 1):
        reasons = _copy(content, [store.objects.path(content), *(each / name for each in folders)], stage / str(done))
        lost += [f"{name}: {reasons[telling]}"] if reasons else []
        found.append((stage / str(done), target))
        progress("copying files", done, len(wanted))
    if lost:
        raise _lost(store, version, lost)
    return found


def _copy(content: str, sources: Iterable[Path], target: Path) -> list[str]:
    """Copy the first source that has this content; return why none has, or nothing."""
    reasons = []
    for source in sources:
        try:
            copied(source, target, content)
        except DataError as error:
            reasons.append(error.found)
        else:
            return []
    return reasons


def _lost(store: Store, version: Version, lost: Sequence[str]) -> DataError:
    files = f"{plural(len(lost), 'file')} of {store.name_of(version.id)}"
    return DataError(
        f"{files} cannot be restored, and nothing was written: {_some(lost, '; ')}",
        expected="a whole copy of each in the store, or the file unchanged where it was added from",
        todo="fetch the copies again (for example with dvc pull), or take the damaged ones away and add the same data "
        "again; datadiet versions verify names all that is damaged",
    )


def _is(path: Path, content: str) -> bool:
    try:
        return file_digest(path) == content
    except OSError:
        return False


def _state(target: Path, folder: Path, content: str) -> str:
    """Say what is at a path: nothing, the same bytes, or something else."""
    if not os.path.lexists(target):
        between = target.parent
        while between != folder and not os.path.lexists(between):
            between = between.parent
        return "changed" if os.path.lexists(between) and not between.is_dir() else "missing"
    return "same" if not target.is_symlink() and target.is_file() and _is(target, content) else "changed"


def _refused(folder: Path, changed: Sequence[str]) -> OutputError:
    return OutputError(
        f"{plural(len(changed), 'file')} in {folder} would be replaced by other bytes: {_some(changed, ', ')}",
        expected="a new folder, or one with the same files",
        todo="choose another folder, or replace them with --force",
    )


def _some(names: Sequence[str], between: str) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return between.join(names[:_NAMED]) + more


def _costs(store: Store, version: Version, folder: Path) -> list[bytes]:
    """What the pictures cost is no part of the version, and comes along where nothing is in its place."""
    with suppress(OSError):
        return [] if os.path.lexists(folder / COSTS) else [store.costs_file(version.id).read_bytes()]
    return []


def _others(folder: Path, own: set[str]) -> tuple[str, ...]:
    found = []
    for here, subfolders, files in os.walk(folder):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        found += [Path(here, name).relative_to(folder).as_posix() for name in files if not name.startswith(".")]
    return tuple(sorted({*found} - own - {COSTS}))
