"""How strongly columns go together, as a map in the colours of the page."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["HeatMap", "heat_map"]

STEPS = 6
"""Shades of either sign."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """One table of associations: cells of a shade together as a path on a grid of unit squares."""

    title: str
    size: int
    shades: tuple[tuple[str, str], ...]
    """(class, path)"""


def heat_map(title: str, associations: Sequence[Sequence[float]]) -> HeatMap:
    """Return the map of (d, d) associations from -1 to 1."""
    paths: dict[str, list[str]] = {}
    for y, row in enumerate(associations):
        for x, value in enumerate(row):
            step = min(round(abs(value) * STEPS), STEPS)
            if step:
                paths.setdefault(f"{'up' if value > 0 else 'down'}-{step}", []).append(f"M{x} {y}h1v1h-1z")
    return HeatMap(title, len(associations), tuple((shade, "".join(path)) for shade, path in sorted(paths.items())))
