"""The third I in words and pictures: the section of a report, and alone as a page or in the terminal."""

from pathlib import Path

from datadiet.domain.intentionality import Intentionality

__all__ = ["text", "write_domain_page"]

# The scores of a whole report use the words of this package, and its page uses their pictures: imported when called.


def write_domain_page(result: Intentionality, path: str | Path, *, data: str = "") -> Path:
    """Write a page about a data set and its domain alone: one HTML file that opens offline.

    Args:
        result: the third I of a data set.
        path: the file; its folder is made where it is missing.
        data: what the data set is called, for the heading.

    Raises:
        OptionError: no domain was declared, so there is nothing to be shown.
        OutputError: the file cannot be written.
    """
    from datadiet.data.whole import write_whole
    from datadiet.report.intention.page import render

    return write_whole(path, render(result, data=data))


def text(result: Intentionality, *, data: str = "", width: int = 100, colour: bool = False) -> str:
    """Return the third I as text for the terminal: its parts, what is not met, and last the verdict.

    Args:
        result: the third I of a data set.
        data: what the data set is called, for the heading.
        width: columns of the terminal.
        colour: with ANSI colours; leave it off where the output is not a terminal.
    """
    from datadiet.report.intention.lines import lines
    from datadiet.report.terminal import printed

    shown = printed(lines(result, data=data), width=width, colour=colour)
    return f"{shown.rstrip()}\n"
