"""The folder that holds versions: small files for Git, objects beside them for DVC or any other disk."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from datadiet.data.hashing import file_hash
from datadiet.data.locking import locked
from datadiet.data.versions import manifest
from datadiet.data.versions.log import Entry, scan_log
from datadiet.data.versions.manifest import Version, short
from datadiet.data.versions.objects import Objects
from datadiet.data.versions.rows import TABLES, digest_of, in_order
from datadiet.data.versions.tags import HEX, read_tags
from datadiet.data.whole import write_whole
from datadiet.errors import DataError

__all__ = ["Draft", "Store"]

_SUFFIXES = {"samples": ".parquet", "files": ".files.parquet", "supersedes": ".supersedes.parquet"}
_CALLED = {"samples": "table of samples", "files": "table of files", "supersedes": "table of what it supersedes"}
_PATIENCE = 60.0
"""Seconds to wait for another writer: each holds the store for a moment only."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A version that is not written yet."""

    version: Version
    text: str
    """Of its manifest."""
    tables: Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Store:
    """Versions on disk. What is read is checked against its digest."""

    folder: Path

    @property
    def objects(self) -> Objects:
        """The copies of files."""
        return Objects(self.folder / "objects")

    @property
    def log_file(self) -> Path:
        """What was added when."""
        return self.folder / "log.jsonl"

    @property
    def tags_file(self) -> Path:
        """Names of versions."""
        return self.folder / "tags.json"

    @property
    def results_file(self) -> Path:
        """What is known about versions."""
        return self.folder / "results.jsonl"

    def result_file(self, digest: str) -> Path:
        """Where the copy of an attached result is."""
        return self.folder / "results" / f"{digest}.json"

    @property
    def home(self) -> Path:
        """The folder to which places in the log are relative."""
        return self.folder.parent

    def manifest(self, id: str) -> Path:
        """Where the manifest of a version is."""
        return self.folder / "versions" / f"{id}.json"

    def table_file(self, id: str, name: str) -> Path:
        """Where a table of a version is."""
        return self.folder / "versions" / f"{id}{_SUFFIXES[name]}"

    def costs_file(self, id: str) -> Path:
        """Where the costs of a version's pictures are: a clock wrote them, so the log vouches for them, not the id."""
        return self.folder / "versions" / f"{id}.costs.jsonl"

    def ids(self) -> list[str]:
        """The ids of all versions, in alphabetical order."""
        return sorted(path.stem for path in (self.folder / "versions").glob("*.json") if len(path.stem) == 64)

    def log(self) -> list[Entry]:
        """What was added, the oldest first; a line that cannot be read is left out, and `damaged_lines` names it."""
        return scan_log(self.log_file)[0]

    def tags(self) -> dict[str, str]:
        """Tag -> id."""
        return read_tags(self.tags_file)

    def tags_of(self, id: str) -> list[str]:
        """The tags of a version."""
        return sorted(tag for tag, named in self.tags().items() if named == id)

    def name_of(self, id: str) -> str:
        """What to call a version for people: its first tag with its short id, else the short id."""
        tags = self.tags_of(id)
        return f"{tags[0]} ({short(id)})" if tags else short(id)

    def read(self, id: str) -> Version:
        """Return a version by its whole id; DataError where its manifest is missing or was changed."""
        file = self.manifest(id)
        try:
            return manifest.load(file.read_bytes(), id, str(file))
        except OSError as error:
            raise DataError(
                f"{file} cannot be read ({error.strerror})", todo="fetch it again, for example with git restore"
            ) from error

    def versions(self) -> list[Version]:
        """All versions: those of the log first, the oldest first."""
        logged = dict.fromkeys(entry.version for entry in self.log())
        ids = self.ids()
        return [
            self.read(id) for id in [*(id for id in logged if id in set(ids)), *(i for i in ids if i not in logged)]
        ]

    def resolve(self, name: str) -> Version:
        """Return the version that a tag, an id, or the first 7 digits or more of one mean.

        Raises:
            DataError: there is none, or several, which are named; or its manifest was changed.
        """
        return self.read(self.id_of(name))

    def id_of(self, name: str) -> str:
        """Return the id that `resolve` would read; DataError where there is none, or several, which are named."""
        tags = self.tags()
        if name in tags:
            return tags[name]
        found = [id for id in self.ids() if HEX.fullmatch(name) and id.startswith(name)]
        if len(found) == 1:
            return found[0]
        if found:
            raise DataError(
                f"'{name}' is the beginning of {len(found)} versions: {', '.join(short(id) for id in found)}",
                expected="as many digits as tell them apart",
            )
        some = ", ".join([*tags, *(short(entry.version) for entry in self.log()[-3:])])
        raise DataError(
            f"there is no version '{name}' in {self.folder}",
            expected=f"a tag or an id, such as {some}" if some else "a version that was added",
            todo="see datadiet versions log",
        )

    def table(self, version: Version, name: str) -> pl.DataFrame:
        """Return a table of a version; DataError where it is missing or not what the manifest vouches for."""
        if name not in version.tables:
            return TABLES[name].to_frame()
        file, vouched = self.table_file(version.id, name), version.tables[name]
        try:
            frame = pl.read_parquet(file.read_bytes())
            found = digest_of(name, frame.select(list(TABLES[name])).cast(TABLES[name]))
        except (OSError, pl.exceptions.PolarsError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error).partition("\n")[0]
            raise DataError(
                f"{file} cannot be read ({reason})", todo="fetch it again, for example with git restore"
            ) from error
        if found != vouched.digest:
            raise DataError(
                f"{file} was changed: the SHA-256 of its rows is {found}",
                expected=vouched.digest,
                todo="fetch the store again from where it came",
            )
        return frame

    def draft(
        self, tables: Mapping[str, pl.DataFrame], *, parents: tuple[str, ...], made: Mapping[str, Any]
    ) -> "Draft":
        """Return the version that these tables make, with nothing written."""
        ordered = {name: in_order(name, frame) for name, frame in tables.items() if name != "supersedes" or len(frame)}
        vouched = {name: manifest.Table(frame.height, digest_of(name, frame)) for name, frame in ordered.items()}
        size = int(ordered["files"]["size"].sum())
        return Draft(*manifest.dump(parents=parents, tables=vouched, bytes=size, made=made), ordered)

    def write(self, draft: "Draft") -> tuple[str, ...]:
        """Write each file of a version that is not there as it should be, the manifest last; return them in words.

        Raises:
            OutputError: one cannot be written.
        """
        id, written = draft.version.id, []
        for name, frame in draft.tables.items():
            if not _says(file := self.table_file(id, name), name, frame):
                written.append(f"its {_CALLED[name]} was {'changed' if file.is_file() else 'missing'}")
                packed = io.BytesIO()
                frame.write_parquet(packed, compression="zstd")
                write_whole(file, packed.getvalue())
        if file_hash(file := self.manifest(id)) != id:
            written.append(f"its manifest was {'changed' if file.is_file() else 'missing'}")
            write_whole(file, draft.text)
        return tuple(written)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the store: other writers wait."""
        with locked(self.folder, patience=_PATIENCE):
            yield


def _says(file: Path, name: str, frame: pl.DataFrame) -> bool:
    """Whether a file holds these rows, however it is compressed."""
    try:
        return in_order(name, pl.read_parquet(file.read_bytes()).cast(TABLES[name])).equals(frame)
    except (OSError, pl.exceptions.PolarsError):
        return False
