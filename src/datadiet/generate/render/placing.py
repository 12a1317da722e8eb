"""From a cut-out's own pixels to the scene and back, as its pose says."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from datadiet.generate.render.elastic import Waves
from datadiet.generate.render.region import Region
from datadiet.generate.twins.scene import Cutout, Pose

__all__ = ["Placement"]

ROUNDS = 40
ENOUGH = 1e-4
"""Pixels."""
SPREAD = 1.5
"""How far averaging and interpolation spread a cut-out's edge, in pixels of the coarser of both grids."""


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """Where each point of a cut-out lies: at + forward (u - anchor), less the displacement there."""

    anchor: np.ndarray
    """(2,) in the cut-out's pixels."""
    at: np.ndarray
    """(2,) in pixels of the scene."""
    forward: np.ndarray
    """(2, 2), from the cut-out's pixels to those of the scene."""
    backward: np.ndarray
    """(2, 2), its inverse."""
    waves: Waves | None

    @classmethod
    def of(cls, cutout: Cutout, pose: Pose) -> Self:
        """Return the placement: flip, zoom and stretch, shear, turn, move."""
        wide, high = pose.zoom * pose.stretch**0.5, pose.zoom / pose.stretch**0.5
        mirror = -1.0 if pose.flip else 1.0
        turn = _rotation(pose.angle)
        shape = np.array([[wide * mirror, pose.shear * high], [0.0, high]]) / cutout.density
        forward = np.array([[turn[i] @ shape[:, j] for j in range(2)] for i in range(2)])
        elastic = pose.elastic
        waves = Waves.of(elastic, turn) if elastic and elastic.amplitude else None
        anchor, at = np.array(cutout.anchor, dtype=float), np.array([pose.x, pose.y], dtype=float)
        return cls(anchor, at, forward, _inverse(forward), waves)

    @property
    def steps(self) -> tuple[float, float]:
        """How many of the cut-out's columns, and rows, one pixel of the scene spans."""
        return float(np.hypot(*self.backward[0])), float(np.hypot(*self.backward[1]))

    def corner(self) -> np.ndarray:
        """Return where the scene's corner (0, 0) lies in the cut-out's pixels, (2,), deformation left aside."""
        return self.anchor - (self.backward * self.at).sum(axis=1)

    def bounds(self, width: int, height: int) -> Region:
        """Return the pixels of the scene that a cut-out of that many columns and rows can touch."""
        across, down = (SPREAD * max(1.0, step) for step in self.steps)
        corners = [(x, y) for x in (-across, width + across) for y in (-down, height + down)]
        points = ((np.array(corners) - self.anchor)[:, None, :] * self.forward).sum(axis=2) + self.at
        swing = float(np.hypot(*self.waves.push.T).sum()) if self.waves else 0.0
        return Region.around(points, swing)

    def sources(self, region: Region) -> tuple[np.ndarray, np.ndarray]:
        """Return where in the cut-out the centre of each pixel of a region comes from: x and y, each (H, W)."""
        x = np.arange(region.left, region.right) + 0.5 - self.at[0]
        y = (np.arange(region.top, region.bottom) + 0.5 - self.at[1])[:, None]
        if self.waves:
            dx, dy = self.waves.on_grid(x, y[:, 0])
            x, y = x + dx, y + dy
        (a, b), (c, d) = self.backward
        return a * x + b * y + self.anchor[0], c * x + d * y + self.anchor[1]

    def places(self, points: np.ndarray) -> np.ndarray:
        """Return where points (n, 2) of the cut-out come to lie in the scene, (n, 2).

        A deformation is solved by fixed-point rounds, which converge where it folds nothing, as all do whose amplitude
        is under wavelength / 2 pi.
        """
        rigid = ((points - self.anchor)[:, None, :] * self.forward).sum(axis=2)
        return (_solved(rigid, self.waves) if self.waves else rigid) + self.at


def _solved(rigid: np.ndarray, waves: Waves) -> np.ndarray:
    """Return p with p + d(p) = rigid."""
    placed = rigid
    for _ in range(ROUNDS):
        nearer = rigid - waves.at(placed)
        if np.abs(nearer - placed).max() < ENOUGH:
            return nearer
        placed = nearer
    return placed


def _rotation(degrees: float) -> np.ndarray:
    # Exact at right angles, where a sine of 1e-16 would smear rows into their neighbours.
    quarter, rest = divmod(degrees, 90)
    sine, cosine = np.sin(np.radians(rest)), np.cos(np.radians(rest))
    for _ in range(int(quarter) % 4):
        sine, cosine = cosine, -sine
    return np.array([[cosine, -sine], [sine, cosine]])


def _inverse(matrix: np.ndarray) -> np.ndarray:
    (a, b), (c, d) = matrix
    return np.array([[d, -b], [-c, a]]) / (a * d - b * c)
