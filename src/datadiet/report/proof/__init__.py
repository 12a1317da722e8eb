"""A comparison of two models in words and pictures."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datadiet.loop.proof import Proof
    from datadiet.loop.proof.swapping import Swap

__all__ = ["swap_text", "text", "write_page"]


def text(proof: "Proof") -> str:
    """Return a comparison as text for the terminal."""
    from datadiet.report.proof.lines import lines

    return "\n".join(lines(proof)) + "\n"


def swap_text(swap: "Swap") -> str:
    """Return a swap ablation as text for the terminal."""
    from datadiet.report.proof.lines import swap_lines

    return "\n".join(swap_lines(swap)) + "\n"


def write_page(proof: "Proof", path: str | Path) -> Path:
    """Write a comparison as one HTML file that opens offline.

    Raises:
        OutputError: the file cannot be written.
    """
    from datadiet.data.whole import write_whole
    from datadiet.report.proof.page import render

    return write_whole(path, render(proof))
