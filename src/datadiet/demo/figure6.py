"""The demonstration's figure: what each score says beforehand against what a classifier says afterwards."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Plotted", "figure6"]

_TITLES = {
    "indistinguishability": "indistinguishability (1 is best)",
    "gap": "gap (0 is best)",
    "richness": "richness (1: as rich as real)",
}
_COLOURS = ("#009e73", "#e69f00", "#0072b2", "#d55e00", "#cc79a7", "#56b4e9", "#000000")
"""Okabe and Ito's palette, which colour-blind readers tell apart."""
_MARKS = "osD^vPX"
_LINEAR = 0.01
"""Gaps below this are noise around zero, either sign: the logarithmic axis is straight there."""


class Plotted(Protocol):
    """What the figure shows of one training set."""

    @property
    def name(self) -> str:
        """What is written beside the point."""
        ...

    @property
    def indistinguishability(self) -> float:
        """The first I."""
        ...

    @property
    def gap(self) -> float:
        """The distance between the sets."""
        ...

    @property
    def richness(self) -> float:
        """The second I."""
        ...

    @property
    def faults(self) -> tuple[str, ...]:
        """They stand beside the name: the scores of a set with a fault are not to be trusted."""
        ...

    @property
    def accuracy(self) -> float:
        """Of a classifier that learnt from the set, on held-out real digits."""
        ...

    @property
    def accuracy_interval(self) -> tuple[float, float]:
        """Where the accuracy may lie."""
        ...


def figure6(rows: Sequence[Plotted], folder: str | Path) -> tuple[Path, Path]:
    """Draw accuracy on held-out real digits against each score, after figure 6 of the paper.

    Writes `figure6.png` and `figure6.svg` and returns their paths; equal rows, equal files.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    png, svg = target / "figure6.png", target / "figure6.svg"
    with rc_context({"svg.hashsalt": "datadiet", "font.size": 8}):
        figure = Figure(figsize=(9, 3), layout="constrained")
        panels = figure.subplots(1, len(_TITLES), sharey=True)
        for axes, (score, title) in zip(panels, _TITLES.items(), strict=True):
            if score == "gap":
                axes.set_xscale("symlog", linthresh=_LINEAR)
            _draw(axes, rows, score)
            axes.set_xlabel(title)
        panels[0].set_ylabel("accuracy on held-out real digits")
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside right center", frameon=False)
        figure.savefig(png, dpi=160, metadata={"Software": None})
        figure.savefig(svg, metadata={"Date": None, "Creator": None})
    return png, svg


def _draw(axes: "Axes", rows: Sequence[Plotted], score: str) -> None:
    for place, row in enumerate(rows):
        at = float(getattr(row, score))
        colour, mark = _COLOURS[place % len(_COLOURS)], _MARKS[place % len(_MARKS)]
        axes.plot([at, at], row.accuracy_interval, color=colour, linewidth=1)
        axes.plot(
            [at], [row.accuracy], color=colour, marker=mark, fillstyle="none", linestyle="none", label=_named(row)
        )
    axes.margins(x=0.15)
    axes.set_ylim(0, 1.05)
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)


def _named(row: Plotted) -> str:
    return f"{row.name} ({', '.join(row.faults)})" if row.faults else row.name
