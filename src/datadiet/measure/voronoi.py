"""The area of a union of unit discs as the sum of each disc's part in its own Voronoi cell."""

import numpy as np

from datadiet.measure.delaunay import Mesh, half_length, pieces, triangulate

__all__ = ["area_by_cells"]


def area_by_cells(points: np.ndarray) -> float:
    """Return the area of the union of unit discs around (n, 2) distinct points, in O(n log n) however they lie.

    The inclusion-exclusion over the alpha complex of the Delaunay triangulation (Edelsbrunner 1995), summed corner by
    corner: a triangle's corner sees the opposite edge under an angle g, and the pieces of the two discs that lie
    between this edge's middle and the triangle's circumcentre are sectors of pi/2 - g, cut off by the edge's bisector.
    All terms are of the size of the area that they stand for, so nothing large cancels.
    """
    total = 0.0
    for piece in pieces(points):
        total += float(_cells(piece.points, triangulate(piece.points))[: piece.own].sum())
    return total


def _cells(points: np.ndarray, mesh: Mesh) -> np.ndarray:
    """Return the area of each unit disc within its own Voronoi cell; together they are the union."""
    n = len(points)
    area, angle = np.zeros(n), np.zeros(n)
    for corner in range(3):
        apex, a, b = (mesh.triangles[:, (corner + step) % 3] for step in range(3))
        to_a, to_b = points[a] - points[apex], points[b] - points[apex]
        cross = to_a[:, 0] * to_b[:, 1] - to_a[:, 1] * to_b[:, 0]
        dot = (to_a * to_b).sum(axis=1)
        _add(area, angle, a, b, half_length(points, a, b), np.arctan2(dot, np.abs(cross)))
    a, b = mesh.hull.T
    _add(area, angle, a, b, half_length(points, a, b), np.full(len(a), np.pi / 2))
    open_ground = np.zeros(n)
    outer = np.unique(mesh.hull) if n > 1 else np.arange(n)
    open_ground[outer] = 2 * np.pi - angle[outer]
    return area + open_ground / 2


def _add(
    area: np.ndarray, angle: np.ndarray, a: np.ndarray, b: np.ndarray, half: np.ndarray, swept: np.ndarray
) -> None:
    cut = _cut_sector(half, swept)
    for end in (a, b):
        area += np.bincount(end, cut, minlength=len(area))
        angle += np.bincount(end, swept, minlength=len(area))


def _cut_sector(half: np.ndarray, swept: np.ndarray) -> np.ndarray:
    """Return the signed area of a sector of the unit disc that begins at, and is cut by, a chord `half` away."""
    size = np.abs(swept)
    straight = np.minimum(size, np.arccos(np.minimum(half, 1.0)))  # the angle over which the chord cuts
    return np.copysign(half * half * np.tan(straight) + (size - straight), swept) / 2
