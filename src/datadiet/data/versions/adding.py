"""A data set on disk becomes a version."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from datadiet.data.dataset import Problem
from datadiet.data.versions.log import Entry, append
from datadiet.data.versions.manifest import Version
from datadiet.data.versions.store import Store
from datadiet.data.versions.tags import check_free, check_tag, write_tag
from datadiet.data.versions.taking import Taken, take
from datadiet.data.whole import write_whole
from datadiet.engine.progress import Progress, silent

__all__ = ["Added", "Keeping", "Prepared", "add", "now", "prepare", "record"]


@dataclass(frozen=True, slots=True)
class Keeping:
    """How the files of a version are kept."""

    objects: bool = True
    """Copy them into the store; without, a restore needs them unchanged where they are."""
    link: bool = False
    """Let copies of images share the bytes of the originals, which become read-only."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a data set."""

    version: Version
    name: str
    new: bool
    """Whether the store did not have it yet."""
    copied: int
    """Files that were copied; others were there."""
    problems: tuple[Problem, ...] = ()
    """What the reader could not use."""
    unreadable: tuple[Problem, ...] = ()
    """Files that are called images, and that nobody could open; they are kept as they are."""


def now() -> str:
    """The time as the log has it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def add(
    store: Store,
    source: str | Path,
    *,
    parents: Sequence[str] = (),
    message: str = "",
    tag: str | None = None,
    force: bool = False,
    keeping: Keeping | None = None,
    format: str | None = None,
    progress: Progress = silent,
) -> Added:
    """Make a data set a version: the same files, samples and parents give the same id on any machine.

    Args:
        store: where.
        source: a folder, an annotation file, or a table of rows; `FOLDER#SPLIT` picks a part.
        parents: tags or ids of the versions that it follows.
        message: for the log; it is not hashed.
        tag: a name for the version.
        force: move the tag where another version has it.
        keeping: how the files are kept.
        format: the name of a reader; None asks each.
        progress: called while files are hashed and copied.

    Raises:
        DataError: the data cannot be read, is empty, has an id twice, or was changed meanwhile; a parent is not known.
        OptionError: the tag is that of another version.
        OutputError: the store cannot be written.
    """
    followed = tuple(sorted({store.resolve(name).id for name in parents}))
    if tag is not None:
        check_tag(tag)
    found = prepare(store, source, message=message, keeping=keeping, format=format, progress=progress)
    version, new = record(store, replace(found, parents=followed), tag=tag, force=force)
    return Added(version, found.entry.name, new, found.copied, found.problems, found.unreadable)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A version that is not written yet; its files are kept already."""

    tables: Mapping[str, pl.DataFrame]
    entry: Entry
    """For the log, without the id."""
    made: Mapping[str, Any]
    costs: bytes | None
    parents: tuple[str, ...] = ()
    copied: int = 0
    problems: tuple[Problem, ...] = ()
    unreadable: tuple[Problem, ...] = ()


def prepare(
    store: Store,
    source: str | Path,
    *,
    message: str = "",
    keeping: Keeping | None = None,
    format: str | None = None,
    progress: Progress = silent,
) -> Prepared:
    """Read and hash a data set and keep its files, as `add` says."""
    found, keeping = take(source, format=format, apart=store.folder, progress=progress), keeping or Keeping()
    copied = _kept(store, found, keeping, progress) if keeping.objects else 0
    place = Path(os.path.relpath(found.root, store.home)).as_posix()
    return Prepared(
        {"samples": found.samples, "files": found.files},
        Entry("", now(), found.name, place, message, keeping.objects),
        found.made,
        found.costs,
        copied=copied,
        problems=found.problems,
        unreadable=found.unreadable,
    )


def record(store: Store, found: Prepared, *, tag: str | None, force: bool) -> tuple[Version, bool]:
    """Write a version with its log entry and tag, while nobody else does; say whether it is new."""
    with store.writing():
        before = {each.version for each in store.log() if each.objects >= found.entry.objects}
        draft = store.draft(found.tables, parents=found.parents, made=found.made)
        id = draft.version.id
        if tag is not None:
            check_free(store.tags_file, tag, id, force=force)
        store.write(draft)
        if found.costs is not None and not store.costs_file(id).is_file():
            write_whole(store.costs_file(id), found.costs)
        if id not in before:
            append(store.log_file, replace(found.entry, version=id))
        if tag is not None:
            write_tag(store.tags_file, tag, id, force=force)
    return draft.version, id not in before


def _kept(store: Store, found: Taken, keeping: Keeping, progress: Progress) -> int:
    """Copy every file that the store lacks, and return how many that were."""
    images = set(found.samples["file"]) if keeping.link else set()
    new = 0
    rows = found.files.select("file", "content").rows()
    for done, (name, content) in enumerate(rows, 1):
        new += store.objects.put(found.root / name, content, link=name in images)
        progress("copying files", done, len(rows))
    return new
