"""Where a sample comes from, what it replaced, and what replaced it."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datadiet.data.hashing import file_digest
from datadiet.data.versions.costs import Known, known_costs
from datadiet.data.versions.manifest import Version, short
from datadiet.data.versions.store import Store
from datadiet.errors import DataError

__all__ = ["Lineage", "Source", "Step", "lineage"]

_DEEP = 20
"""Sets made from sets made from sets, beyond which nobody follows."""
_DIGEST = re.compile(r"[0-9a-f]{12,64}")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One sample in a chain of those that superseded each other."""

    sample: str
    content: str
    why: str
    version: str
    """Id of the version that says so."""
    of: str
    """Id of the version that had the old sample."""


@dataclass(frozen=True, slots=True)
class Source:
    """A sample that another one was made from."""

    role: str
    sample: str
    content: str
    set: str
    """Digest of the set that it was in."""
    known: "Lineage | None"
    """Its own lineage, where its set is in the store."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """Everything that led to one sample."""

    sample: str
    version: str
    content: str
    label: str | None
    versions: tuple[tuple[str, str], ...]
    """Every version that has it, with its id there."""
    made: dict[str, Any]
    """What `run.json` and `provenance.json` say of its set: twin and digest, spec, seed, version of datadiet."""
    conditions: dict[str, Any]
    """Seed, index and every parameter that made it; or metadata."""
    seconds: float | None
    money: float | None
    sources: tuple[Source, ...]
    replaced: tuple[Step, ...]
    """What it superseded, step by step back."""
    replaced_by: tuple[Step, ...]
    """What superseded it, step by step on."""


@dataclass(frozen=True, slots=True)
class _Index:
    """All samples of a store by content, and who superseded whom."""

    store: Store
    places: Mapping[str, list[tuple[Version, Row]]]
    """Content -> versions, the oldest first."""
    backward: Mapping[str, list[Step]]
    forward: Mapping[str, list[Step]]
    costs: Known


def lineage(store: Store, sample: str, *, version: Version | None = None) -> Lineage:
    """Follow a sample back and on.

    Args:
        store: what is searched.
        sample: its id, the path of its file, or the first 12 digits or more of its content hash.
        version: where the id is looked for; None: the latest version that has it.

    Raises:
        DataError: no version has it.
    """
    index = _index(store)
    found = _found(index, sample, version)
    if found is None:
        where = short(version.id) if version is not None else f"any version in {store.folder}"
        raise DataError(
            f"there is no sample '{sample}' in {where}",
            expected="the id of a sample, its file, or 12 digits of its SHA-256",
            todo="add the set that it belongs to with datadiet versions add",
        )
    return _lineage(index, *found, depth=0)


def _index(store: Store) -> _Index:
    places: dict[str, list[tuple[Version, Row]]] = {}
    backward: dict[str, list[Step]] = {}
    forward: dict[str, list[Step]] = {}
    for version in store.versions():
        for row in store.table(version, "samples").iter_rows(named=True):
            places.setdefault(row["content"], []).append((version, row))
        for row in store.table(version, "supersedes").iter_rows(named=True):
            old = Step(row["old"], row["old_content"], row["why"], version.id, row["old_version"])
            new = Step(row["new"], row["new_content"], row["why"], version.id, row["old_version"])
            backward.setdefault(row["new_content"], []).append(old)
            forward.setdefault(row["old_content"], []).append(new)
    return _Index(store, places, backward, forward, known_costs(store))


def _found(index: _Index, sample: str, version: Version | None) -> tuple[Version, Row] | None:
    """Return the latest place of a sample: by its file's content, else by its id, else by its content hash."""
    every = [place for places in index.places.values() for place in places]
    if version is not None:
        every = [(each, row) for each, row in every if each.id == version.id]
    order = {each.id: at for at, each in enumerate(index.store.versions())}
    content = _content(sample)
    tests: tuple[Callable[[Row], bool], ...] = (
        lambda row: content is not None and row["content"] == content,
        lambda row: row["sample"] == sample,
        lambda row: _DIGEST.fullmatch(sample) is not None and row["content"].startswith(sample),
    )
    for test in tests:
        if hits := [(each, row) for each, row in every if test(row)]:
            return max(hits, key=lambda hit: order[hit[0].id])
    return None


def _content(sample: str) -> str | None:
    try:
        return file_digest(Path(sample))
    except (OSError, ValueError):
        return None


def _lineage(index: _Index, version: Version, row: Row, *, depth: int) -> Lineage:
    content = row["content"]
    seconds, money = index.costs.get(content, (None, None))
    return Lineage(
        sample=row["sample"],
        version=version.id,
        content=content,
        label=row["label"],
        versions=tuple((each.id, other["sample"]) for each, other in index.places[content]),
        made=dict(version.made),
        conditions=json.loads(row["conditions"]) if row["conditions"] else {},
        seconds=seconds,
        money=money,
        sources=tuple(_sources(index, row, depth)),
        replaced=tuple(_chain(index.backward, content)),
        replaced_by=tuple(_chain(index.forward, content)),
    )


def _sources(index: _Index, row: Row, depth: int) -> Iterator[Source]:
    for one in json.loads(row["sources"]) if row["sources"] else ():
        # A kept sample has the content of its source: the source is where it was made, not where it was kept.
        there = [(each, at) for each, at in index.places.get(one["content"], ()) if at["sources"] != row["sources"]]
        known = _lineage(index, *there[0], depth=depth + 1) if there and depth < _DEEP else None
        yield Source(one["role"], one["sample"], one["content"], one["set"], known)


def _chain(steps: Mapping[str, list[Step]], content: str) -> Iterator[Step]:
    """Follow steps from one content to the next; each pair once, so that nothing goes in circles."""
    seen, waiting = {content}, [content]
    while waiting:
        for step in {(one.content, one.why): one for one in steps.get(waiting.pop(0), ())}.values():
            if step.content not in seen:
                seen.add(step.content)
                waiting.append(step.content)
                yield step
