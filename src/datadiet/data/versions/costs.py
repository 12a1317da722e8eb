"""What samples cost to make, in seconds of work and in money."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from datadiet.data.versions.store import Store

__all__ = ["POINT", "Cost", "Known", "known_costs", "per_point", "total"]

POINT = 0.01
"""Of a score: what people call a point."""
Known = Mapping[str, tuple[float, float | None]]
"""Content hash -> seconds, money."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a set of samples."""

    n: int
    """Samples."""
    known: int
    """Of these, how many have a known cost."""
    seconds: float
    """Of work, of the known ones."""
    money: float | None
    """Of those with a price; None where there is none."""


def known_costs(store: Store) -> Known:
    """Return what is known in a store: a picture that was kept or copied cost what it cost where it was made."""
    found: dict[str, tuple[float, float | None]] = {}
    for version in store.versions():
        file = store.costs_file(version.id)
        lines = file.read_bytes().splitlines() if file.is_file() else []
        if not lines:
            continue
        by_index = _by_index(store.table(version, "samples").select("file", "content", "conditions").rows())
        for line in lines:
            index, cost = _read(line)
            if index in by_index and cost is not None:
                found[by_index[index]] = cost
    return found


def total(contents: Iterable[str], known: Known) -> Cost:
    """Add up the costs of samples by their content hashes."""
    every = list(contents)
    costs = [known[content] for content in every if content in known]
    money = [paid for _, paid in costs if paid is not None]
    return Cost(len(every), len(costs), sum(seconds for seconds, _ in costs), sum(money) if money else None)


def per_point(gain: float, cost: Cost) -> dict[str, float] | None:
    """Return seconds and money for each point (0.01) that a score gained; None where nothing was gained or known."""
    if gain <= 0 or not cost.known:
        return None
    points = gain / POINT
    money = {} if cost.money is None else {"money": cost.money / points}
    return {"seconds": cost.seconds / points, **money}


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


def _read(line: bytes) -> tuple[int, tuple[float, float | None] | None]:
    """Read one line; one that a kill cut short costs nothing that is known."""
    try:
        entry: dict[str, Any] = json.loads(line)
        money = entry.get("money")
        return int(entry["index"]), (float(entry["seconds"]), None if money is None else float(money))
    except (ValueError, KeyError, TypeError, AttributeError):
        return -1, None
