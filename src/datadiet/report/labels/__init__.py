"""A check of labels in words and pictures."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datadiet.loop.labels import LabelCheck

__all__ = ["text", "write_page"]


def text(check: "LabelCheck") -> str:
    """Return a check as text for the terminal."""
    from datadiet.report.labels.lines import lines

    return "\n".join(lines(check)) + "\n"


def write_page(check: "LabelCheck", path: str | Path) -> Path:
    """Write a check as one HTML file that opens offline.

    Raises:
        OutputError: the file cannot be written.
    """
    from datadiet.data.whole import write_whole
    from datadiet.report.labels.page import render

    return write_whole(path, render(check))
