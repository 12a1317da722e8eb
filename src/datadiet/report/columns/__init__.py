"""A fitted generator of tables in words and pictures: what was fitted to each column, how well, what was rejected."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datadiet.generate.tables.storage import Told

__all__ = ["text", "write_model_page"]


def text(told: "Told", *, name: str) -> str:
    """Return what is known of a generator as text for the terminal."""
    from datadiet.report.columns.lines import lines
    from datadiet.report.columns.summary import summed

    return "\n".join(lines(summed(told, name))) + "\n"


def write_model_page(told: "Told", path: str | Path, *, name: str) -> Path:
    """Write what is known of a generator as one HTML file that opens offline.

    Raises:
        OutputError: the file cannot be written.
    """
    from datadiet.data.whole import write_whole
    from datadiet.report.columns.page import render
    from datadiet.report.columns.summary import summed

    return write_whole(path, render(summed(told, name)))
