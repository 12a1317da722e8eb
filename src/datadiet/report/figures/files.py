"""Every figure as PNG and SVG in a folder."""

from pathlib import Path

from datadiet.report.figures.drawings import NAMES, drawing
from datadiet.report.samples import plane
from datadiet.report.summary import summarise
from datadiet.scorecard.card import Scorecard

__all__ = ["write_all"]

DPI = 150
NO_DATE = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None, "Format": None, "Type": None}}
"""The same scorecard gives the same bytes."""


def write_all(card: Scorecard, folder: Path) -> tuple[Path, ...]:
    """Write each figure of each level as PNG and SVG, and return the paths.

    The leading level has plain names (`map.png`), the others carry theirs (`map-item.png`).
    """
    folder.mkdir(parents=True, exist_ok=True)
    summary = summarise(card)
    written: list[Path] = []
    for i, (level, words) in enumerate(zip(card.facts.levels, summary.levels, strict=True)):
        shown = plane(card, level)
        measures = summary.measures if i == 0 else words.measures
        for name in NAMES:
            stem = name if i == 0 else f"{name}-{level.name}"
            with drawing(name, level, words, measures, shown) as figure:
                for suffix, metadata in NO_DATE.items():
                    path = folder / f"{stem}.{suffix}"
                    figure.savefig(path, dpi=DPI, metadata=metadata, facecolor="white")
                    written.append(path)
    return tuple(written)
