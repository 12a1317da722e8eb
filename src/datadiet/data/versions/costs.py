"""What the samples of a store cost to make: no part of a version, but the log says what was kept."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from datadiet.data.costs import Cost, Each, read_lines, total
from datadiet.data.hashing import file_digest
from datadiet.data.versions.canonical import sha256
from datadiet.data.versions.store import Store
from datadiet.data.whole import write_whole

__all__ = ["Kept", "Known", "cost_of", "keep_costs", "known_costs"]

Known = Mapping[str, Each]
"""Content hash -> seconds, money."""


def known_costs(store: Store) -> Known:
    """Return what is known in a store: a picture that was kept or copied cost what it cost where it was made."""
    found: dict[str, Each] = {}
    for version in store.versions():
        file = store.costs_file(version.id)
        lines = file.read_bytes().splitlines() if file.is_file() else []
        if not lines:
            continue
        by_index = _by_index(store.table(version, "samples").select("file", "content", "conditions").rows())
        found |= {by_index[index]: cost for index, cost in read_lines(lines) if index in by_index}
    return found


@dataclass(frozen=True, slots=True)
class Kept:
    """What there is about a version."""

    digest: str
    """SHA-256 for the log; empty where nothing is there, or not what the log says."""
    new: bool
    """Whether the log did not know it, and it was written now."""


def keep_costs(store: Store, id: str, content: bytes | None, logged: Collection[str]) -> Kept:
    """Keep what the pictures of a version cost; what is there stays, unless this is what the log says, and that is not.

    Args:
        store: where.
        id: of the version.
        content: of its `costs.jsonl`; None where it has none.
        logged: by which SHA-256 the log knows what was kept before; more than one after two branches were merged.
    """
    file = store.costs_file(id)
    there = file_digest(file) if file.is_file() else ""
    if content is not None and (not there or (there not in logged and sha256(content) in logged)):
        write_whole(file, content)
        digest = sha256(content)
        return Kept(digest, digest not in logged)
    return Kept(there if there in logged or not logged else "", False)


def cost_of(contents: Iterable[str], known: Known) -> Cost:
    """Add up the costs of samples by their content hashes."""
    return total(known.get(content) for content in contents)


def _by_index(rows: Iterable[tuple[str | None, str, str | None]]) -> dict[int, str]:
    """Return the content of each picture by its number in the run."""
    found = {}
    for file, content, conditions in rows:
        index = (json.loads(conditions) if conditions else {}).get("index")
        if index is None and file is not None and PurePosixPath(file).stem.isdecimal():
            index = int(PurePosixPath(file).stem)
        if isinstance(index, int):
            found[index] = content
    return found
