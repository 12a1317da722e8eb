"""The trade-off as a picture: indistinguishability and gap against richness, one point a width."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from datadiet.tradeoff.curve import DECLARED, Curve, Point

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw"]

LINE, FRONT, OPERATING = "#8a94a6", "#0072b2", "#d55e00"


def draw(curves: Sequence[Curve], name: str, folder: Path) -> Path:
    """Write tradeoff.png and tradeoff.svg, a row for each level, and return the first."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "datadiet"
    from matplotlib import pyplot

    figure, rows = pyplot.subplots(len(curves), 2, figsize=(11, 4.6 * len(curves)), squeeze=False, layout="constrained")
    for curve, (left, right) in zip(curves, rows, strict=True):
        _mixing(left, curve)
        _gap(right, curve)
        left.set_title(f"{name}, {curve.level} level", loc="left", fontsize=11)
    folder.mkdir(parents=True, exist_ok=True)
    for suffix in ("svg", "png"):
        figure.savefig(folder / f"tradeoff.{suffix}", dpi=120, metadata={"Date": None} if suffix == "svg" else None)
    pyplot.close(figure)
    return folder / "tradeoff.png"


def _mixing(axes: "Axes", curve: Curve) -> None:
    axes.axhspan(*curve.control, color="#009e73", alpha=0.15, lw=0)
    axes.text(
        0.99, curve.control[1], "real against real", transform=axes.get_yaxis_transform(), ha="right", va="bottom"
    )
    _points(axes, curve, [(p.indistinguishability, p.interval) for p in curve.points])
    axes.set_ylabel("indistinguishability (1 is best)")
    axes.set_ylim(-0.03, 1.12)


def _gap(axes: "Axes", curve: Curve) -> None:
    _points(axes, curve, [(p.gap, p.gap_interval) for p in curve.points])
    axes.set_ylabel("gap, in spreads of the real set (0 is best)")
    axes.set_yscale("symlog", linthresh=0.02)
    axes.invert_yaxis()


def _points(axes: "Axes", curve: Curve, values: Sequence[tuple[float, tuple[float, float]]]) -> None:
    x = [point.richness for point in curve.points]
    y = [value for value, _ in values]
    axes.plot(x, y, color=LINE, lw=1, zorder=1)
    for point, (value, interval) in zip(curve.points, values, strict=True):
        colour = OPERATING if point.width == DECLARED else FRONT if point.on_front else LINE
        axes.errorbar(
            point.richness,
            value,
            xerr=_around(point.richness, point.richness_interval),
            yerr=_around(value, interval),
            fmt="o",
            mfc=colour if point.on_front else "white",
            color=colour,
            capsize=2,
            lw=1,
            zorder=2,
        )
        axes.annotate(_word(point), (point.richness, value), xytext=(6, 5), textcoords="offset points", fontsize=9)
    axes.axvline(1, color="#bbbbbb", lw=0.8, zorder=0)
    axes.set_xlabel("richness (1: as rich as real)")
    axes.spines[["top", "right"]].set_visible(False)


def _around(value: float, interval: tuple[float, float]) -> list[list[float]]:
    low, high = interval
    return [[max(0.0, value - low)], [max(0.0, high - value)]]


def _word(point: Point) -> str:
    names = {0.0: "fixed", DECLARED: "as declared", 1.0: "wild"}
    return names.get(point.width, f"{point.width:g}")
