"""A smooth random deformation: a few plane waves, so that it is known everywhere and bounded by construction."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from datadiet.generate.twins.scene import Elastic
from datadiet.randomness import stream

__all__ = ["Waves"]

WAVES = 6
LONGEST = 1.8  # of the declared wavelength: equal lengths would repeat visibly


@dataclass(frozen=True, slots=True, eq=False)
class Waves:
    """d(p) = sum of push * sin(p . wave + phase), with p in pixels of the scene from the anchor."""

    waves: np.ndarray
    """(n, 2) radians a pixel."""
    phases: np.ndarray
    """(n,) radians."""
    push: np.ndarray
    """(n, 2) pixels; their lengths add up to the amplitude, which no displacement can exceed."""

    @classmethod
    def of(cls, elastic: Elastic, turn: np.ndarray) -> Self:
        """Draw the waves of a deformation that belongs to the item: they turn with it, by the (2, 2) rotation."""
        rng = stream(elastic.seed, "elastic")
        lengths = elastic.wavelength * rng.uniform(1, LONGEST, WAVES)
        waves = _directions(rng) * (2 * np.pi / lengths)[:, None]
        push = _directions(rng) * elastic.amplitude / WAVES
        return cls(_turned(waves, turn), rng.uniform(0, 2 * np.pi, WAVES), _turned(push, turn))

    def on_grid(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the displacement in x and y, each (H, W), at all crossings of columns x (W,) and rows y (H,)."""
        dx, dy = np.zeros((2, len(y), len(x)))
        for wave, phase, push in zip(self.waves, self.phases, self.push, strict=True):
            across, down = x * wave[0], y * wave[1] + phase  # sin(a + b) needs sines of rows and columns only
            sine = np.outer(np.sin(down), np.cos(across)) + np.outer(np.cos(down), np.sin(across))
            dx += push[0] * sine
            dy += push[1] * sine
        return dx, dy

    def at(self, points: np.ndarray) -> np.ndarray:
        """Return the displacements (n, 2) at points (n, 2)."""
        angles = (points[:, None, :] * self.waves).sum(axis=2) + self.phases  # (n, 2) -> (n, WAVES)
        return (np.sin(angles)[:, :, None] * self.push).sum(axis=1)


def _directions(rng: np.random.Generator) -> np.ndarray:
    angles = rng.uniform(0, 2 * np.pi, WAVES)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _turned(vectors: np.ndarray, turn: np.ndarray) -> np.ndarray:
    return (vectors[:, None, :] * turn).sum(axis=2)
