"""All versions with what is known of them, the best first."""

import math
from dataclasses import dataclass
from typing import Any

from datadiet.data.costs import Cost
from datadiet.data.versions.costs import cost_of, known_costs
from datadiet.data.versions.manifest import Version
from datadiet.data.versions.results import LOWER, measures_of, results_of
from datadiet.data.versions.store import Store
from datadiet.errors import OptionError

__all__ = ["Ranked", "ranked"]

_PREFERRED = ("mAP", "AP50", "accuracy", "indistinguishability")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A version with all that is known of it."""

    version: str
    tags: tuple[str, ...]
    n: int
    source: str
    measures: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    results: int
    """Files that are attached."""
    cost: Cost
    """Of its samples."""
    training: dict[str, float]
    """Seconds and money of the last model that says so."""


def ranked(store: Store, *, by: str | None = None) -> tuple[str | None, list[Ranked]]:
    """Return the measure that decides, and all versions, the best first and those without it last.

    Args:
        store: what holds them.
        by: the measure; None takes what a model reached, else indistinguishability, as far as one is known.

    Raises:
        OptionError: nothing is known under this name.
    """
    known = known_costs(store)
    rows = [_ranked(store, version, known) for version in store.versions()]
    names = dict.fromkeys(name for row in rows for name in row.measures)
    if by is not None and by not in names:
        raise OptionError(f"no version has a result '{by}'", expected=", ".join(names) or "attached results")
    chosen = by or next((name for name in (*_PREFERRED, *names) if name in names), None)
    if chosen is None:
        return None, rows
    sign = 1 if chosen in LOWER else -1
    return chosen, sorted(rows, key=lambda row: sign * row.measures[chosen] if chosen in row.measures else math.inf)


def _ranked(store: Store, version: Version, known: Any) -> Ranked:
    found = results_of(store, version)
    intervals: dict[str, tuple[float, float]] = {}
    training: dict[str, float] = {}
    for one in found:
        intervals |= one.intervals
        training = one.cost or training
    cost = cost_of(store.table(version, "samples")["content"], known)
    tags = tuple(store.tags_of(version.id))
    return Ranked(
        version.id, tags, version.n, version.source, measures_of(found), intervals, len(found), cost, training
    )
