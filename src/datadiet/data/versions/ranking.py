"""All versions with what is known of them, the best first."""

import math
from dataclasses import dataclass
from typing import Any

from datadiet.data.costs import Cost
from datadiet.data.versions.costs import cost_of, known_costs
from datadiet.data.versions.manifest import Version
from datadiet.data.versions.results import LOWER, Result, figures_of, results_of
from datadiet.data.versions.store import Store
from datadiet.errors import OptionError

__all__ = ["Doubt", "Ranked", "ranked"]

_PREFERRED = ("mAP", "AP50", "accuracy", "indistinguishability")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A file that is attached, though nobody knows whether it is about the data."""

    kind: str
    name: str
    digest: str
    mark: str
    """`unchecked`, or `forced` where the file says that it is about other data."""
    why: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A version with all that is known of it."""

    version: str
    tags: tuple[str, ...]
    n: int
    source: str
    measures: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    marks: dict[str, str]
    """Measure -> `forced` or `unchecked`, where that is so of the file that says it."""
    seeds: dict[str, int]
    """Measure -> of how many seeds it is the mean, where it is of more than one."""
    results: int
    """Files that are attached."""
    doubts: tuple[Doubt, ...]
    """Those of them of which nobody knows whether they are about this data."""
    cost: Cost
    """Of its samples."""
    training: dict[str, float]
    """Seconds and money of the last model that says so."""
    training_mark: str
    """As `marks`, of that model."""


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
    figures = figures_of(found)
    trained = next((one for one in reversed(found) if one.cost), None)
    return Ranked(
        version=version.id,
        tags=tuple(store.tags_of(version.id)),
        n=version.n,
        source=version.source,
        measures={name: one.value for name, one in figures.items()},
        intervals={name: one.interval for name, one in figures.items() if one.interval is not None},
        marks={name: one.mark for name, one in figures.items() if one.mark},
        seeds={name: one.seeds for name, one in figures.items() if one.seeds > 1},
        results=len(found),
        doubts=tuple(_doubt(one) for one in found if one.mark),
        cost=cost_of(store.table(version, "samples")["content"], known),
        training=trained.cost if trained is not None else {},
        training_mark=trained.mark if trained is not None else "",
    )


def _doubt(one: Result) -> Doubt:
    why = one.unchecked or "an older datadiet attached it, and did not write down why"
    return Doubt(one.kind, one.name, one.digest, one.mark, why)
