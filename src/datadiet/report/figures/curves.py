"""Curves: ground against the number of samples, and mixing against the number of neighbours."""

import math
from typing import TYPE_CHECKING

from datadiet.measure.indistinguishability import MixingCurve
from datadiet.measure.richness import Richness, Saturation
from datadiet.report.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_added", "draw_mixing", "draw_saturation"]


def draw_saturation(axes: "Axes", richness: Richness) -> None:
    """Draw the ground of the synthetic samples alone, and what the next ones would add."""
    _saturation(axes, richness.synthetic, richness.radius, "synthetic samples")


def draw_added(axes: "Axes", richness: Richness) -> None:
    """Draw the ground of real and synthetic samples together, as synthetic ones are added."""
    _saturation(axes, richness.added, richness.radius, "synthetic samples, added to all real ones")


def _saturation(axes: "Axes", saturation: Saturation, radius: float, label: str) -> None:
    disc = math.pi * radius**2 or 1.0
    n = saturation.curve.n
    mean, low, high = (
        [area / disc for area in side] for side in (saturation.curve.mean, saturation.curve.low, saturation.curve.high)
    )
    axes.fill_between(n, low, high, color=style.SYNTHETIC, alpha=0.22, linewidth=0, label="95 % band")
    axes.plot(n, mean, color=style.SYNTHETIC, linewidth=1.8, label="mean")
    if n:
        _next_samples(axes, saturation, n[-1], mean[-1])
    if saturation.plateau is not None:
        axes.axvline(saturation.plateau, color=style.INK, linewidth=1, linestyle=":", label="plateau")
    axes.set_xlabel(label)
    axes.set_ylabel("ground, in discs")
    axes.margins(x=0)
    axes.set_ylim(bottom=0)
    axes.legend(loc="lower right")


def _next_samples(axes: "Axes", saturation: Saturation, n: int, ground: float) -> None:
    then = n + saturation.next_n
    low, high = (ground + end for end in saturation.next_interval)
    axes.fill_between([n, then], [ground, low], [ground, high], color=style.BAND, alpha=0.3, linewidth=0)
    axes.plot(
        [n, then],
        [ground, ground + saturation.next_gain],
        color=style.MUTED,
        linewidth=1.5,
        linestyle="--",
        label=f"next {saturation.next_n:,}",
    )


def draw_mixing(axes: "Axes", mixing: MixingCurve) -> None:
    """Draw both directional scores over k; 1 is what chance gives at each k."""
    from matplotlib.ticker import FixedLocator, NullLocator

    axes.axhline(1, color=style.INK, linewidth=0.9, linestyle=":", label="chance")
    axes.plot(
        mixing.k, mixing.synthetic_to_real, color=style.SYNTHETIC, marker="^", markersize=4, label="synthetic → real"
    )
    axes.plot(mixing.k, mixing.real_to_synthetic, color=style.REAL, marker="o", markersize=4, label="real → synthetic")
    axes.set_xscale("log", base=2)
    axes.xaxis.set_major_locator(FixedLocator(list(mixing.k)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(lambda k, _: f"{k:g}")
    axes.set_ylim(bottom=0, top=1.08 * max(1.0, *mixing.synthetic_to_real, *mixing.real_to_synthetic))
    axes.set_xlabel("nearest neighbours k")
    axes.set_ylabel("score, 1 is chance")
    axes.legend(loc="best")
