"""Exact areas of unions of equal discs. The idea is on one page: docs/discs.md."""

import numpy as np

from datadiet.errors import EmbeddingError, OptionError
from datadiet.measure.arcs import bare_areas
from datadiet.measure.delaunay import REACH, Mesh, fold, pieces, triangulate

__all__ = ["exclusive_areas", "union_area"]


def union_area(points: np.ndarray, radius: float) -> float:
    """Return the area that discs of one radius around the points cover together.

    The inclusion-exclusion over the alpha complex of the Delaunay triangulation (Edelsbrunner 1995), summed corner by
    corner: a triangle's corner sees the opposite edge under an angle g, and the pieces of the two discs that lie
    between this edge's middle and the triangle's circumcentre are sectors of pi/2 - g, cut off by the edge's bisector.
    All terms are of the size of the area that they stand for, so nothing large cancels. O(n log n).

    Args:
        points: (n, 2), n >= 0; duplicates, points on a line or on a circle are fine.
        radius: positive, in the unit of the points.

    Returns:
        An area in the squared unit, between pi r^2 (0 where there are no points) and n pi r^2; the relative error is
        below 1e-9.

    Raises:
        EmbeddingError: the points are not finite or not (n, 2).
        OptionError: the radius is not a positive number.
    """
    unit = _distinct(_in_radii(points, radius))
    total = 0.0
    for piece in pieces(unit):
        total += float(_cells(piece.points, triangulate(piece.points))[: piece.own].sum())
    return total * radius * radius


def exclusive_areas(points: np.ndarray, radius: float) -> np.ndarray:
    """Return, for each disc, the area that it alone covers: what the union would lose without it.

    Where the second nearest point is in reach, it is a Delaunay neighbour (of the nearest); so only these can take
    ground from a disc, and the rest is bounded by arcs of their circles.

    Args:
        points: (n, 2), n >= 0; the areas of duplicates are 0.
        radius: positive, in the unit of the points.

    Returns:
        (n,) areas in [0, pi r^2]; the error is below 1e-9 pi r^2.

    Raises:
        EmbeddingError, OptionError: as `union_area`.
    """
    placed = _in_radii(points, radius)
    unit, inverse, count = np.unique(_complex(placed), return_inverse=True, return_counts=True)
    alone = np.empty(len(unit))
    for piece in pieces(_pairs(unit)):
        alone[piece.index[: piece.own]] = _bare(piece.points, triangulate(piece.points), piece.own)
    return np.where(count == 1, alone, 0.0)[inverse] * radius * radius


def _in_radii(points: np.ndarray, radius: float) -> np.ndarray:
    if not (np.isfinite(radius) and radius > 0):
        raise OptionError(f"the disc radius is {radius}", expected="a positive, finite number")
    placed = np.asarray(points, dtype=np.float64)
    if placed.ndim != 2 or placed.shape[1] != 2:
        raise EmbeddingError(f"points have the shape {placed.shape}", expected="(n, 2)")
    if not np.isfinite(placed).all():
        raise EmbeddingError("some points are NaN or infinite", expected="finite coordinates")
    if len(placed) == 0:
        return placed
    return np.column_stack([fold(axis, REACH * radius) / radius for axis in placed.T])


def _complex(points: np.ndarray) -> np.ndarray:
    return points[:, 0] + 1j * points[:, 1]  # sorting these is far quicker than sorting rows


def _pairs(points: np.ndarray) -> np.ndarray:
    return np.column_stack([points.real, points.imag])


def _distinct(points: np.ndarray) -> np.ndarray:
    return _pairs(np.unique(_complex(points)))


def _cells(points: np.ndarray, mesh: Mesh) -> np.ndarray:
    """Return the area of each unit disc within its own Voronoi cell; together they are the union."""
    n = len(points)
    area, angle = np.zeros(n), np.zeros(n)
    for corner in range(3):
        apex, a, b = (mesh.triangles[:, (corner + step) % 3] for step in range(3))
        to_a, to_b = points[a] - points[apex], points[b] - points[apex]
        cross = to_a[:, 0] * to_b[:, 1] - to_a[:, 1] * to_b[:, 0]
        dot = (to_a * to_b).sum(axis=1)
        _add(area, angle, a, b, _half_length(points, a, b), np.arctan2(dot, np.abs(cross)))
    a, b = mesh.hull.T
    _add(area, angle, a, b, _half_length(points, a, b), np.full(len(a), np.pi / 2))
    open_ground = np.zeros(n)
    outer = np.unique(mesh.hull) if n > 1 else np.arange(n)
    open_ground[outer] = 2 * np.pi - angle[outer]
    return area + open_ground / 2


def _half_length(points: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    step = points[a] - points[b]
    return np.hypot(step[:, 0], step[:, 1]) / 2


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


def _bare(points: np.ndarray, mesh: Mesh, own: int) -> np.ndarray:
    """Return the area that each of the first `own` unit discs covers alone."""
    start, near = _neighbours(points, mesh)
    degree = np.diff(start)[:own]
    area = np.full(own, np.pi)
    for k in np.unique(degree[degree > 0]):
        chosen = np.flatnonzero(degree == k)
        blockers = points[near[start[chosen, None] + np.arange(k)]] - points[chosen, None]
        area[chosen] = bare_areas(blockers)
    lost = np.unique(mesh.merged)
    area[lost[lost < own]] = 0.0
    return area


def _neighbours(points: np.ndarray, mesh: Mesh) -> tuple[np.ndarray, np.ndarray]:
    """Return the Delaunay neighbours in reach of each point, as row starts (n + 1,) and one list (CSR)."""
    sides = [mesh.triangles[:, [0, 1]], mesh.triangles[:, [1, 2]], mesh.triangles[:, [2, 0]], mesh.hull]
    edges = np.concatenate(sides)
    edges = edges[2 * _half_length(points, *edges.T) < REACH]
    n = len(points)
    keys = np.unique(np.concatenate([edges[:, 0] * n + edges[:, 1], edges[:, 1] * n + edges[:, 0]]))
    return np.searchsorted(keys, np.arange(n + 1) * n), keys % n
