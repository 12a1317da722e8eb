"""Is everything in a store as it was written?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from datadiet.data.versions.canonical import file_digest
from datadiet.data.versions.lines import Damaged
from datadiet.data.versions.log import Entry, scan_log
from datadiet.data.versions.manifest import Version, short
from datadiet.data.versions.restoring import places
from datadiet.data.versions.results import scan_results
from datadiet.data.versions.store import Store
from datadiet.engine.progress import Progress, silent
from datadiet.errors import DataError

__all__ = ["Finding", "Verified", "verify"]

_WRITTEN = "what datadiet wrote"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written."""

    file: str
    found: str
    expected: str
    line: int | None = None
    """Of the file, from 1, where one line is meant."""
    copy_of: str = ""
    """Of a copy in the store: the file of a version."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what is wrong."""

    store: str
    """The folder."""
    versions: int
    files: int
    """Contents that were hashed: one that several versions have counts once."""
    findings: tuple[Finding, ...]

    @property
    def fine(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def verify(store: Store, names: Iterable[str] = (), *, progress: Progress = silent) -> Verified:
    """Hash every manifest, table and file again; whatever is damaged, the rest is looked at all the same.

    Args:
        store: what is looked at.
        names: tags or ids of the versions; none for all.
        progress: called while files are hashed.

    Raises:
        DataError: a name means no version, or several.
    """
    ids = [store.id_of(name) for name in names] or store.ids()
    entries, found = _log(store)
    contents: dict[str, tuple[str, list[Path]]] = {}
    for id in ids:
        version = _manifest(store, id, found)
        if version is None:
            continue
        _tables(store, version, entries, found, contents)
        found += [_unknown(store, id, parent) for parent in version.parents if not store.manifest(parent).is_file()]
    found += [*_tags(store), *_logged(store, entries), *_results(store)]
    for done, (content, (name, folders)) in enumerate(sorted(contents.items()), 1):
        found += _file(store, content, name, folders)
        progress("hashing files", done, len(contents))
    return Verified(str(store.folder), len(ids), len(contents), tuple(found))


def _log(store: Store) -> tuple[list[Entry], list[Finding]]:
    """Read what can be read of the log."""
    try:
        entries, damaged = scan_log(store.log_file)
    except DataError as error:
        return [], [_unreadable(store.log_file, error)]
    return entries, _lines(store.log_file, damaged)


def _lines(file: Path, damaged: Iterable[Damaged]) -> list[Finding]:
    return [Finding(str(file), f"a line that cannot be read: {one.why}", _WRITTEN, line=one.line) for one in damaged]


def _unreadable(file: Path, error: DataError) -> Finding:
    """Return what an error says of a file, without its name once more."""
    return Finding(str(file), error.found.removeprefix(f"{file} "), error.expected or _WRITTEN)


def _manifest(store: Store, id: str, found: list[Finding]) -> Version | None:
    try:
        return store.read(id)
    except DataError as error:
        found.append(_unreadable(store.manifest(id), error))
        return None


def _tables(
    store: Store,
    version: Version,
    entries: Sequence[Entry],
    found: list[Finding],
    contents: dict[str, tuple[str, list[Path]]],
) -> None:
    """Check the tables of a version, and note which contents its files have."""
    for name in version.tables:
        try:
            frame = store.table(version, name)
        except DataError as error:
            found.append(_unreadable(store.table_file(version.id, name), error))
            continue
        if name == "files":
            copied = any(entry.objects for entry in entries if entry.version == version.id)
            folders = [] if copied else places(store, version, entries)
            for file, content in frame.select("file", "content").iter_rows():
                contents.setdefault(content, (file, []))[1].extend(folders)


def _file(store: Store, content: str, name: str, folders: list[Path]) -> list[Finding]:
    """Check a copy, or, where there is none, the file in its place."""
    object = str(store.objects.path(content))
    if (there := store.objects.check(content)) is not None:
        return [Finding(object, f"SHA-256 {there}", content, copy_of=name)] if there != content else []
    seen = {}
    for folder in dict.fromkeys(folders):
        try:
            seen[folder / name] = file_digest(folder / name)
        except OSError:
            continue
    if content in seen.values():
        return []
    if not seen:
        return [Finding(object, "no such file", content, copy_of=name)]
    path, digest = next(iter(seen.items()))
    return [Finding(str(path), f"SHA-256 {digest}, and no copy in the store", content)]


def _tags(store: Store) -> Iterator[Finding]:
    there = set(store.ids())
    try:
        tags = store.tags()
    except DataError as error:
        yield _unreadable(store.tags_file, error)
        return
    for tag, id in tags.items():
        if id not in there:
            yield Finding(str(store.tags_file), f"the tag '{tag}' is of {short(id)}", "a version that is there")


def _logged(store: Store, entries: Iterable[Entry]) -> Iterator[Finding]:
    there = set(store.ids())
    for id in dict.fromkeys(entry.version for entry in entries):
        if id not in there:
            yield Finding(str(store.log_file), f"an entry of {short(id)}", "a version that is there")


def _results(store: Store) -> Iterator[Finding]:
    try:
        results, damaged = scan_results(store)
    except DataError as error:
        yield _unreadable(store.results_file, error)
        return
    yield from _lines(store.results_file, damaged)
    for one in results:
        path = store.result_file(one.digest)
        if (digest := _digest(path)) != one.digest:
            yield Finding(str(path), f"SHA-256 {digest}" if digest else "no such file", one.digest)


def _unknown(store: Store, id: str, parent: str) -> Finding:
    return Finding(str(store.manifest(id)), f"the parent {short(parent)}", "a version that is there")


def _digest(path: Path) -> str | None:
    try:
        return file_digest(path)
    except OSError:
        return None
