"""How long work tells how far it is."""

from collections.abc import Callable

__all__ = ["Progress", "silent"]

Progress = Callable[[str, int, int], None]
"""Called with the stage, how much is done, and how much there is, or is at most."""


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
