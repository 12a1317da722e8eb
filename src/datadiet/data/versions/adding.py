"""A data set on disk becomes a version."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from datadiet.data.dataset import Problem
from datadiet.data.versions.costs import keep_costs
from datadiet.data.versions.log import Entry, append
from datadiet.data.versions.manifest import Version
from datadiet.data.versions.store import Draft, Store
from datadiet.data.versions.tags import check_free, check_tag, write_tag
from datadiet.data.versions.taking import Taken, take
from datadiet.engine.progress import Progress, silent

__all__ = ["Added", "Keeping", "Prepared", "Recorded", "add", "drafted", "now", "prepare", "record"]


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
    mended: tuple[str, ...] = ()
    """Which files of a version that was there were not as they should be, in words; they were written again."""


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
    made = record(store, replace(found, parents=followed), tag=tag, force=force)
    return Added(made.version, found.entry.name, made.new, found.copied, found.problems, found.unreadable, made.mended)


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


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a version that was prepared."""

    version: Version
    new: bool
    mended: tuple[str, ...]


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


def drafted(store: Store, found: Prepared) -> Draft:
    """Return what would be written."""
    return store.draft(found.tables, parents=found.parents, made=found.made)


def record(store: Store, found: Prepared, *, tag: str | None, force: bool, before: Sequence[Prepared] = ()) -> Recorded:
    """Write a version with its log entry and tag, while nobody else does, and before it what it follows: all, or none.

    Raises:
        OptionError: the tag is that of another version.
        OutputError: the store cannot be written.
    """
    draft = drafted(store, found)
    with store.writing():
        if tag is not None:
            check_free(store.tags_file, tag, draft.version.id, force=force)
        for each in before:
            _write(store, each, drafted(store, each))
        made = _write(store, found, draft)
        if tag is not None:
            write_tag(store.tags_file, tag, draft.version.id, force=force)
    return made


def _write(store: Store, found: Prepared, draft: Draft) -> Recorded:
    """Write a version and its log entry, as far as they are not there."""
    id = draft.version.id
    entries = [each for each in store.log() if each.version == id]
    new = not any(each.objects >= found.entry.objects for each in entries)
    known = bool(entries) or store.manifest(id).is_file()
    written = store.write(draft)
    costs = keep_costs(store, id, found.costs, {each.costs for each in entries} - {""})
    if new or costs.new:  # where the costs alone are new, the log still says what it said
        entry = found.entry if new else replace(entries[-1], at=found.entry.at)
        append(store.log_file, replace(entry, version=id, costs=costs.digest))
    return Recorded(draft.version, new, written if known else ())


def _kept(store: Store, found: Taken, keeping: Keeping, progress: Progress) -> int:
    """Copy every file that the store lacks, and return how many that were."""
    images = set(found.samples["file"]) if keeping.link else set()
    new = 0
    rows = found.files.select("file", "content").rows()
    for done, (name, content) in enumerate(rows, 1):
        new += store.objects.put(found.root / name, content, link=name in images)
        progress("copying files", done, len(rows))
    return new
