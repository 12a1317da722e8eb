"""Which methods `auto` tried, as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from datadiet.report.formats import count

__all__ = ["MethodRow", "TriedMethods", "tried_methods"]

_TONES = {"chosen": "good", "vetoed": "bad", "failed": "unsure"}
_FIGURES = ("loss", "shapes", "pairs", "told", "useful", "classes", "closest")
_HEADINGS = ("loss", "shapes", "pairs", "told apart", "useful", "classes", "closest")


@dataclass(frozen=True, slots=True)
class MethodRow:
    """One method."""

    method: str
    state: str
    tone: str
    figures: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class TriedMethods:
    """What was tried, the best first, and beside it other real rows."""

    why: str
    rule: str
    splits: str
    headings: tuple[str, ...]
    rows: tuple[MethodRow, ...]


def tried_methods(facts: Mapping[str, Any]) -> TriedMethods:
    """Return the table of what `auto` tried."""
    target = facts["target"]
    shown = [
        at
        for at, name in enumerate(_FIGURES)
        if name not in ("useful", "classes") or facts["real"].get(name) is not None
    ]
    rows = [_row(each["method"], each["state"], each["figures"], each["reason"], shown) for each in facts["candidates"]]
    rows.append(_row("other real rows", "", facts["real"], "what a perfect generator would reach", shown))
    asked = f"; useful: a model that predicts {target}, tested on held-out rows" if target is not None else ""
    by = f" by {facts['by']}" if facts.get("by") else ""
    return TriedMethods(
        why=f"Chosen: {facts['method']}{by}, because {facts['why']}",
        rule=facts["rule"],
        splits=f"Means over {facts['splits']} splits, fitted to {count(facts['rows'])} rows each{asked}.",
        headings=tuple(_HEADINGS[at] for at in shown),
        rows=tuple(rows),
    )


def _row(method: str, state: str, figures: Mapping[str, float | None], reason: str, shown: list[int]) -> MethodRow:
    values = (figures.get(_FIGURES[at]) for at in shown)
    return MethodRow(
        method,
        state,
        _TONES.get(state, ""),
        tuple("–" if value is None else f"{value:.3f}" for value in values),
        reason,
    )
