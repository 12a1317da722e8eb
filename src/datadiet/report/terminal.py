"""Text for the terminal, with colours or without."""

from collections.abc import Iterable
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["STYLES", "printed", "styled"]

STYLES = {"good": "green", "bad": "bold red", "unsure": "yellow", "plain": "default"}


def printed(
    parts: "Iterable[RenderableType]", last: "RenderableType | None" = None, *, width: int, colour: bool
) -> str:
    """Return parts one below the other; `last` is not broken into lines, so that a command can be copied."""
    from rich.console import Console

    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        no_color=not colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
    )
    for part in parts:
        console.print(part)
    if last is not None:
        console.print(last, soft_wrap=True)
    return out.getvalue()


def styled(words: str, tone: str) -> "RenderableType":
    """Return words in the colour of their tone."""
    from rich.text import Text

    return Text(words, style=STYLES[tone])
