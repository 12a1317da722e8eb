"""The images of a data set in an order that is fair, and the pixels of one, kept for a while."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from datadiet.data import images
from datadiet.generate.compose.objects import Annotated
from datadiet.randomness import stream

__all__ = ["from_pixels", "nth", "pixels_of", "to_pixels"]


@lru_cache(maxsize=16)
def pixels_of(uri: str) -> np.ndarray:
    """Return the (H, W, 3) uint8 of an image; DataError says why that cannot be done."""
    return images.decode(uri).pixels


def nth(pictures: Sequence[Annotated], index: int, *, seed: int, after: int = 0) -> Annotated:
    """Return the image that picture `index` is made from, or where that will not do, the one so many `after` it.

    Every image comes once before one comes again, in an order that the seed decides.
    """
    turn, place = divmod(index, len(pictures))
    order = stream(seed, "order", turn).permutation(len(pictures))
    return pictures[int(order[(place + after) % len(pictures)])]


def from_pixels(pixels: np.ndarray) -> np.ndarray:
    """(H, W, 3) uint8 -> float32, 0 to 1."""
    return pixels.astype(np.float32) / np.float32(255)


def to_pixels(tones: np.ndarray) -> np.ndarray:
    """(H, W, 3) float32, 0 to 1 -> uint8."""
    return np.rint(np.clip(tones, 0.0, 1.0) * 255).astype(np.uint8)
