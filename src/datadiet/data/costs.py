"""What samples cost to make, in seconds of work and in money, and what a point of a score cost."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from datadiet.data.dataset import Dataset

__all__ = ["COSTS", "POINT", "Cost", "Each", "made_for", "per_point", "read_lines", "total"]

COSTS = "costs.jsonl"
"""In the folder of a generated set: a line for each picture."""
POINT = 0.01
"""Of a score: what people call a point."""
Each = tuple[float, float | None]
"""Seconds and money of one sample."""


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


def made_for(data: Dataset) -> Cost | None:
    """Return what the samples of a generated set cost, by its `costs.jsonl`; None where that says nothing of them."""
    file = data.root / COSTS if data.root else None
    if file is None or not file.is_file():
        return None
    of = dict(read_lines(file.read_bytes().splitlines()))
    found = total(None if index is None else of.get(index) for index in _indices(data))
    return found if found.known else None


def read_lines(lines: Iterable[bytes]) -> Iterator[tuple[int, Each]]:
    """Yield the index and the cost of each picture; a line that a kill cut short says nothing."""
    for line in lines:
        try:
            entry: dict[str, Any] = json.loads(line)
            money = entry.get("money")
            yield int(entry["index"]), (float(entry["seconds"]), None if money is None else float(money))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue


def total(costs: Iterable[Each | None]) -> Cost:
    """Add up the costs of samples; None is one whose cost is not known."""
    every = list(costs)
    known = [cost for cost in every if cost is not None]
    money = [paid for _, paid in known if paid is not None]
    return Cost(len(every), len(known), sum(seconds for seconds, _ in known), sum(money) if money else None)


def per_point(gain: float, cost: Cost) -> dict[str, float] | None:
    """Return seconds and money for each point (0.01) that a score gained; None where nothing was gained or known."""
    if gain <= 0 or not cost.known:
        return None
    points = gain / POINT
    money = {} if cost.money is None else {"money": cost.money / points}
    return {"seconds": cost.seconds / points, **money}


def _indices(data: Dataset) -> list[int | None]:
    """Return the number of each picture in its run: its condition `index`, or else the name of its file."""
    stems = [PurePosixPath(uri).stem for uri in data.samples["uri"].to_list()]
    if "index" in data.samples.columns and data.samples["index"].dtype.is_integer():
        return list(data.samples["index"])
    return [int(stem) if stem.isdecimal() else None for stem in stems]
