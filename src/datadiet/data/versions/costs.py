"""What the samples of a store cost to make."""

import json
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from datadiet.data.costs import Cost, Each, read_lines, total
from datadiet.data.versions.store import Store

__all__ = ["Known", "cost_of", "known_costs"]

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
