"""How generators of tables tell how far they are."""

from collections.abc import Callable

__all__ = ["Progress", "silent"]

Progress = Callable[[str, int, int], None]
"""Called with the stage, how much is done, and how much there is."""


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
