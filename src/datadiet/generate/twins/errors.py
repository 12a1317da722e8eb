"""The error of a twin: unreadable, contradictory, or impossible to draw."""

from datadiet.errors import InputError

__all__ = ["TwinError"]


class TwinError(InputError):
    """A twin cannot be read, contradicts itself, or cannot be drawn."""
