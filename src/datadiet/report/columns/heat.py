"""How strongly columns go together, as a map in the colours of the page."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["HeatMap", "heat_map"]

STEPS = 6
"""Shades of either sign."""
NAMED, LONGEST = 40, 18
"""Rows that can have names, and letters that a name can have."""
WIDTH = 0.6
"""Of a letter, in multiples of its height."""
GAP = 0.6
"""Between a name and its row, in multiples of the height of a letter."""
SMALL = 0.026
"""Height of a letter that can be read, over the width of the picture."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """One table of associations: cells of a shade together as a path on a grid of unit squares."""

    title: str
    size: int
    shades: tuple[tuple[str, str], ...]
    """(class, path)"""
    names: tuple[str, ...] = ()
    """Of the rows, shortened; none where they could not be read."""
    letters: float = 0.0
    """Height of the names, in cells."""
    left: float = 0.0
    """Room for the names, in cells."""


def heat_map(title: str, associations: Sequence[Sequence[float]], names: Sequence[str] = ()) -> HeatMap:
    """Return the map of (d, d) associations from -1 to 1, with the names of its rows where there is room for them."""
    paths: dict[str, list[str]] = {}
    for y, row in enumerate(associations):
        for x, value in enumerate(row):
            step = min(round(abs(value) * STEPS), STEPS)
            if step:
                paths.setdefault(f"{'up' if value > 0 else 'down'}-{step}", []).append(f"M{x} {y}h1v1h-1z")
    shades = tuple((shade, "".join(path)) for shade, path in sorted(paths.items()))
    if not names or len(names) > NAMED:
        return HeatMap(title, len(associations), shades)
    shown = tuple(name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in names)
    wide = WIDTH * max(map(len, shown)) + GAP
    letters = min(0.8, SMALL * len(shown) / (1 - SMALL * wide))
    return HeatMap(title, len(associations), shades, shown, round(letters, 3), round(wide * letters, 3))
