"""Intervals beside their references: the trio, and the slices."""

from typing import TYPE_CHECKING

from datadiet.report.figures import style
from datadiet.report.summary import LevelSummary
from datadiet.report.tables import SliceRow
from datadiet.report.trio import Measure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from datadiet.report.scales import Bar

__all__ = ["SLICES", "draw_slices", "draw_trio"]

SLICES = 20
"""The lowest ones are drawn; the table holds all."""


def draw_trio(axes: "Axes", measures: tuple[Measure, ...]) -> None:
    """Draw each score on its own scale, with its interval and the band that it is read against."""
    for row, measure in enumerate(measures):
        axes.text(0, row - 0.34, measure.name, va="bottom", color=style.INK, weight="bold")
        axes.text(1, row - 0.34, f"{measure.value}   {measure.badge}", va="bottom", ha="right", color=style.INK)
        if measure.bar is None:
            continue
        axes.plot([0, 1], [row, row], color=style.FAINT, linewidth=7, solid_capstyle="butt", zorder=1)
        _interval(axes, row, measure.bar)
        for tick in measure.bar.ticks:
            axes.text(tick.at, row + 0.14, tick.label, ha="center", va="top", color=style.MUTED, fontsize=8)
    axes.set(xlim=(-0.03, 1.03), ylim=(len(measures) - 0.5, -0.85))
    axes.axis("off")


def _interval(axes: "Axes", row: float, bar: "Bar") -> None:
    if bar.band is not None:
        low, high = bar.band
        axes.plot([low, max(high, low + 0.004)], [row, row], color=style.BAND, linewidth=7, solid_capstyle="butt")
    axes.plot([bar.low, bar.high], [row, row], color=style.SYNTHETIC, linewidth=2.4, zorder=3)
    axes.plot(bar.value, row, marker="o", color=style.SYNTHETIC, markersize=7, zorder=4)


def draw_slices(axes: "Axes", level: LevelSummary) -> None:
    """Draw the scored slices, lowest first."""
    rows = lowest(level)
    for row, part in enumerate(rows):
        if part.bar is not None:
            _interval(axes, row, part.bar)
    axes.set(xlim=(-0.02, 1.02), ylim=(max(len(rows), 1) - 0.4, -0.6))
    axes.set_yticks(range(len(rows)), labels=[_short(part.name) for part in rows], parse_math=False)
    axes.set_xlabel("indistinguishability (grey: down to 0.1 below real against real)")
    if not rows:
        axes.text(0.5, 0, "no slice has enough samples for a score", ha="center", color=style.MUTED)


def lowest(level: LevelSummary) -> list[SliceRow]:
    """Return the slices that are drawn."""
    scored = [part for part in level.slices if part.bar is not None]
    return sorted(scored, key=lambda part: (part.score_order, part.name))[:SLICES]


def _short(name: str) -> str:
    printable = "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
    return printable if len(printable) <= 40 else printable[:39] + "…"
