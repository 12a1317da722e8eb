"""All versions with what is known of them, the best first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datadiet.data.costs import Cost
from datadiet.data.versions.against import Against, apart
from datadiet.data.versions.costs import cost_of, known_costs
from datadiet.data.versions.manifest import Version
from datadiet.data.versions.results import Figure, Result, figures_of, less_is_better, results_of
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
    other_test: dict[str, str]
    """Measure -> on which data it was measured, where that is not the test data that the ranking is of."""
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

    Of each measure those versions are ranked that were measured on the same real data: that of most versions, or, of as
    many, that of the latest result. Those measured on other data come behind them, and say so.

    Args:
        store: what holds them.
        by: the measure; None takes what a model reached, else indistinguishability, as far as one is known.

    Raises:
        OptionError: nothing is known under this name.
    """
    known = known_costs(store)
    versions = store.versions()
    told = [results_of(store, version) for version in versions]
    figures = [figures_of(each) for each in told]
    usual = _usual(figures)
    rows = [
        _ranked(store, version, results, own, usual, known)
        for version, results, own in zip(versions, told, figures, strict=True)
    ]
    names = dict.fromkeys(name for row in rows for name in row.measures)
    if by is not None and by not in names:
        raise OptionError(f"no version has a result '{by}'", expected=", ".join(names) or "attached results")
    chosen = by or next((name for name in (*_PREFERRED, *names) if name in names), None)
    if chosen is None:
        return None, rows
    sign = 1 if less_is_better(chosen) else -1

    def place(row: Ranked) -> tuple[bool, bool, float]:
        return chosen not in row.measures, chosen in row.other_test, sign * row.measures.get(chosen, 0.0)

    return chosen, sorted(rows, key=place)


Usual = Mapping[tuple[str, str], Against]
"""Measure and kind of file -> the real data that the ranking is of."""


def _usual(every: Sequence[Mapping[str, Figure]]) -> Usual:
    """Return what most versions were measured on; of as many, what the latest was."""
    times: dict[tuple[str, str], dict[str, list[tuple[str, Against]]]] = {}
    for figures in every:
        for name, one in figures.items():
            if (on := one.against) is not None:
                times.setdefault((name, on.kind), {}).setdefault(on.digest, []).append((one.at, on))
    found = {}
    for key, sets in times.items():
        in_time = [sorted(told, key=lambda each: each[0]) for told in sets.values()]
        most = max(in_time, key=lambda told: (len(told), told[-1][0]))
        found[key] = most[-1][1]
    return found


def _other_test(figures: Mapping[str, Figure], usual: Usual) -> dict[str, str]:
    pairs = {name: (on, usual[name, on.kind]) for name, one in figures.items() if (on := one.against) is not None}
    return {
        name: f"measured on {on.line}; the ranking is of what was measured on {those.line}"
        for name, (on, those) in pairs.items()
        if apart(on, those)
    }


def _ranked(
    store: Store, version: Version, found: Sequence[Result], figures: Mapping[str, Figure], usual: Usual, known: Any
) -> Ranked:
    trained = next((one for one in reversed(found) if one.cost), None)
    return Ranked(
        version=version.id,
        tags=tuple(store.tags_of(version.id)),
        n=version.n,
        source=version.source,
        measures={name: one.value for name, one in figures.items()},
        intervals={name: one.interval for name, one in figures.items() if one.interval is not None},
        marks={name: one.mark for name, one in figures.items() if one.mark},
        other_test=_other_test(figures, usual),
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
