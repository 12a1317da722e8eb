"""Slow, independent ways to the area of a union of discs."""

import numpy as np
from scipy.spatial import Delaunay


def by_arcs(points: np.ndarray, radius: float) -> float:
    """Walk along every bare arc of every circle (Green's theorem), O(n^2), without any triangulation."""
    points = np.asarray(points, float)
    points = np.unique((points - points.mean(axis=0)) / radius, axis=0)
    total = 0.0
    for i, centre in enumerate(points):
        others = np.delete(points, i, axis=0) - centre
        others = others[np.hypot(*others.T) < 2]
        if len(others) == 0:
            total += np.pi
            continue
        half = np.arccos(np.hypot(*others.T) / 2)
        start = np.mod(np.arctan2(others[:, 1], others[:, 0]) - half, 2 * np.pi)
        reach = (start + 2 * half).max() - 2 * np.pi
        for k in np.argsort(start):
            if start[k] > reach:
                total += _arc(centre, reach, start[k])
            reach = max(reach, start[k] + 2 * half[k])
    return total * radius * radius


def _arc(centre: np.ndarray, low: float, high: float) -> float:
    across, down = np.sin(high) - np.sin(low), np.cos(high) - np.cos(low)
    return (high - low + centre[0] * across - centre[1] * down) / 2


def by_alpha_complex(points: np.ndarray, radius: float) -> float:
    """Sum discs, less lenses over alpha edges, plus triple intersections over alpha triangles (Edelsbrunner 1995)."""
    points = np.asarray(points, float) / radius
    faces: dict[tuple[int, int], list[int]] = {}
    total = len(points) * np.pi
    for corners in np.sort(Delaunay(points).simplices, axis=1):
        if _circumradius(points[corners]) < 1:
            total += _triple(points[corners])
        for k in range(3):
            edge = tuple(int(v) for v in np.delete(corners, k))
            faces.setdefault(edge, []).append(int(corners[k]))
    for (a, b), apexes in faces.items():
        if _in_complex(points, a, b, apexes):
            total -= _lens(np.linalg.norm(points[a] - points[b]))
    return total * radius * radius


def _in_complex(points: np.ndarray, a: int, b: int, apexes: list[int]) -> bool:
    middle, half = (points[a] + points[b]) / 2, np.linalg.norm(points[a] - points[b]) / 2
    if all(np.linalg.norm(points[apex] - middle) >= half for apex in apexes):
        return bool(half < 1)
    return min(_circumradius(points[[a, b, apex]]) for apex in apexes) < 1


def _circumradius(corners: np.ndarray) -> float:
    a, b, c = (np.linalg.norm(corners[i] - corners[i - 1]) for i in range(3))
    first, second = corners[1] - corners[0], corners[2] - corners[0]
    area = abs(first[0] * second[1] - first[1] * second[0]) / 2
    return float(a * b * c / (4 * area)) if area else np.inf


def _lens(distance: float) -> float:
    if distance >= 2:
        return 0.0
    return float(2 * np.arccos(distance / 2) - distance / 2 * np.sqrt(4 - distance * distance))


def _triple(corners: np.ndarray) -> float:
    """Area common to three discs, as what inclusion-exclusion leaves over from the walked union."""
    lenses = sum(_lens(np.linalg.norm(corners[i] - corners[i - 1])) for i in range(3))
    return by_arcs(corners, 1.0) - 3 * np.pi + lenses
