"""Changes that spoil an image on purpose, to see whether a measure notices."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from datadiet.embed.transform import Transform

__all__ = ["SPOILED"]


@dataclass(frozen=True, slots=True)
class ShuffledPixels:
    """Every pixel keeps its colour and loses its place."""

    fingerprint: str = "shuffled-pixels"

    def __call__(self, pixels: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
        """Draw a new place for each pixel."""
        flat = pixels.reshape(-1, pixels.shape[2])
        return flat[rng.permutation(len(flat))].reshape(pixels.shape)


@dataclass(frozen=True, slots=True)
class WrongPalette:
    """Every pixel keeps its place and loses its colour: a negative with its channels in another order."""

    fingerprint: str = "wrong-palette"

    def __call__(self, pixels: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
        """Invert, and pass each channel on to the next; nothing is drawn."""
        return np.ascontiguousarray(255 - np.roll(pixels, 1, axis=2))


SPOILED: Mapping[str, Transform] = MappingProxyType(
    {"shuffled pixels": ShuffledPixels(), "wrong palette": WrongPalette()}
)
