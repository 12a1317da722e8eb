"""`provenance.json`: what a set was made from, so that each sample can be followed back; no paths, no clock."""

import json
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from datadiet import __version__
from datadiet.data.hashing import file_digest
from datadiet.data.versions.canonical import contents_digest
from datadiet.data.whole import write_whole
from datadiet.errors import DataError

__all__ = [
    "PROVENANCE",
    "RUN",
    "Origin",
    "Provenance",
    "beside",
    "contents",
    "from_data",
    "from_file",
    "made_of",
    "read_provenance",
    "write_provenance",
]

PROVENANCE, RUN = "provenance.json", "run.json"
_MOST = 256 << 20
"""Bytes of such a file, above which it is not read."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One thing that a set was made from."""

    role: str
    """Such as twin, objects, backgrounds, images, synthetic, model."""
    name: str
    digest: str
    """SHA-256 of its file; of a data set, over the sorted content hashes of its samples."""
    made: dict[str, Any] = field(default_factory=dict)
    """How it was made itself, as far as it says so."""
    samples: dict[str, str] = field(default_factory=dict)
    """Of a data set: id -> content hash, of the samples that were used or could be."""
    column: str | None = None
    """The condition of a new sample that names the sample it was made from."""
    object_column: str | None = None
    """The same for a new sample's annotated objects. Without either, a new sample is a copy, and known by content."""
    object_kind: str | None = None
    """What the column `origin` of such an object says; None for any."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a set was made from, and how."""

    made_by: str
    """The command, such as compose."""
    origins: tuple[Origin, ...]
    options: dict[str, Any] = field(default_factory=dict)
    datadiet: str = __version__

    @property
    def facts(self) -> dict[str, Any]:
        """Return it without the samples of its origins."""
        origins = [{key: value for key, value in asdict(one).items() if key != "samples"} for one in self.origins]
        return {**asdict(self), "origins": origins}


_ADAPTER = TypeAdapter(Provenance)


def write_provenance(target: Path, found: Provenance) -> Path:
    """Write it into a folder, or beside the file of a table, and return its path; OutputError where that fails."""
    body = json.dumps(asdict(found), indent=1, ensure_ascii=False, sort_keys=True, default=str)
    return write_whole(beside(target), body + "\n")


def beside(target: Path) -> Path:
    """Return where the provenance of a folder, or of the file of a table, stands."""
    return target / PROVENANCE if target.is_dir() else target.with_name(f"{target.stem}.{PROVENANCE}")


def read_provenance(target: Path) -> Provenance | None:
    """Return what stands in a folder or beside a file; None where there is nothing; DataError where it is damaged."""
    path = beside(target)
    if not path.is_file():
        return None
    try:
        if path.stat().st_size > _MOST:
            raise DataError(f"{path} is larger than {_MOST >> 20} MiB", expected="what datadiet wrote")
        return _ADAPTER.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error.strerror
        raise DataError(f"{path} cannot be read ({reason})", expected="what datadiet wrote") from error


def made_of(target: Path) -> dict[str, Any]:
    """Return how a folder or table was made, as far as it says so: its `run.json` and its provenance."""
    run, found = _run(target), read_provenance(target)
    return {**({"run": run} if run else {}), **({"provenance": found.facts} if found else {})}


def from_data(
    role: str,
    source: Path,
    samples: Mapping[str, str],
    *,
    used: Collection[str] | None = None,
    column: str | None = None,
    object_column: str | None = None,
    object_kind: str | None = None,
) -> Origin:
    """Return the origin that a data set is.

    Args:
        role: what it was for.
        source: where it lies.
        samples: id -> content hash, of all its samples: the digest is over these.
        used: ids of those that were used and are worth naming; None for all.
        column: see `Origin`.
        object_column: see `Origin`.
        object_kind: see `Origin`.
    """
    named = samples if used is None else {name: samples[name] for name in used if name in samples}
    folder = source if source.is_dir() or not source.parent.is_dir() else _home(source)
    return Origin(
        role,
        source.name,
        contents_digest(samples.values()),
        _made_if_readable(folder),
        dict(sorted(named.items())),
        column,
        object_column,
        object_kind,
    )


def from_file(role: str, path: Path, *, name: str = "", made: Mapping[str, Any] | None = None) -> Origin:
    """Return the origin that one file is, such as a twin or a model; DataError where it cannot be read."""
    try:
        return Origin(role, name or path.name, file_digest(path), dict(made or {}))
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror})") from error


def contents(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return id -> content hash of the files at these paths; those that are gone are left out."""
    found = {}
    for name, uri in pairs:
        with suppress(OSError):
            found[name] = file_digest(Path(uri))
    return found


def _home(source: Path) -> Path:
    """A table has its provenance beside it; an annotation file is that of its folder."""
    return source if beside(source).is_file() else source.parent


def _made_if_readable(target: Path) -> dict[str, Any]:
    try:
        return made_of(target)
    except DataError:
        return {}


def _run(target: Path) -> dict[str, Any] | None:
    path = target / RUN
    try:
        if not path.is_file() or path.stat().st_size > _MOST:
            return None
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
