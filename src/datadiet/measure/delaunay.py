"""Delaunay triangulations that keep their precision: small pieces of the plane, none much wider than the discs on it.

Qhull loses points that lie within about 1e-12 of the width of a set from another. Discs interact over two radii at
most, so empty ground can be folded away and a wide set can be cut without changing any disc.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

__all__ = ["REACH", "Mesh", "Piece", "fold", "half_length", "pieces", "triangulate"]

REACH = 2.0
"""Discs of radius 1 meet where their centres are nearer than this."""
WIDEST = 256.0
"""A piece is at most this wide, so that what Qhull merges is below 1e-9 of a radius."""
MOST = 5_000
"""Qhull slows down beyond its caches, so larger pieces are cut where the overlap of the halves stays small."""
NARROWEST = 24.0


@dataclass(frozen=True, slots=True)
class Mesh:
    """A Delaunay triangulation of distinct points."""

    triangles: np.ndarray
    """(t, 3) vertices; empty where all points lie on a line."""
    hull: np.ndarray
    """(h, 2) edges with open ground on one side; edges of a line of points occur twice, once for each side."""
    merged: np.ndarray
    """(m, 2) a point that Qhull left out, and the vertex that stands for it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some points of a set, and all others that their discs can meet."""

    index: np.ndarray
    """(p,) rows of the whole set; the piece's own come first."""
    own: int
    points: np.ndarray
    """(p, 2), moved, but with every distance below REACH kept."""


def triangulate(points: np.ndarray) -> Mesh:
    """Triangulate (n, 2) distinct points; n = 1, n = 2 and points on a line give a chain of edges.

    Source: Barber, Dobkin & Huhdanpaa 1996 (Qhull).
    """
    from scipy.spatial import Delaunay, QhullError

    if len(points) < 3:
        return _chain(points)
    order = _snake(points)
    try:
        found = Delaunay(points[order])
    except QhullError:
        return _chain(points)
    return Mesh(order[found.simplices], order[found.convex_hull], order[found.coplanar[:, [0, 2]]])


def half_length(points: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return half the distance between the points of the rows a and of the rows b."""
    step = points[a] - points[b]
    return np.hypot(step[:, 0], step[:, 1]) / 2


def _chain(points: np.ndarray) -> Mesh:
    centred = points - points.mean(axis=0)
    along = np.linalg.svd(centred, full_matrices=False)[2][0]
    order = np.argsort(centred @ along, kind="stable")
    edges = np.column_stack([order[:-1], order[1:]])
    return Mesh(np.empty((0, 3), int), np.concatenate([edges, edges]), np.empty((0, 2), int))


def _snake(points: np.ndarray) -> np.ndarray:
    """Order points along a snake of cells: neighbours in memory are then neighbours in the plane."""
    low, span = points.min(axis=0), np.ptp(points, axis=0).max()
    rows = max(1.0, np.sqrt(len(points) / 2))
    cell = np.floor((points - low) * (rows / max(span, np.finfo(float).tiny)))
    return np.lexsort((np.where(cell[:, 1] % 2, -cell[:, 0], cell[:, 0]), cell[:, 1]))


def pieces(points: np.ndarray) -> Iterator[Piece]:
    """Cut (n, 2) points, in units of the disc radius, into pieces that together own every point once."""
    rest = [Piece(np.arange(len(points)), len(points), points)] if len(points) else []
    while rest:
        piece = rest.pop()
        piece = Piece(piece.index, piece.own, np.column_stack([fold(axis, REACH) for axis in piece.points.T]))
        width = np.ptp(piece.points, axis=0)
        wide = width.max() > WIDEST or (len(piece.index) > MOST and width.max() > NARROWEST)
        if wide and piece.own > 1:
            rest += _halves(piece, int(width.argmax()))
        else:
            yield piece


def fold(x: np.ndarray, reach: float) -> np.ndarray:
    """Shorten every empty stretch of one coordinate (n,) to twice the reach, so that no disc meets another by it.

    Each stretch that is in use is measured from its own start: what lies far away costs no precision.
    """
    order = np.argsort(x, kind="stable")
    ordered = x[order]
    ends = np.flatnonzero(np.diff(ordered) > 2 * reach)
    first, last = np.concatenate([[0], ends + 1]), np.concatenate([ends, [len(x) - 1]])
    widths = ordered[last] - ordered[first] + 2 * reach
    length = last - first + 1
    folded = np.empty_like(x)
    folded[order] = (ordered - np.repeat(ordered[first], length)) + np.repeat(np.cumsum(widths) - widths, length)
    return folded


def _halves(piece: Piece, axis: int) -> list[Piece]:
    x = piece.points[:, axis]
    order = np.argsort(x[: piece.own], kind="stable")
    halves = []
    for own in (order[: piece.own // 2], order[piece.own // 2 :]):
        near = (x >= x[own[0]] - REACH) & (x <= x[own[-1]] + REACH)
        near[own] = False
        chosen = np.concatenate([own, np.flatnonzero(near)])
        halves.append(Piece(piece.index[chosen], len(own), piece.points[chosen]))
    return halves
