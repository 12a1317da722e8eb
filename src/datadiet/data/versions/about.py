"""Which data a file with an evaluation is about, and whether that is the data of a version."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datadiet.data.versions.manifest import Version, short
from datadiet.data.versions.naming import Named, named_samples
from datadiet.data.versions.saying import Kind, Side
from datadiet.data.versions.store import Store
from datadiet.errors import DataError

__all__ = ["Standing", "check", "standing"]

_OTHER: Mapping[Side, Side] = {"a": "b", "b": "a"}
_MADE = {"scorecard": "is about", "model": "was trained on", "proof": "has as model {side} one that was trained on"}
_SILENT = {
    "model": "it does not say by a digest what it was trained on (an older datadiet wrote it, or it was trained on a "
    "part or a mixture of sets)",
    "proof": "it does not say by a digest what that model was trained on (it is no folder as datadiet train writes it, "
    "or its seeds were trained on different data)",
    "scorecard": "its digest is not one of whole files (it is about cut-out objects, about rows, or some files "
    "could not be used)",
}


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a file says of its data."""

    contents: str
    labels: str | None
    """None where it says nothing of labels: a scorecard."""

    def is_of(self, data: Named) -> bool:
        return self.contents == data.contents and self.labels in (None, data.labels)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a file stands to the data of a version."""

    why: str = ""
    """Why it is not known whether it is about that data; empty where it is."""
    other: bool = False
    """Whether it says that it is about other data."""


def standing(own: Named, kind: Kind, body: Mapping[str, Any], side: Side) -> Standing:
    """Say how a file stands to data."""
    stated = _stated(kind, body, side)
    if stated is None:
        return Standing(_SILENT[kind])
    if stated.is_of(own):
        return Standing()
    return Standing("it says that it is about other data, and --force overruled that", other=True)


def check(
    store: Store, version: Version, kind: Kind, body: Mapping[str, Any], file: Path, *, side: Side, force: bool
) -> Standing:
    """Say how a file stands to a version's data.

    Args:
        store: what holds the version.
        version: the one that is meant.
        kind: of the file.
        body: what it says.
        file: its path, for messages.
        side: of a proof.
        force: let it pass where the file is about other data.

    Raises:
        DataError: it is known to be about other data.
    """
    own = named_samples(store.table(version, "samples"))
    found, stated = standing(own, kind, body, side), _stated(kind, body, side)
    if stated is None or not found.other or force:
        return found
    todo = _todo(store, kind, body, side, own)
    raise _other(store.name_of(version.id), stated, own, f"{file} {_MADE[kind].format(side=side)}", todo)


def _other(name: str, stated: _Stated, own: Named, what: str, todo: str) -> DataError:
    """Return the error that tells two data sets apart."""
    if stated.contents == own.contents:
        return DataError(f"{what} the samples of {name} with other labels", expected=f"the labels of {name}", todo=todo)
    return DataError(
        f"{what} other data than {name}: the digest of its samples is {short(stated.contents)}",
        expected=f"{short(own.contents)}, that of the samples of {name}",
        todo=todo,
    )


def _todo(store: Store, kind: Kind, body: Mapping[str, Any], side: Side, own: Named) -> str:
    """Say what fits: the other side of a proof, or another version, where the store has one."""
    if kind == "proof":
        other = _stated(kind, body, _OTHER[side])
        if other is not None and other.is_of(own):
            return f"say --side {_OTHER[side]}; or --force"
    stated = _stated(kind, body, side)
    with suppress(DataError):  # a damaged version is no reason to say nothing of this one
        for version in store.versions():
            if stated is not None and stated.is_of(named_samples(store.table(version, "samples"))):
                return f"attach it to {store.name_of(version.id)}, which has that data; or say --force"
    return "attach it to a version of the data that it is about, which datadiet versions add makes; or say --force"


def _stated(kind: Kind, body: Mapping[str, Any], side: Side) -> _Stated | None:
    """Return what a file says of its data; None where it says nothing that can be compared."""
    if kind == "scorecard":
        return _scored(body)
    about = body.get("data") if kind == "model" else _part(body.get(side), "data")
    contents, labels = _part(about, "contents"), _part(about, "labels")
    return _Stated(contents, labels) if isinstance(contents, str) and isinstance(labels, str) else None


def _scored(body: Mapping[str, Any]) -> _Stated | None:
    """A digest of whole files can be compared, one of crops cannot."""
    levels, problems = body.get("levels"), body.get("problems")
    whole = isinstance(levels, list) and levels and _part(levels[0], "name") == "scene" and not problems
    digest = _part(body.get("provenance"), "synthetic_digest")
    return _Stated(digest, None) if whole and isinstance(digest, str) else None


def _part(body: Any, name: str) -> Any:
    return body.get(name) if isinstance(body, Mapping) else None
