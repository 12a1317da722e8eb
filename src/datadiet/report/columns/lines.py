"""A fitted generator as text for the terminal."""

import re
from collections.abc import Iterator

from datadiet.report.columns.summary import ColumnShown, ModelShown, Row
from datadiet.report.columns.tried import TriedMethods

__all__ = ["lines"]

_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[-+]?\d+)?|(?<=p = )\S+")


def lines(shown: ModelShown) -> Iterator[str]:
    """Yield the lines, without colours and as long as they are."""
    yield f"{shown.name}: {shown.sentence}"
    yield f"{shown.sizes}"
    if shown.tried:
        yield ""
        yield from _tried(shown.tried)
    for column in shown.columns:
        yield ""
        yield from _column(column)
    if shown.rules:
        yield "\nAlways holds:"
        yield from (f"  {rule}" for rule in shown.rules)
    if shown.differing:
        yield "\nPairs that go together most differently (real, generator):"
        yield from (f"  {row.first} with {row.second}: {row.real:.2f}, {row.model:.2f}" for row in shown.differing[:5])
    if shown.notes:
        yield "\nNotes:"
        yield from (f"  {note}" for note in shown.notes)


def _tried(tried: TriedMethods) -> Iterator[str]:
    yield tried.why
    wide = max(len(row.method) for row in tried.rows)
    yield f"  {'':{wide}}  " + "  ".join(f"{heading:>10}" for heading in tried.headings)
    for row in tried.rows:
        note = "" if row.state in ("chosen", "beaten") else row.reason
        figures = "  ".join(f"{figure:>10}" for figure in row.figures)
        yield f"  {row.method:{wide}}  {figures}  {row.state}  {note}".rstrip()
    yield tried.splits
    yield tried.rule


def _column(column: ColumnShown) -> Iterator[str]:
    alike = f", alike {column.alike_text}" if column.alike is not None else ""
    yield f"{column.name} ({column.kind}{alike}{'; ' + column.values if column.values else ''})"
    if column.why:
        yield f"  {column.why}"
    yield f"  {column.fitted}"
    yield from (f"  {mass}" for mass in column.masses)
    for name, rows in (("vetoed", column.vetoed), ("rejected", column.rejected)):
        yield from (f"  {name}: {reason}" for reason in _reasons(rows))
    yield from (f"  {note}" for note in column.notes)


def _reasons(rows: tuple[Row, ...]) -> Iterator[str]:
    """Yield families with why, those together of which the reasons differ by a number alone."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(_NUMBER.sub("…", row.reason, count=1), []).append(row)
    for pattern, alike in grouped.items():
        numbers = [found[0] if (found := _NUMBER.search(row.reason)) else "" for row in alike]
        if len(set(numbers)) == 1:
            yield f"{', '.join(row.family for row in alike)}: {alike[0].reason}"
        else:
            each = ", ".join(f"{row.family} {value}" for row, value in zip(alike, numbers, strict=True))
            yield f"{each}: {pattern}"
