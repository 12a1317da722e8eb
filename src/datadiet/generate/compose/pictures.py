"""The images of a data set in an order that is fair, and the pixels of one, kept for a while."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from datadiet.data import images
from datadiet.data.dataset import Problem
from datadiet.errors import DataError
from datadiet.generate.compose.objects import Annotated, Telling
from datadiet.randomness import stream

__all__ = ["from_pixels", "nth", "pixels_of", "to_pixels"]


@lru_cache(maxsize=16)
def pixels_of(uri: str) -> np.ndarray:
    """Return the (H, W, 3) uint8 of an image; DataError says why that cannot be done."""
    return images.decode(uri).pixels


def nth(pictures: Sequence[Annotated], index: int, *, seed: int, tell: Telling) -> tuple[Annotated, np.ndarray]:
    """Return the image that picture `index` is made from, and its pixels.

    Every image comes once before one comes again, in an order that the seed decides. One that does not decode is told,
    and the next is taken.

    Raises:
        DataError: not one of them decodes.
    """
    turn, place = divmod(index, len(pictures))
    order = stream(seed, "order", turn).permutation(len(pictures))
    for offset in range(len(pictures)):
        picture = pictures[int(order[(place + offset) % len(pictures)])]
        try:
            return picture, pixels_of(picture.uri)
        except DataError as error:
            tell(Problem(picture.id, str(error)))
    raise DataError(f"none of {len(pictures)} images can be decoded", todo="look at the problems that are listed")


def from_pixels(pixels: np.ndarray) -> np.ndarray:
    """(H, W, 3) uint8 -> float32, 0 to 1."""
    return pixels.astype(np.float32) / np.float32(255)


def to_pixels(tones: np.ndarray) -> np.ndarray:
    """(H, W, 3) float32, 0 to 1 -> uint8."""
    return np.rint(np.clip(tones, 0.0, 1.0) * 255).astype(np.uint8)
