"""Exact areas of unions of equal discs. The idea is on one page: docs/discs.md."""

import numpy as np

from datadiet.errors import EmbeddingError, OptionError
from datadiet.measure.arcs import bare_areas
from datadiet.measure.contour import enclosed_area
from datadiet.measure.delaunay import REACH, Mesh, fold, half_length, pieces, triangulate
from datadiet.measure.voronoi import area_by_cells

__all__ = ["exclusive_areas", "union_area"]


def union_area(points: np.ndarray, radius: float) -> float:
    """Return the area that discs of one radius around the points cover together.

    Along the boundary where few discs show or few meet, and over the cells of the Voronoi diagram where not; both are
    exact, and O(n log n) together.

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
    placed = _in_radii(points, radius)
    enclosed = enclosed_area(placed)
    return (area_by_cells(_pairs(np.unique(_complex(placed)))) if enclosed is None else enclosed) * radius * radius


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
    edges = edges[2 * half_length(points, *edges.T) < REACH]
    n = len(points)
    keys = np.unique(np.concatenate([edges[:, 0] * n + edges[:, 1], edges[:, 1] * n + edges[:, 0]]))
    return np.searchsorted(keys, np.arange(n + 1) * n), keys % n
