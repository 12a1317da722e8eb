"""The run folder: everything about a scorecard, complete or absent."""

from pathlib import Path

from datadiet.report import figures, html, junit
from datadiet.scorecard import Scorecard
from datadiet.scorecard.store import dump, replacing

__all__ = ["write"]


def write(card: Scorecard, folder: Path) -> Path:
    """Write scorecard.json, junit.xml, rows, vectors, figures and report.html, and return the folder."""
    with replacing(folder) as temporary:
        dump(card, temporary)
        (temporary / "junit.xml").write_text(junit.xml(card.facts), encoding="utf-8")
        figures.write_all(card, temporary / "figures")
        html.write(card, temporary / "report.html")
    return folder
