"""Is everything in a store as it was written?"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from datadiet.data.versions.canonical import file_digest
from datadiet.data.versions.manifest import Version, short
from datadiet.data.versions.restoring import places
from datadiet.data.versions.results import read_results
from datadiet.data.versions.store import Store
from datadiet.engine.progress import Progress, silent
from datadiet.errors import DataError

__all__ = ["Finding", "Verified", "verify"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written."""

    file: str
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what is wrong."""

    versions: int
    files: int
    """Contents that were hashed: one that several versions have counts once."""
    findings: tuple[Finding, ...]

    @property
    def fine(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def verify(store: Store, names: Iterable[str] = (), *, progress: Progress = silent) -> Verified:
    """Hash every manifest, table and file again.

    Args:
        store: what is looked at.
        names: tags or ids of the versions; none for all.
        progress: called while files are hashed.

    Raises:
        DataError: a name means no version, or several.
    """
    ids = [store.resolve(name).id for name in names] or store.ids()
    found: list[Finding] = []
    contents: dict[str, tuple[str, list[Path]]] = {}
    for id in ids:
        version = _manifest(store, id, found)
        if version is None:
            continue
        _tables(store, version, found, contents)
        found += [_unknown(store, id, parent) for parent in version.parents if not store.manifest(parent).is_file()]
    found += _named(store)
    for done, (content, (name, folders)) in enumerate(sorted(contents.items()), 1):
        found += _file(store, content, name, folders)
        progress("hashing files", done, len(contents))
    return Verified(len(ids), len(contents), tuple(found))


def _manifest(store: Store, id: str, found: list[Finding]) -> Version | None:
    try:
        return store.read(id)
    except DataError as error:
        found.append(Finding(str(store.manifest(id)), error.found, error.expected or "the manifest of a version"))
        return None


def _tables(store: Store, version: Version, found: list[Finding], contents: dict[str, tuple[str, list[Path]]]) -> None:
    """Check the tables of a version, and note which contents its files have."""
    for name in version.tables:
        try:
            frame = store.table(version, name)
        except DataError as error:
            where = str(store.table_file(version.id, name))
            found.append(Finding(where, error.found, error.expected or "the rows that the manifest vouches for"))
            continue
        if name == "files":
            copied = any(entry.objects for entry in store.log() if entry.version == version.id)
            folders = [] if copied else places(store, version)
            for file, content in frame.select("file", "content").iter_rows():
                contents.setdefault(content, (file, []))[1].extend(folders)


def _file(store: Store, content: str, name: str, folders: list[Path]) -> list[Finding]:
    """Check a copy, or, where there is none, the file in its place."""
    object = store.objects.path(content)
    if (there := store.objects.check(content)) is not None:
        return [Finding(f"{object} ({name})", f"SHA-256 {there}", content)] if there != content else []
    seen = {}
    for folder in dict.fromkeys(folders):
        try:
            seen[folder / name] = file_digest(folder / name)
        except OSError:
            continue
    if content in seen.values():
        return []
    if not seen:
        return [Finding(f"{object} ({name})", "no such file", content)]
    path, digest = next(iter(seen.items()))
    return [Finding(str(path), f"SHA-256 {digest}, and no copy in the store", content)]


def _named(store: Store) -> list[Finding]:
    """Check that tags, the log and results name versions that are there."""
    there, found = set(store.ids()), []
    for tag, id in store.tags().items():
        if id not in there:
            found.append(Finding(str(store.tags_file), f"the tag '{tag}' is of {short(id)}", "a version that is there"))
    for id in dict.fromkeys(entry.version for entry in store.log()):
        if id not in there:
            found.append(Finding(str(store.log_file), f"an entry of {short(id)}", "a version that is there"))
    for one in read_results(store):
        path = store.result_file(one.digest)
        if (digest := _digest(path)) != one.digest:
            found.append(Finding(str(path), f"SHA-256 {digest}" if digest else "no such file", one.digest))
    return found


def _unknown(store: Store, id: str, parent: str) -> Finding:
    return Finding(str(store.manifest(id)), f"the parent {short(parent)}", "a version that is there")


def _digest(path: Path) -> str | None:
    try:
        return file_digest(path)
    except OSError:
        return None
