"""The rays of the camera, and where they hit the item."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from skin import Skin, paint
from solids import length, march, normals, solid_of

__all__ = ["FINER", "Scene", "coarse"]

FINER = 3
"""Rays along each side of a pixel."""
PITCH, AWAY, HALF_HEIGHT = np.deg2rad(18.0), 4.0, 0.146
"""How far the camera looks down, its distance in metres, and the tangent of half its angle of view."""
TARGET = np.array([[0.0], [0.0], [0.39]], np.float32)


class Scene:
    """What the camera sees of the item that a row describes."""

    def __init__(self, row: Mapping[str, Any], size: tuple[int, int]) -> None:
        self.row, self.width, self.height = row, size[0] * FINER, size[1] * FINER
        forward = np.array([[0], [np.cos(PITCH)], [-np.sin(PITCH)]], np.float32)
        up = np.array([[0], [np.sin(PITCH)], [np.cos(PITCH)]], np.float32)
        x = (np.arange(self.width) + 0.5 - self.width / 2) / (self.height / 2) * HALF_HEIGHT
        y = (self.height / 2 - np.arange(self.height) - 0.5) / (self.height / 2) * HALF_HEIGHT
        rays = forward + up * np.repeat(y, self.width).astype(np.float32)
        rays[0] += np.tile(x, self.height).astype(np.float32)
        self.rays = rays / length(rays)
        self.eye = TARGET - forward * np.float32(AWAY)
        nothing = row["item"] == "nothing"
        self.solid = None if nothing else solid_of(str(row["item"]), str(row["size"]), str(row["handle"]))
        turn = np.deg2rad(float(row["yaw"]))
        if row["item"] == "suitcase" and row["view"] == "back":
            turn += np.pi
        c, s = np.cos(turn), np.sin(turn)
        self.turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]], np.float32)  # the item's coordinates -> the world's
        self.place = np.array([[float(row["offset"])], [0], [0]], np.float32)
        self.hit, self.along = self._hits()

    def _hits(self) -> tuple[np.ndarray, np.ndarray]:
        if self.solid is None:
            return np.zeros(0, np.intp), np.zeros(0, np.float32)
        origin, rays = self.turn.T @ (self.eye - self.place), self.turn.T @ self.rays
        half = np.array(self.solid.half, np.float32)[:, None] + np.float32(0.02)
        middle = np.array([[0], [0], [self.solid.half[2]]], np.float32)
        with np.errstate(divide="ignore"):
            sides = np.stack([(middle - half - origin) / rays, (middle + half - origin) / rays])
        start, end = sides.min(axis=0).max(axis=0), sides.max(axis=0).min(axis=0)
        near = np.flatnonzero(start < end)
        along = march(self.solid.distance, origin, rays[:, near], start[near], end[near])
        hit = np.isfinite(along)
        return near[hit], along[hit]

    def inside(self, points: np.ndarray) -> np.ndarray:
        """Return points of the world in coordinates of the item."""
        return np.asarray(self.turn.T @ (points - self.place))

    def paint(self, streams: tuple[np.random.Generator, ...]) -> Skin | None:
        """Paint what is seen of the item; normals are then those of the world, of length 1."""
        if self.solid is None:
            return None
        p = self.inside(self.eye + self.rays[:, self.hit] * self.along)
        skin = paint(self.solid, self.row, p, normals(self.solid.distance, p), streams)
        turned = self.turn @ skin.normal
        skin.normal = turned / length(turned)
        return skin


def coarse(picture: np.ndarray) -> np.ndarray:
    """Average each square of rays to a pixel: (h * FINER, w * FINER, c) -> (h, w, c)."""
    h, w, channels = picture.shape
    return np.asarray(picture.reshape(h // FINER, FINER, w // FINER, FINER, channels).mean(axis=(1, 3)))
