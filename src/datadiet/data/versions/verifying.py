"""Is everything in a store as it was written?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from datadiet.data.hashing import file_digest, file_hash
from datadiet.data.versions.finding import Finding, bad_lines, unreadable
from datadiet.data.versions.log import Entry, scan_log
from datadiet.data.versions.manifest import Version, short
from datadiet.data.versions.restoring import places
from datadiet.data.versions.store import Store
from datadiet.data.versions.vouching import result_findings
from datadiet.engine.progress import Progress, silent
from datadiet.errors import DataError

__all__ = ["Verified", "verify"]


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
    """Hash every manifest, table and file again, and derive results from the copies of their files once more.

    Whatever is damaged, the rest is looked at all the same. Log, tags and results are looked at as a whole, whichever
    versions are named.

    Args:
        store: what is looked at.
        names: tags or ids of the versions; none for all.
        progress: called while files are hashed.

    Raises:
        DataError: a name means no version, or several.
    """
    ids = [store.id_of(name) for name in names] or store.ids()
    log, found = _log(store)
    entries = log or []
    contents: dict[str, tuple[str, list[Path]]] = {}
    for id in ids:
        found += _costs(store, id, entries)
        version = _manifest(store, id, found)
        if version is None:
            continue
        _tables(store, version, entries, found, contents)
        found += [_unknown(store, id, parent) for parent in version.parents if not store.manifest(parent).is_file()]
    found += [*_tags(store), *_logged(store, entries, ids if log is not None else ()), *result_findings(store)]
    for done, (content, (name, folders)) in enumerate(sorted(contents.items()), 1):
        found += _file(store, content, name, folders)
        progress("hashing files", done, len(contents))
    return Verified(str(store.folder), len(ids), len(contents), tuple(found))


def _log(store: Store) -> tuple[list[Entry] | None, list[Finding]]:
    """Read what can be read of the log; None where that is nothing at all."""
    try:
        entries, damaged = scan_log(store.log_file)
    except DataError as error:
        return None, [unreadable(store.log_file, error)]
    return entries, bad_lines(store.log_file, damaged)


def _manifest(store: Store, id: str, found: list[Finding]) -> Version | None:
    try:
        return store.read(id)
    except DataError as error:
        found.append(unreadable(store.manifest(id), error))
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
            found.append(unreadable(store.table_file(version.id, name), error))
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
        yield unreadable(store.tags_file, error)
        return
    for tag, id in tags.items():
        if id not in there:
            yield Finding(str(store.tags_file), f"the tag '{tag}' is of {short(id)}", "a version that is there")


def _logged(store: Store, entries: Iterable[Entry], ids: Iterable[str]) -> Iterator[Finding]:
    """Compare the log with the versions that are there, both ways."""
    there, logged = set(store.ids()), dict.fromkeys(entry.version for entry in entries)
    for id in logged:
        if id not in there:
            yield Finding(str(store.log_file), f"an entry of {short(id)}", "a version that is there")
    for id in ids:
        if id not in logged:
            yield Finding(str(store.log_file), f"no entry of {short(id)}", "when it was added, and from where")


def _costs(store: Store, id: str, entries: Iterable[Entry]) -> list[Finding]:
    """Compare what the pictures cost with the log, where that knows it; after a merge it may know two such files."""
    logged = list(dict.fromkeys(entry.costs for entry in entries if entry.version == id and entry.costs))
    path = store.costs_file(id)
    if not logged or (there := file_hash(path)) in logged:
        return []
    return [Finding(str(path), f"SHA-256 {there}" if there else "no such file", " or ".join(logged))]


def _unknown(store: Store, id: str, parent: str) -> Finding:
    return Finding(str(store.manifest(id)), f"the parent {short(parent)}", "a version that is there")
