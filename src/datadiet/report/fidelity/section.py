"""The sections of the report on a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from datadiet.report.fidelity.drawings import heat_map, steps
from datadiet.report.fidelity.words import FigureRow, PrivacyWords, figure_row, privacy_words, share
from datadiet.report.formats import count, number, percent
from datadiet.scorecard.tables.facts import ColumnFacts, Fidelity, Group, Interval, PairFacts

__all__ = ["TableSection", "table_section"]

FIRST = 9
"""Columns that are shown before one asks for more."""
_LEVELED = ("category", "boolean", "ordered")


@dataclass(frozen=True, slots=True)
class LevelBar:
    """One level of a column, real beside synthetic, as shares of the widest."""

    name: str
    real: str
    synthetic: str
    real_width: float
    synthetic_width: float


@dataclass(frozen=True, slots=True)
class ColumnCard:
    """One column, ready to be shown."""

    name: str
    kind: str
    why: str
    shape: str
    reference: str
    worse: bool
    svg: str
    ends: tuple[str, str]
    bars: tuple[LevelBar, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two columns whose association differs."""

    first: str
    second: str
    real: str
    synthetic: str
    apart: str
    usual: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group of a protected column."""

    value: str
    real: tuple[str, str]
    """The share; its interval and the number of rows."""
    synthetic: tuple[str, str]
    target: str
    error_real: tuple[str, str]
    error_synthetic: tuple[str, str]
    real_width: float
    synthetic_width: float


@dataclass(frozen=True, slots=True)
class TableSection:
    """All that the page says of a table."""

    sentence: str
    figures: tuple[FigureRow, ...]
    reference: str
    privacy: PrivacyWords
    first: tuple[ColumnCard, ...]
    more: tuple[ColumnCard, ...]
    left_out: tuple[tuple[str, str, str, str], ...]
    maps: tuple[tuple[str, str], ...]
    """Title and SVG."""
    shown: int
    pairs: tuple[PairRow, ...]
    protected: tuple[tuple[str, str, tuple[GroupRow, ...], bool, bool], ...]
    """Column, sentence, groups, whether shares are asked for, whether errors are known."""
    rules: tuple[tuple[str, str, str, str], ...]
    notes: tuple[str, ...]


def table_section(found: Fidelity | None) -> TableSection | None:
    """Turn what was found of a table into what is shown; None where there is no table."""
    if found is None:
        return None
    compared = sorted((column for column in found.columns if column.shape is not None), key=_order)
    cards = [_card(column) for column in compared]
    return TableSection(
        sentence=found.sentence,
        figures=tuple(figure_row(figure) for figure in found.figures),
        reference=_reference(found),
        privacy=privacy_words(found.privacy),
        first=tuple(cards[:FIRST]),
        more=tuple(cards[FIRST:]),
        left_out=tuple((c.name, c.kind, c.why, c.note) for c in found.columns if c.shape is None),
        maps=() if found.pairs is None else _maps(found.pairs),
        shown=0 if found.pairs is None else len(found.pairs.columns),
        pairs=() if found.pairs is None else _pairs(found.pairs),
        protected=tuple(
            (
                each.column,
                each.sentence,
                _groups(each.groups),
                any(group.target for group in each.groups),
                any(group.error_real is not None for group in each.groups),
            )
            for each in found.protected
        ),
        rules=tuple(
            (
                rule.text,
                {"found": "every real row"}.get(rule.source, rule.source),
                "–" if rule.broken_real is None else count(rule.broken_real),
                count(rule.broken_synthetic),
            )
            for rule in found.rules
        ),
        notes=found.notes,
    )


def _reference(found: Fidelity) -> str:
    if found.n_holdout:
        return f"random halves of the real rows, {count(found.n_holdout)} held-out ones among them, against each other"
    return "one random half of the real rows against the other"


def _order(column: ColumnFacts) -> float:
    return (column.equal or 0.0) - (column.reference or 0.0)


def _card(column: ColumnFacts) -> ColumnCard:
    leveled = column.kind in _LEVELED
    facts = []
    if any(column.missing):
        facts.append(f"missing: {share(column.missing[0])} real, {share(column.missing[1])} synthetic")
    if column.lost:
        named = ", ".join(column.lost[:4])
        facts.append(f"lost: {named}" + (f" and {len(column.lost) - 4} more" if len(column.lost) > 4 else ""))
    if column.note:
        facts.append(column.note)
    label = f"Shares of real and synthetic rows by {column.name}"
    return ColumnCard(
        name=column.name,
        kind=column.kind,
        why=column.why,
        shape=number(column.shape),
        reference=number(column.reference),
        worse=_order(column) < -0.05 or bool(column.lost),
        svg="" if leveled or not column.real else steps(column.real, column.synthetic, label=label),
        ends=("", "") if leveled or not column.labels else (column.labels[0], column.labels[-1]),
        bars=_bars(column) if leveled else (),
        facts=tuple(facts),
    )


def _bars(column: ColumnFacts) -> tuple[LevelBar, ...]:
    top = max(*column.real, *column.synthetic, 1e-9)
    return tuple(
        LevelBar(name, percent(real), percent(made), round(real / top, 4), round(made / top, 4))
        for name, real, made in zip(column.labels, column.real, column.synthetic, strict=True)
    )


def _maps(found: PairFacts) -> tuple[tuple[str, str], ...]:
    apart = [
        [made - real for made, real in zip(*rows, strict=True)]
        for rows in zip(found.synthetic, found.real, strict=True)
    ]
    drawn: Sequence[tuple[str, Any, bool]] = (
        ("Real", found.real, False),
        ("Synthetic", found.synthetic, False),
        ("Difference", apart, True),
    )
    return tuple(
        (
            title,
            heat_map(found.columns, values, difference=difference, label=f"Associations of columns: {title.lower()}"),
        )
        for title, values, difference in drawn
    )


def _pairs(found: PairFacts) -> tuple[PairRow, ...]:
    return tuple(
        PairRow(first, second, number(real), number(made), number(abs(made - real)), number(2 * (1 - usual)))
        for first, second, real, made, usual in found.worst
    )


def _groups(groups: Sequence[Group]) -> tuple[GroupRow, ...]:
    top = max((max(group.real, group.synthetic) for group in groups), default=1.0) or 1.0
    return tuple(
        GroupRow(
            value=group.value,
            real=_with(group.real, group.real_interval, group.n[0]),
            synthetic=_with(group.synthetic, group.synthetic_interval, group.n[1]),
            target=_target(group.target),
            error_real=_error(group.error_real, group.error_real_interval, group.tested),
            error_synthetic=_error(group.error_synthetic, group.error_synthetic_interval, group.tested),
            real_width=round(group.real / top, 4),
            synthetic_width=round(group.synthetic / top, 4),
        )
        for group in groups
    )


def _with(value: float, bounds: Interval, n: int) -> tuple[str, str]:
    return percent(value), f"{percent(bounds[0])} to {percent(bounds[1])}, {count(n)} rows"


def _error(value: float | None, bounds: Interval | None, n: int) -> tuple[str, str]:
    if value is None or bounds is None:
        return "–", f"{count(n)} test rows are too few"
    return number(value), f"{number(bounds[0])} to {number(bounds[1])}, {count(n)} tested"


def _target(target: Interval | None) -> str:
    if target is None:
        return "–"
    low, high = target
    if high >= 1 or low <= 0:
        return f"{percent(low)} or more" if high >= 1 else f"{percent(high)} at most"
    return percent(low) if abs(high - low) < 1e-9 else f"{percent(low)} to {percent(high)}"
