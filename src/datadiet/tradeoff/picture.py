"""The trade-off as a picture: indistinguishability and gap against richness, one point a width (figure 1)."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from datadiet.report.figures import style
from datadiet.report.figures.files import DPI, NO_DATE
from datadiet.tradeoff.curve import Curve, Point, Tradeoff

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["PANELS", "draw_curves", "write_figure"]

TICKS = (-0.02, -0.01, 0, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, 20, 50)
PANEL = 5.4, 4.0
"""Inches."""
LABELS = {
    "richness": "richness: ground over that of as many real samples",
    "spread": "spread: mean distance over that of real samples",
}
STRAIGHT = 0.02
"""Gaps below this are noise around zero, either sign: the logarithmic axis is straight there."""


def draw_curves(found: Tradeoff, folder: Path) -> list[Path]:
    """Write tradeoff.png and tradeoff.svg: a row a level, indistinguishability to the left and the gap to the right."""
    rows = len(found.curves)
    size = {"width": 2 * PANEL[0], "height": (PANEL[1] + 0.25) * rows}
    with style.sheet("datadiet-tradeoff", **size) as (figure, axes):
        axes.remove()
        grid = figure.subplots(rows, len(PANELS), squeeze=False)
        for curve, row in zip(found.curves, grid, strict=True):
            for panel, draw in zip(row, PANELS.values(), strict=True):
                draw(panel, curve)
                panel.set_title(f"{found.name}, {curve.level} level", pad=24)
        return write_figure(figure, folder, "tradeoff")


def write_figure(figure: "Figure", folder: Path, stem: str) -> list[Path]:
    """Write a figure as PNG and SVG, with the same bytes for the same facts."""
    paths = [folder / f"{stem}.{suffix}" for suffix in NO_DATE]
    for path in paths:
        figure.savefig(path, dpi=DPI, metadata=NO_DATE[path.suffix[1:]], facecolor="white")
    return paths


def draw_mixing(axes: "Axes", curve: Curve) -> None:
    """Draw indistinguishability over richness, with the band in which real data lies against itself."""
    low, high = curve.control
    axes.axhspan(low - 0.004, high + 0.004, color=style.BAND, alpha=0.3, linewidth=0)
    axes.text(0.01, low - 0.02, "real against real", transform=axes.get_yaxis_transform(), va="top", color=style.MUTED)
    axes.set_ylim(-0.03, 1.06)
    axes.set_ylabel("indistinguishability (1 is best)")
    _draw(axes, curve, [(point.indistinguishability, point.interval) for point in curve.points])


def draw_gap(axes: "Axes", curve: Curve) -> None:
    """Draw the gap over richness, small gaps on top, so that up is better in both pictures."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    ends = [end for point in curve.points for end in point.gap_interval]
    low, high = min(ends), max(ends)
    if low > STRAIGHT:
        axes.set_yscale("log")
        axes.set_ylim(1.12 * high, 0.89 * low)
    else:
        axes.set_yscale("symlog", linthresh=STRAIGHT)
        axes.set_ylim(1.2 * high + 0.003, min(low, 0.0) - 0.004)
    bottom, top = axes.get_ylim()
    axes.yaxis.set_major_locator(FixedLocator([tick for tick in TICKS if top <= tick <= bottom]))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_ylabel("gap (0 is best; small gaps on top)")
    _draw(axes, curve, [(point.gap, point.gap_interval) for point in curve.points])


PANELS: dict[str, Callable[["Axes", Curve], None]] = {"mixing": draw_mixing, "gap": draw_gap}


def _draw(axes: "Axes", curve: Curve, values: Sequence[tuple[float, tuple[float, float]]]) -> None:
    axes.axvline(1, color=style.FAINT, linewidth=1, zorder=0)
    axes.plot(
        [_across(p, curve)[0] for p in curve.points], [v for v, _ in values], color=style.BAND, linewidth=1, zorder=1
    )
    for place, (point, (value, interval)) in enumerate(zip(curve.points, values, strict=True)):
        colour, marker, size = _mark(point, curve)
        x, reach = _across(point, curve)
        axes.errorbar(
            x, value, _around(value, interval), _around(x, reach), fmt="none", ecolor=colour, alpha=0.45, linewidth=1
        )
        axes.plot(x, value, marker, color=colour, markersize=size, zorder=3)
        up = place % 2 == 0
        axes.annotate(
            f"{point.width:.3g}",
            (x, value),
            xytext=(4, 5) if up else (4, -5),
            textcoords="offset points",
            va="bottom" if up else "top",
            fontsize=8.5,
            color=style.INK,
        )
    axes.set_xlabel(LABELS[curve.variety])
    _legend(axes)


def _across(point: Point, curve: Curve) -> tuple[float, tuple[float, float]]:
    if curve.variety == "spread":
        return point.spread, point.spread_interval
    return point.richness, point.richness_interval


def _mark(point: Point, curve: Curve) -> tuple[str, str, float]:
    if point.width == curve.best:
        return style.SYNTHETIC, "D", 7.5
    return (style.REAL, "o", 6.5) if point.on_front else (style.MUTED, "o", 4)


def _legend(axes: "Axes") -> None:
    for label, colour, marker, size in (
        ("best compromise", style.SYNTHETIC, "D", 7),
        ("on the Pareto front", style.REAL, "o", 6.5),
        ("off it", style.MUTED, "o", 4),
    ):
        axes.plot([], [], marker, color=colour, markersize=size, label=label)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1), ncols=3, borderaxespad=0.2, handletextpad=0.1)


def _around(value: float, interval: tuple[float, float]) -> list[list[float]]:
    low, high = interval
    return [[max(0.0, value - low)], [max(0.0, high - value)]]
