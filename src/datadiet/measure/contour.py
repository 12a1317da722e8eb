"""The area of a union of unit discs from the arcs that bound it, where only few circles show."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from datadiet.measure.arcs import gaps
from datadiet.measure.sectors import ALL, CELL, NONE, PLACES, RANGE, places, sectors

__all__ = ["enclosed_area"]

BLOCK = 8192
"""Discs that are worked on at once."""
AT_ONCE = 500_000
"""Candidates, pairs of a circle and a point that may be in reach, that are worked on at once."""
CROWDED, SMALL = 48, 5_000
"""Candidates for a point, and for a set: beyond both together, they cost more than a triangulation."""
EMPTIEST = 500
"""Cells for a point: beyond, walking through empty cells costs more than a triangulation."""
PILED = 1.2
"""Points for a cell that has any: below, nearly all circles show, and it is not worth looking for others."""
FIRST = 8
"""Neighbouring cells that are looked at before the circles that they hide are dropped."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Some columns of a grid of cells, and the points in them, cell by cell."""

    points: np.ndarray
    """(p, 2)"""
    own: slice
    """The points whose circles belong to this strip; those around them can meet their discs."""
    cell: np.ndarray
    """(p,) the cell of each point, ascending."""
    height: int
    """Cells of a column: what to add to a cell for its neighbour in the next column."""
    place: np.ndarray
    """(p,) where in its cell a point lies, roughly."""

    @property
    def cells(self) -> int:
        """How many cells there are, with those that the last point's neighbours may lie in."""
        return int(self.cell[-1]) + RANGE * (self.height + 1) + 1


def enclosed_area(points: np.ndarray) -> float | None:
    """Return the area of the union of unit discs around (n, 2) points, by Green's theorem along its boundary.

    A circle that neighbours hide has no part in the boundary, and most circles of deep piles are seen to be hidden
    without any angles. The arcs of the others run between the neighbours that are in reach. None where too many
    neighbours are in reach of circles that show (dense lines, many copies of a point), or too much ground is empty.
    """
    area, left = 0.0, CROWDED * len(points) + SMALL
    for strip in _strips(points):
        if strip is None:
            return None
        chosen = _showing(strip)
        first, length = _ranges(strip, chosen)
        upto = np.cumsum(length.sum(axis=1))
        left -= int(upto[-1]) if len(upto) else 0
        if left < 0:
            return None
        for part in np.split(np.arange(len(chosen)), np.flatnonzero(np.diff(upto // AT_ONCE)) + 1):
            area += _arcs(strip.points, chosen[part], first[part], length[part])
    return area


def _strips(points: np.ndarray) -> Iterator[Strip | None]:
    if len(points) == 0:
        return
    scaled = (points - points.min(axis=0)) / CELL
    grid = scaled.astype(np.int64)
    columns, height = (int(cells) for cells in grid.max(axis=0) + 1 + 2 * RANGE)
    if columns * height > EMPTIEST * len(points):
        yield None
        return
    place = places(scaled - grid)
    order = np.argsort((grid[:, 0] * height + grid[:, 1]) * PLACES + place, kind="stable")
    grid, points, place = grid[order], points[order], place[order]
    column = grid[:, 0]
    for start in range(0, len(points), BLOCK):
        stop = min(start + BLOCK, len(points))
        left = column[start] - RANGE
        low, high = np.searchsorted(column, [left, column[stop - 1] + RANGE + 1])
        cell = (column[low:high] - left) * height + grid[low:high, 1] + RANGE
        yield Strip(points[low:high], slice(start - low, stop - low), cell, height, place[low:high])


def _showing(strip: Strip) -> np.ndarray:
    """Return the strip's own circles, less most of those that other discs cover."""
    chosen = np.arange(strip.own.start, strip.own.stop)
    if len(strip.cell) < PILED * (1 + np.count_nonzero(np.diff(strip.cell))):
        return chosen
    table = sectors()
    ends = []
    for step in (1, -1):  # two points stand for a cell: its last and its first
        stand_in = np.full(strip.cells, NONE, np.int32)
        stand_in[strip.cell[::step]] = strip.place[::step]
        ends.append(stand_in)
    hidden = np.zeros(len(chosen), np.uint64)
    for steps in (table.steps[:FIRST], table.steps[FIRST:]):
        cell, place = strip.cell[chosen], strip.place[chosen]
        for columns, rows, added in steps:
            for stand_in in ends:
                hidden |= table.covered[stand_in[cell + (columns * strip.height + rows)] + (added - place)]
        chosen, hidden = chosen[hidden != ALL], hidden[hidden != ALL]
    return chosen


def _ranges(strip: Strip, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where the points of each column in reach begin, for each chosen point, and how many they are."""
    begins = np.zeros(strip.cells + 1, np.int64)
    np.cumsum(np.bincount(strip.cell, minlength=strip.cells), out=begins[1:])
    middle = strip.cell[chosen, None] + np.arange(-RANGE, RANGE + 1) * strip.height
    first = begins[middle - RANGE]
    return first, begins[middle + (RANGE + 1)] - first


def _arcs(points: np.ndarray, chosen: np.ndarray, first: np.ndarray, length: np.ndarray) -> float:
    """Sum (x dy - y dx) / 2 over the arcs of the chosen circles that no disc covers."""
    start, middle, half, copies = _cuts(points, chosen, first, length)
    degree = np.diff(start)
    middle, half = np.append(middle, 0.0), np.append(half, 0.0)  # the last one cuts nothing
    width = 2 ** np.ceil(np.log2(np.maximum(degree, 2))).astype(np.int64)
    width[copies] = 0
    total = 0.0
    for most in np.unique(width[width > 0]):
        alike = np.flatnonzero(width == most)
        cut = start[alike, None] + np.arange(most)
        cut[np.arange(most) >= degree[alike, None]] = len(half) - 1
        low, high = gaps(middle[cut], half[cut])
        row, gap = np.nonzero(high > low)
        low, high = low[row, gap], high[row, gap]
        x, y = points[chosen[alike[row]]].T
        across, down = np.sin(high) - np.sin(low), np.cos(high) - np.cos(low)
        total += float((high - low + x * across - y * down).sum()) / 2
    return total


def _cuts(
    points: np.ndarray, chosen: np.ndarray, first: np.ndarray, length: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return what other discs cut from each chosen circle.

    As row starts (n + 1,), the middles and half lengths of the arcs in radians (CSR); and which circles repeat that
    of an earlier point.
    """
    each, lengths = length.sum(axis=1), length.ravel()
    ends = np.cumsum(lengths)
    other = np.repeat(first.ravel() - (ends - lengths), lengths)
    other += np.arange(len(other))
    across, down = (axis[other] - np.repeat(axis[chosen], each) for axis in np.ascontiguousarray(points.T))
    square = across * across + down * down
    meets = np.flatnonzero(square < 4)
    start = np.searchsorted(meets, np.concatenate([[0], np.cumsum(each)]))
    middle, half = np.arctan2(down[meets], across[meets]), np.arccos(np.sqrt(square[meets]) / 2)
    same = np.flatnonzero(square[meets] == 0)  # the point itself, and its copies
    half[same] = 0.0
    row = np.searchsorted(start, same, side="right") - 1
    return start, middle, half, row[other[meets[same]] < chosen[row]]
