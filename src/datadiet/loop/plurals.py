"""Counts with their nouns."""

__all__ = ["plural"]


def plural(count: int, one: str, many: str = "") -> str:
    """Return `1 image`, `2 images`; `many` where the plural does not just end in s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
