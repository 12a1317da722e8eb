"""What samples are called."""

from datadiet.report.formats import plural

__all__ = ["counted", "noun"]

NOUNS = {
    "item": ("item", "items"),
    "environment": ("environment", "environments"),
    "scene": ("image", "images"),
    "row": ("row", "rows"),
    "rows": ("row", "rows"),
}
OTHER = ("sample", "samples")


def noun(level: str) -> str:
    """Return what the samples of a level are called, in the plural."""
    return NOUNS.get(level, OTHER)[1]


def counted(n: int, level: str) -> str:
    """Write a number of samples of a level."""
    return plural(n, *NOUNS.get(level, OTHER))
