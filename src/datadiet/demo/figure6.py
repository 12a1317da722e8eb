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
_SOUND, _FAULTY = "#0072b2", "#d55e00"
"""Blue and vermilion of Okabe and Ito's palette, which colour-blind readers tell apart."""
_ABOVE, _BELOW = 7, -14


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
        """A set with a fault is drawn as a cross: its scores are not to be trusted."""
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
            _draw(axes, rows, score)
            axes.set_xlabel(title)
        panels[0].set_ylabel("accuracy on held-out real digits")
        figure.savefig(png, dpi=160, metadata={"Software": None})
        figure.savefig(svg, metadata={"Date": None, "Creator": None})
    return png, svg


def _draw(axes: "Axes", rows: Sequence[Plotted], score: str) -> None:
    """Draw one panel; names stand above and below their points in turn, so that near points keep theirs apart."""
    for place, row in enumerate(sorted(rows, key=lambda row: float(getattr(row, score)))):
        at = float(getattr(row, score))
        colour, marker = (_FAULTY, "X") if row.faults else (_SOUND, "o")
        axes.plot([at, at], row.accuracy_interval, color=colour, linewidth=1)
        axes.plot([at], [row.accuracy], color=colour, marker=marker, linestyle="none")
        shift = (0, _BELOW if place % 2 else _ABOVE)
        axes.annotate(row.name, (at, row.accuracy), xytext=shift, textcoords="offset points", ha="center")
    axes.margins(x=0.2)
    axes.set_ylim(0, 1.12)
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
