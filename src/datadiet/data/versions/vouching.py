"""Does each line of the results say what the file says that it is about?"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from datadiet.data.hashing import file_hash
from datadiet.data.versions.about import Standing, standing
from datadiet.data.versions.finding import Finding, bad_lines, unreadable
from datadiet.data.versions.manifest import Version, short
from datadiet.data.versions.naming import Named, named_samples
from datadiet.data.versions.results import Result, scan_results
from datadiet.data.versions.saying import Kind, Said, Side, body_of, kind_of, said
from datadiet.data.versions.store import Store
from datadiet.errors import DataError

__all__ = ["result_findings"]

_SIDES: tuple[Side, ...] = ("a", "b")
_MARKED = {
    "": "that it was checked to be about the data",
    "unchecked": "that nobody could check whether it is about the data",
    "forced": "that it says to be about other data, and was forced",
}


def result_findings(store: Store) -> Iterator[Finding]:
    """Compare the lines with the copies of their files, and these with their names.

    A copy is named once, however many lines name it. Of lines without a side, from an older datadiet, the figures of
    either side of a proof are right, and lines without test data are not compared in that.
    """
    try:
        lines, damaged = scan_results(store)
    except DataError as error:
        yield unreadable(store.results_file, error)
        return
    yield from bad_lines(store.results_file, damaged)
    vouch = _Vouching(store)
    for number, one in lines:
        yield from (
            Finding(str(store.results_file), found, expected, line=number) for found, expected in vouch.line(one)
        )
    yield from _copies(store, {one.digest for _, one in lines})


def _copies(store: Store, named: set[str]) -> Iterator[Finding]:
    """Check the copies that lines name, and those that none names any more."""
    for digest in sorted(named):
        path = store.result_file(digest)
        if (there := file_hash(path)) != digest:
            yield Finding(str(path), f"SHA-256 {there}" if there else "no such file", digest)
    text = store.results_file.read_bytes() if store.results_file.is_file() else b""
    for path in sorted((store.folder / "results").glob("*.json")):
        if path.stem not in named and path.stem.encode() not in text:  # a line that cannot be read may name it
            yield Finding(str(path), "a copy that no line names", f"a line about it in {store.results_file.name}")


class _Vouching:
    """What was read once, and is asked for each line."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ids = frozenset(store.ids())
        self.version = cache(self._version)
        self.own = cache(self._own)
        self.body = cache(self._body)
        self._data = {each.data for id in self._ids if (each := self.version(id)) is not None}

    def line(self, one: Result) -> Iterator[tuple[str, str]]:
        """Yield what a line says, and what it should say."""
        version = self.version(one.version)
        if one.version not in self._ids:
            yield f"a result of {short(one.version)}", "a version that is there"
        elif version is not None and version.data != one.data:
            known = "the samples of another version" if one.data in self._data else "samples that no version has"
            yield f"a result of {known}: {short(one.data)}", f"{short(version.data)}, those of {short(version.id)}"
        body = self.body(one.digest)
        if body is None:
            return
        path = self._store.result_file(one.digest)
        try:
            kind = kind_of(body, path)
        except DataError as error:
            yield error.found, error.expected
            return
        yield from _figures(one, kind, body)
        if version is not None and (own := self.own(one.version)) is not None:
            yield from _mark(one, own, kind, body)

    def _version(self, id: str) -> Version | None:
        try:
            return self._store.read(id) if id in self._ids else None
        except DataError:  # that the manifest is damaged is a finding of its own
            return None

    def _own(self, id: str) -> Named | None:
        version = self.version(id)
        try:
            return None if version is None else named_samples(self._store.table(version, "samples"))
        except DataError:  # as is a damaged table
            return None

    def _body(self, digest: str) -> Mapping[str, Any] | None:
        path = self._store.result_file(digest)
        if file_hash(path) != digest:
            return None
        try:
            return body_of(path.read_bytes(), path)
        except DataError:
            return {}


def _figures(one: Result, kind: Kind, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Compare what a line says of its file with the file; where the side is not known, with the nearer one."""
    sides = _sides(one, kind)
    if not sides:
        yield f"side '{one.side}' of {one.kind} {one.name}", "a or b of a proof, and nothing else"
        return
    told = _facts(one.kind, one)
    right = [_facts(kind, said(kind, body, side), test=bool(one.test)) for side in sides]
    false = [[name for name in {**told, **each} if told.get(name) != each.get(name)] for each in right]
    names, facts = min(zip(false, right, strict=True), key=lambda pair: len(pair[0]))
    if names:
        yield f"{one.kind} {one.name}: {_listed(names, told)}", f"{_listed(names, facts)}, as its file says"


def _sides(one: Result, kind: Kind) -> list[Side]:
    """Return the sides of which a line may speak; of what is no proof, the one that stands for nothing."""
    if kind != "proof":
        return [] if one.side else ["a"]
    return [side for side in _SIDES if one.side in ("", side)]


def _facts(kind: str, one: Result | Said, *, test: bool = True) -> dict[str, Any]:
    return {
        "kind": kind,
        **one.measures,
        **{f"interval of {name}": interval for name, interval in one.intervals.items()},
        **{f"{name} of training": value for name, value in one.cost.items()},
        **({"test data": one.test, "place of the test data": one.test_source} if test and one.test else {}),
    }


def _listed(names: list[str], facts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {facts.get(name, 'not known')}" for name in names)


def _mark(one: Result, own: Named, kind: Kind, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A line may doubt more than this datadiet does, but not less. One from an older datadiet did not say why."""
    if not (one.checked or one.unchecked):
        return
    marks = [_mark_of(standing(own, kind, body, side)) for side in _sides(one, kind)]
    if marks and not {one.mark, ""} & {*marks}:
        yield f"{one.kind} {one.name}: {_MARKED[one.mark]}", _MARKED[marks[0]]


def _mark_of(found: Standing) -> str:
    return "forced" if found.other else "unchecked" if found.why else ""
