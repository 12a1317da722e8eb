"""Solids as signed distances, and rays that are marched to them: what is in the picture, where, and how it is turned.

Lengths are metres: x along the belt, y away from the camera, z up; z = 0 is the belt. Points are (3, n) float32.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["HEIGHTS", "Solid", "length", "march", "normals", "solid_of"]

HEIGHTS = {"child": 0.42, "cabin": 0.54, "medium": 0.65, "large": 0.76, "oversize": 0.90}
Distance = Callable[[np.ndarray], np.ndarray]
STEPS = 40
NEAR = 8e-4
"""A ray this near to a surface has hit it."""


@dataclass(frozen=True, slots=True)
class Solid:
    """Parts that stand on the belt, in coordinates of their own: the front faces -y."""

    parts: tuple[tuple[str, Distance], ...]
    """Material and distance of each part."""
    half: tuple[float, float, float]
    """Half the size of a box around all parts, which begins at z = 0."""
    face: tuple[float, float, float]
    """Of the front, on which labels and stickers go: half its width, half its height, and the height of its centre."""

    def distance(self, p: np.ndarray) -> np.ndarray:
        """Return the distance of (3, n) points to the nearest part: (n,)."""
        found = self.parts[0][1](p)
        for _, part in self.parts[1:]:
            np.minimum(found, part(p), out=found)
        return found

    def material(self, p: np.ndarray) -> np.ndarray:
        """Return the number of the part that each point lies on: (n,)."""
        return np.argmin([part(p) for _, part in self.parts], axis=0)


def solid_of(item: str, size: str, handle: str) -> Solid:
    """Build a suitcase, box, backpack or plant pot; `handle` is that of a suitcase, `down` or `up`."""
    height = HEIGHTS[size]
    if item == "suitcase":
        return _suitcase(height, handle == "up")
    return {"box": _carton, "backpack": _backpack, "plant_pot": _plant_pot}[item](height)


def _suitcase(height: float, extended: bool) -> Solid:
    wheel = 0.035
    w, d, h = height * 0.34, height * 0.19, (height - wheel) / 2
    middle = h + wheel
    top = middle + h
    parts = [("shell", _box((0, 0, middle), (w, d, h), 0.055))]
    grip = 0.028
    parts.append(("metal", _both(_rod((0.07, 0, top - 0.02), (0.07, 0, top + grip), 0.011))))
    parts.append(("rubber", _rod((-0.07, 0, top + grip), (0.07, 0, top + grip), 0.014)))
    parts.append(("rubber", _wheels((w - 0.045, d - 0.04, wheel), 0.018, wheel)))
    if extended:
        x, y, high = w * 0.45, d * 0.6, top + 0.22
        parts.append(("metal", _both(_rod((x, y, top - 0.02), (x, y, high), 0.009))))
        parts.append(("rubber", _rod((-x, y, high), (x, y, high), 0.017)))
    return Solid(tuple(parts), (w, d, (top + (0.25 if extended else 0.05)) / 2), (w, h, middle))


def _carton(height: float) -> Solid:
    w, d, h = height * 0.36, height * 0.26, height * 0.30
    return Solid((("cardboard", _box((0, 0, h), (w, d, h), 0.006)),), (w, d, h), (w, h, h))


def _backpack(height: float) -> Solid:
    w, d, h = height * 0.29, height * 0.17, height * 0.40
    parts = (
        ("cloth", _box((0, 0.02, h), (w, d * 0.8, h), 0.10)),
        ("pocket", _box((0, -d * 0.75, h * 0.66), (w * 0.8, d * 0.42, h * 0.48), 0.05)),
        ("rubber", _both(_rod((0.05, 0.04, 2 * h - 0.01), (0, 0.04, 2 * h + 0.04), 0.012))),
    )
    return Solid(parts, (w, d * 1.25, h + 0.03), (w * 0.8, h * 0.48, h * 0.66))


def _plant_pot(height: float) -> Solid:
    h = height * 0.40
    low, high = height * 0.15, height * 0.21
    parts: list[tuple[str, Distance]] = [
        ("clay", _cone(h, low, high)),
        ("clay", _ring((0, 0, h - 0.02), high + 0.012, 0.028)),
        ("stem", _rod((0, 0, h), (0, 0, h + height * 0.3), 0.012)),
    ]
    for k in range(7):
        turn = 2.4 * k  # the golden angle, nearly: leaves do not hide each other
        reach, lift = height * (0.11 + 0.012 * k), h + height * (0.10 + 0.055 * k)
        centre = (np.cos(turn) * reach, np.sin(turn) * reach, lift)
        parts.append(("leaf", _ellipsoid(centre, (height * 0.10, height * 0.075, height * 0.075))))
    return Solid(tuple(parts), (height * 0.32, height * 0.32, height * 0.50), (high * 0.8, h / 2, h / 2))


def _box(centre: Sequence[float], half: Sequence[float], radius: float) -> Distance:
    middle = np.array(centre, np.float32)[:, None]
    inner = np.array(half, np.float32)[:, None] - np.float32(radius)

    def distance(p: np.ndarray) -> np.ndarray:
        q = np.abs(p - middle) - inner
        inside = np.minimum(np.maximum(np.maximum(q[0], q[1]), q[2]), 0)
        np.maximum(q, 0, out=q)
        return length(q) + inside - np.float32(radius)

    return distance


def _rod(start: Sequence[float], end: Sequence[float], radius: float) -> Distance:
    a, b = np.array(start, np.float32)[:, None], np.array(end, np.float32)[:, None]
    along = b - a
    square = float((along * along).sum())

    def distance(p: np.ndarray) -> np.ndarray:
        q = p - a
        share = np.clip((along.T @ q)[0] / square, 0, 1)
        q -= along * share
        return length(q) - np.float32(radius)

    return distance


def _both(part: Distance) -> Distance:
    """Return a part, on the right, and its mirror image on the left."""

    def distance(p: np.ndarray) -> np.ndarray:
        q = p.copy()
        np.abs(p[0], out=q[0])
        return part(q)

    return distance


def _wheels(centre: Sequence[float], half: float, radius: float) -> Distance:
    """Return four wheels, of which one is at `centre`."""
    x, y, z = (np.float32(c) for c in centre)

    def distance(p: np.ndarray) -> np.ndarray:
        round_it = _across(np.abs(p[1]) - y, p[2] - z) - np.float32(radius)
        return np.maximum(np.abs(np.abs(p[0]) - x) - np.float32(half), round_it)

    return distance


def _cone(height: float, low: float, high: float) -> Distance:
    slope = (high - low) / height
    narrow = np.float32(1 / np.hypot(1, slope))

    def distance(p: np.ndarray) -> np.ndarray:
        side = (_across(p[0], p[1]) - np.float32(low) - np.float32(slope) * p[2]) * narrow
        return np.maximum(side, np.abs(p[2] - np.float32(height / 2)) - np.float32(height / 2))

    return distance


def _ring(centre: Sequence[float], radius: float, half: float) -> Distance:
    z = np.float32(centre[2])
    return lambda p: np.maximum(_across(p[0], p[1]) - np.float32(radius), np.abs(p[2] - z) - np.float32(half))


def _ellipsoid(centre: Sequence[float], radii: Sequence[float]) -> Distance:
    middle, r = np.array(centre, np.float32)[:, None], np.array(radii, np.float32)[:, None]

    def distance(p: np.ndarray) -> np.ndarray:
        q = (p - middle) / r
        k = length(q)
        q /= r
        return k * (k - 1) / np.maximum(length(q), np.float32(1e-6))

    return distance


def _across(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.asarray(np.sqrt(x * x + y * y))  # np.hypot is many times slower


def length(vectors: np.ndarray) -> np.ndarray:
    """Return the lengths of (3, n) vectors: (n,)."""
    return np.asarray(np.sqrt(np.einsum("ij,ij->j", vectors, vectors)))  # np.linalg.norm is slower


def march(distance: Distance, origin: np.ndarray, ray: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return how far along each ray the surface is: (n,), infinite where the ray meets none.

    Args:
        distance: of the solid.
        origin: (3, 1) where all rays begin.
        ray: (3, n) directions of length 1.
        start: (n,) where the marching begins; nothing is nearer.
        end: (n,) where it ends; nothing is further.
    """
    along = start.astype(np.float32)
    found = np.full(ray.shape[1], np.inf, np.float32)
    going = np.arange(ray.shape[1])
    for _ in range(STEPS):
        step = distance(origin + ray[:, going] * along[going])
        hit = step < NEAR
        found[going[hit]] = along[going[hit]]
        along[going] += np.maximum(step, NEAR / 2)
        going = going[~hit & (along[going] < end[going])]
        if not len(going):
            break
    return found


def normals(distance: Distance, p: np.ndarray) -> np.ndarray:
    """Return the direction in which the distance grows, of length 1: (3, n)."""
    corners = np.array([[1, -1, -1], [-1, -1, 1], [-1, 1, -1], [1, 1, 1]], np.float32)
    found = sum((corner * distance(p + corner * np.float32(1.5e-3)) for corner in corners[:, :, None]), np.float32(0))
    return np.asarray(found / np.maximum(length(found), np.float32(1e-9)))
