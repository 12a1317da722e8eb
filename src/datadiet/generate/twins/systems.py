"""How systems arrange items in the plane: scattered, in a grid, or where they are declared to be."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from datadiet.distributions import Value
from datadiet.errors import TwinError

__all__ = ["BEHAVIOURS", "MOST", "PHYSICAL", "Layout", "grid", "scatter"]

BEHAVIOURS: Mapping[str, tuple[str, ...]] = {
    "scatter": ("count", "distance", "overlap", "clumping", "margin"),
    "grid": ("rows", "columns", "fill", "jitter"),
    "place": ("x", "y", "count"),
}
"""Behaviour -> its settings."""
PHYSICAL: Mapping[str, tuple[str, ...]] = {"drop": ("count", "rate"), "convey": ("speed",)}
"""Behaviours that need physics."""
MOST = 10_000
"""Items of one system in one image."""
_TRIES = 48
"""Places that are tried for one item before it is left out."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the items of a system are."""

    points: np.ndarray
    """(n, 2): x, y in pixels."""
    kept: np.ndarray
    """(n,) bool: whether a place was found."""


def scatter(
    radii: np.ndarray, box: tuple[float, float, float, float], settings: Mapping[str, Value], rng: np.random.Generator
) -> Layout:
    """Scatter discs in a box, the large ones first, each in the first of a number of places that is free.

    Args:
        radii: (n,) in pixels; what two may share is measured by them.
        box: left, top, right, bottom in pixels, within which centres lie.
        settings: `distance`, the least between centres; `overlap`, by what share of their radii two may overlap (any
            where it is not there); `clumping`, the share that lies beside an earlier one; `margin`, by how much the box
            is larger.
        rng: draws the places, the same for each disc whatever became of the others.
    """
    random = rng.random((len(radii), _TRIES + 1, 4))
    left, top, right, bottom = _grown(box, float(settings.get("margin", 0.0)))
    least, apart = float(settings.get("distance", 0.0)), 1 - float(settings.get("overlap", 1.0))
    points, kept = np.zeros((len(radii), 2)), np.zeros(len(radii), bool)
    for index in np.argsort(-radii, kind="stable"):
        tries, others = random[index, 1:], np.flatnonzero(kept)
        near = np.maximum(least, apart * (radii[others] + radii[index]))
        places = np.array([left, top]) + tries[:, :2] * np.array([right - left, bottom - top])
        if len(others) and random[index, 0, 0] < float(settings.get("clumping", 0.0)):
            beside = _beside(tries, others, points, near, radii, radii[index])
            beside = beside[((beside >= [left, top]) & (beside <= [right, bottom])).all(1)]
            places = np.concatenate([beside, places])  # what finds no place in a clump lies by itself
        chosen = _first_free(places, points[others], near)
        if chosen is not None:
            points[index], kept[index] = places[chosen], True
    return Layout(points, kept)


def _grown(box: tuple[float, float, float, float], margin: float) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    left, top, right, bottom = left - margin, top - margin, right + margin, bottom + margin
    if left > right or top > bottom:
        raise TwinError(f"a margin of {margin:g} pixels leaves nothing of the area", expected="a larger one")
    return left, top, right, bottom


def _beside(
    tries: np.ndarray, others: np.ndarray, points: np.ndarray, near: np.ndarray, radii: np.ndarray, radius: float
) -> np.ndarray:
    """Places beside earlier discs: from as near as allowed to a tenth more than touching."""
    chosen = np.minimum((tries[:, 0] * len(others)).astype(int), len(others) - 1)
    touching = np.maximum(1.1 * (radii[others[chosen]] + radius), near[chosen])
    reach = near[chosen] + tries[:, 2] * (touching - near[chosen])
    angle = 2 * np.pi * tries[:, 1]
    return points[others[chosen]] + reach[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)


def _first_free(places: np.ndarray, points: np.ndarray, near: np.ndarray) -> int | None:
    """Return the first place that keeps its distance from all points; most often one of the first does."""
    for start, end in ((0, 3), (3, 12), (12, len(places))):
        free = _clear(places[start:end], points, near)
        if free.any():
            return start + int(free.argmax())
    return None


def _clear(places: np.ndarray, points: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Say of each place whether it keeps its distance from all points: (t,) from (t, 2), (m, 2) and (m,)."""
    if not len(points) or not near.any():
        return np.ones(len(places), bool)
    across = places[:, :1] - points[:, 0]
    down = places[:, 1:] - points[:, 1]
    return (across * across + down * down >= near * near * (1 - 1e-9)).all(1)


def grid(box: tuple[float, float, float, float], settings: Mapping[str, Value], rng: np.random.Generator) -> Layout:
    """Put one item in the middle of each cell, row by row.

    Args:
        box: left, top, right, bottom in pixels, which is cut into cells.
        settings: `rows`, `columns`; `fill`, the share of cells that hold an item; `jitter`, how far off the middle it
            may lie in each direction, in pixels.
        rng: draws which cells are filled, and the jitter.
    """
    rows, columns = int(settings["rows"]), int(settings["columns"])
    if rows < 1 or columns < 1 or rows * columns > MOST:
        raise TwinError(f"a grid of {rows} rows and {columns} columns", expected=f"1 to {MOST:,} cells")
    random = rng.random((rows * columns, 3))
    left, top, right, bottom = box
    x = left + (np.arange(columns) + 0.5) * (right - left) / columns
    y = top + (np.arange(rows) + 0.5) * (bottom - top) / rows
    middles = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)  # (rows, columns, 2) -> (n, 2)
    off = (2 * random[:, 1:] - 1) * float(settings.get("jitter", 0.0))
    return Layout(middles + off, random[:, 0] < float(settings.get("fill", 1.0)))
