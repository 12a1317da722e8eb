"""Images of any size as the network takes them, and the way back."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from datadiet.data import images

__all__ = ["Canvas", "Picture", "canvas_of", "loaded", "placed"]

STEP = 16
"""Sides are multiples of it, the network's coarsest stride."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One image, scaled so that its longer side is that of the network."""

    pixels: np.ndarray
    """(h, w, 3) uint8."""
    scale: float
    """Pixels of it to one of the file."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """The size, in pixels, that pictures are laid on, at the upper left."""

    width: int
    height: int


def loaded(uri: str | Path, side: int) -> Picture:
    """Read an image and scale it; DataError says why it cannot be read."""
    pixels = images.decode(uri).pixels
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR)
    return Picture(np.asarray(small), scale)


def canvas_of(pictures: list[Picture]) -> Canvas:
    """Return the smallest canvas that holds all."""
    height, width = np.max([each.pixels.shape[:2] for each in pictures], axis=0)
    return Canvas(_up(int(width)), _up(int(height)))


def placed(pictures: list[Picture], canvas: Canvas, told: Callable[[], None] = lambda: None) -> np.ndarray:
    """Return (n, 3, height, width) float32, about -1 to 1; 0 where a canvas is empty."""
    made = np.zeros((len(pictures), 3, canvas.height, canvas.width), np.float32)
    for n, picture in enumerate(pictures):
        height, width = picture.pixels.shape[:2]
        made[n, :, :height, :width] = picture.pixels.transpose(2, 0, 1) / np.float32(127.5) - 1
    return made


def _up(side: int) -> int:
    return -(-side // STEP) * STEP
