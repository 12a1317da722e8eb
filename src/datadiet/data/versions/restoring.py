"""A version comes back to disk, byte for byte."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from datadiet.data.costs import COSTS
from datadiet.data.paths import inside
from datadiet.data.versions.canonical import file_digest
from datadiet.data.versions.manifest import Version
from datadiet.data.versions.objects import copied
from datadiet.data.versions.store import Store
from datadiet.data.whole import write_whole
from datadiet.engine.progress import Progress, silent
from datadiet.errors import DataError, OutputError

__all__ = ["Restored", "places", "restore"]

_NAMED = 5


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
    """Write the files of a version into a folder; nothing there is deleted.

    Args:
        store: what holds the version.
        version: as `Store.resolve` returns it.
        to: a folder; files that it has with the same bytes are left as they are.
        force: replace files that have other bytes.
        progress: called with the stage and how many files are looked at or written.

    Raises:
        DataError: a file is neither in the store nor unchanged where it was, or a path leaves the folder.
        OutputError: files there have other bytes, which are named; or it cannot be written.
    """
    folder = Path(os.path.abspath(Path(to).expanduser()))
    rows = store.table(version, "files").select("file", "content").rows()
    sources = _sources(store, version, rows)
    targets = [inside(folder, name) for name, _ in rows]
    missing = []
    changed = []
    for done, (target, (name, content)) in enumerate(zip(targets, rows, strict=True), 1):
        state = _state(target, folder, content)
        missing += [done - 1] * (state != "same")
        changed += [name] * (state == "changed")
        progress("looking at what is there", done, len(rows))
    if changed and not force:
        raise _refused(folder, changed)
    for done, at in enumerate(missing, 1):
        _put(sources[at], targets[at], rows[at][1])
        progress("writing files", done, len(missing))
    _write_costs(store, version, folder)
    return Restored(folder, len(missing), len(rows) - len(missing), _others(folder, {name for name, _ in rows}))


def places(store: Store, version: Version) -> list[Path]:
    """Return where the files of a version lay when it was added, the latest first."""
    found = [entry.place for entry in reversed(store.log()) if entry.version == version.id]
    return [Path(os.path.normpath(store.home / place)) for place in dict.fromkeys(found)]


def _sources(store: Store, version: Version, rows: Sequence[tuple[str, str]]) -> list[Path]:
    """Find every file before anything is written."""
    found, lost = [], []
    folders = places(store, version)
    for name, content in rows:
        path = store.objects.path(content)
        if not path.is_file():
            there = [folder / name for folder in folders if _is(folder / name, content)]
            path = there[0] if there else path
            lost += [] if there else [name]
        found.append(path)
    if lost:
        raise DataError(
            f"{len(lost)} of {len(rows)} files of {store.name_of(version.id)} are not in {store.objects.folder}, nor "
            f"unchanged where they were, such as {lost[0]}",
            expected="a copy of each",
            todo="fetch the objects (dvc pull), or bring the files back as they were",
        )
    return found


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


def _put(source: Path, target: Path, content: str) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{target.parent} cannot be made ({error.strerror})", todo="choose another folder") from error
    if target.is_dir() and not target.is_symlink():
        raise OutputError(f"{target} is a folder", expected="a place for a file", todo="choose another folder")
    copied(source, target, content)


def _refused(folder: Path, changed: Sequence[str]) -> OutputError:
    more = f" and {len(changed) - _NAMED:,} more" if len(changed) > _NAMED else ""
    return OutputError(
        f"{len(changed):,} files in {folder} have other bytes: {', '.join(changed[:_NAMED])}{more}",
        expected="a new folder, or one with the same files",
        todo="choose another folder, or replace them with --force",
    )


def _write_costs(store: Store, version: Version, folder: Path) -> None:
    """What the pictures cost is no part of the version, and comes along where nothing is in its place."""
    with suppress(OSError):
        content = store.costs_file(version.id).read_bytes()
        if not os.path.lexists(folder / COSTS):
            write_whole(folder / COSTS, content)


def _others(folder: Path, own: set[str]) -> tuple[str, ...]:
    found = []
    for here, subfolders, files in os.walk(folder):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        found += [Path(here, name).relative_to(folder).as_posix() for name in files if not name.startswith(".")]
    return tuple(sorted({*found} - own - {COSTS}))
