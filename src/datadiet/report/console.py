"""A scorecard as text for the terminal."""

from typing import TYPE_CHECKING

from datadiet.report.intention.lines import brief
from datadiet.report.summary import LevelSummary, Summary, summarise
from datadiet.report.terminal import STYLES, printed, styled
from datadiet.report.trio import Measure
from datadiet.scorecard.card import Scorecard

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

__all__ = ["text"]

ROWS = 3
"""How many attributions, and problems, are shown; the report lists all."""


def text(card: Scorecard, *, width: int = 100, colour: bool = False) -> str:
    """Return what a run ends with: the trio, faults, verdicts, what explains them, and last the verdict and command.

    Args:
        card: the scorecard.
        width: columns of the terminal.
        colour: with ANSI colours; leave it off where the output is not a terminal.
    """
    summary = summarise(card)
    return printed(
        [*_parts(summary), *brief(card.intentionality), *_end(summary)],
        _last_lines(summary),
        width=width,
        colour=colour,
    )


def _parts(summary: Summary) -> "list[RenderableType]":
    parts: list[RenderableType] = [styled(f"! {tell.sentence}", "bad") for tell in summary.tells]
    parts.extend([summary.read] if summary.read else [])
    for level in summary.levels:
        parts.append(_level(level, summary))
        parts.extend(styled(f"! {fault.name}: {fault.sentence}", "bad") for fault in level.faults)
        parts.extend(f"  {found.sentence}" for found in level.attributions[:ROWS])
        parts.extend(f"  {aspect.sentence}" for aspect in level.aspects[:1])
        parts.extend(f"  {note}" for note in level.notes if note.startswith("Nothing was explained"))
    return [*parts, *_table(summary), *(styled(said, "plain") for said in (summary.value, summary.cost) if said)]


def _table(summary: Summary) -> "list[RenderableType]":
    """Return the figures of a table, and what is known of its privacy."""
    from rich import box
    from rich.table import Table

    if not summary.table:
        return []
    table = Table(box=box.SIMPLE_HEAD, title="The table", title_justify="left", pad_edge=False)
    for column in ("", "value", "95 % interval", "real rows", "verdict"):
        table.add_column(column, overflow="fold")
    for row in summary.table:
        badge = styled(row.badge, row.tone)
        table.add_row(row.name, styled(row.value, "plain"), row.interval, row.reference, badge)
    notes = [f"  {row.note}" for row in summary.table if row.note and row.tone == "bad"]
    return [table, *notes, *(styled(said, "plain") for said in (summary.privacy, *summary.groups))]


def _end(summary: Summary) -> "list[RenderableType]":
    return [*_gates(summary), *_problems(summary)]


def _level(level: LevelSummary, summary: Summary) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, title=f"{level.title}: {level.sizes}", title_justify="left", pad_edge=False)
    for column in ("", "score", "95 % interval", "read against", "verdict"):
        table.add_column(column, overflow="fold")
    third = summary.measures[-1:] if level is summary.levels[0] else ()
    gap = (level.gap,)
    ordered = (*gap, *level.measures) if level.saturated else (level.measures[0], *gap, level.measures[1])
    for measure in (*ordered, *third):
        table.add_row(*_row(measure))
    if level.verdicts:
        table.caption = "samples: " + ", ".join(f"{v.text} {v.name}" for v in level.verdicts)
        table.caption_justify = "left"
    return table


def _row(measure: Measure) -> "list[RenderableType]":
    verdict = styled(measure.badge, measure.tone)
    return [measure.name, styled(measure.value, "plain"), measure.interval or "–", measure.reference or "–", verdict]


def _gates(summary: Summary) -> "list[RenderableType]":
    return [styled(gate.message, "good" if gate.passed else "bad") for gate in summary.gates]


def _problems(summary: Summary) -> "list[RenderableType]":
    if not summary.problems:
        return []
    shown: list[RenderableType] = [styled(f"{len(summary.problems)} could not be used:", "unsure")]
    shown.extend(f"  {problem.where}: {problem.reason}" for problem in summary.problems[:ROWS])
    if len(summary.problems) > ROWS:
        shown.append(f"  and {len(summary.problems) - ROWS} more, see the report")
    return shown


def _last_lines(summary: Summary) -> "RenderableType":
    from rich.text import Text

    return Text.assemble((summary.sentence, STYLES[summary.tone]), f"\nNext: {summary.next_command}")
