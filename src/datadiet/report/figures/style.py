"""Colours and a clean sheet for every figure, with bytes that do not change from run to run."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["BAND", "FAINT", "INK", "MUTED", "OVERLAP", "REAL", "SYNTHETIC", "clean", "sheet"]

REAL = "#0072b2"
SYNTHETIC = "#d55e00"
OVERLAP = "#7b6a8f"
"""Where both are: between the two in hue, darker than either."""
INK = "#1c2430"
MUTED = "#5b6675"
FAINT = "#d9dee5"
BAND = "#8a94a3"
SETTINGS: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.size": 9,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": MUTED,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "svg.fonttype": "none",
    "path.simplify": False,
}


@contextmanager
def sheet(name: str, *, width: float = 4.8, height: float = 3.5) -> Iterator[tuple["Figure", "Axes"]]:
    """Open a figure of `width` by `height` inches; `name` seeds the ids inside its SVG."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context({**SETTINGS, "svg.hashsalt": name}):
        figure = Figure(figsize=(width, height), layout="constrained")
        figure.patch.set_alpha(0)
        axes = figure.add_subplot()
        axes.patch.set_alpha(0)
        yield figure, axes


def clean(axes: "Axes") -> None:
    """Take the frame away where the axes have no meaning of their own, as on the plane."""
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(True)
        spine.set_color(FAINT)
