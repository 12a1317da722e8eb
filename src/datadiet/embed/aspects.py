"""Transformations that take one aspect away from an image, real or synthetic alike (definitions: gap decomposition).

If the gap closes when both sides lose an aspect, the gap was made of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from PIL import Image

from datadiet.embed.transform import Transform

__all__ = ["ASPECTS"]

_MEAN, _SPREAD = 128.0, 48.0
_LOW_PASS = 32
_ONE_SIZE = 64
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""ITU-R BT.601."""


@dataclass(frozen=True, slots=True)
class SameColours:
    """Every channel gets one mean and one spread; a constant channel becomes the mean."""

    fingerprint: str = f"colour-{_MEAN:g}-{_SPREAD:g}"

    def __call__(self, pixels: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
        """Match mean and standard deviation of each channel; nothing is drawn."""
        values = pixels.astype(np.float32)
        spread = np.maximum(values.std(axis=(0, 1)), 1.0)
        matched = (values - values.mean(axis=(0, 1))) * (_SPREAD / spread) + _MEAN
        return np.clip(np.rint(matched), 0, 255).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Grey:
    """Hue and saturation are removed, lightness stays."""

    fingerprint: str = "grey-601"

    def __call__(self, pixels: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
        """Put the luma into all three channels; nothing is drawn."""
        luma = np.rint(pixels.astype(np.float32) @ _LUMA).astype(np.uint8)
        return np.repeat(luma[:, :, None], 3, axis=2)


@dataclass(frozen=True, slots=True)
class LowPass:
    """Detail finer than a grid of 32 x 32 cells is removed, and with it sharpness and most noise."""

    fingerprint: str = f"low-pass-{_LOW_PASS}"

    def __call__(self, pixels: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
        """Average over the grid's cells and enlarge to the old size again; nothing is drawn."""
        height, width = pixels.shape[:2]
        coarse = Image.fromarray(pixels).resize((_LOW_PASS, _LOW_PASS), Image.Resampling.BOX)
        return np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC))


@dataclass(frozen=True, slots=True)
class OneSize:
    """Every image, or crop of an item, gets the same number of pixels and the same shape."""

    fingerprint: str = f"size-{_ONE_SIZE}"

    def __call__(self, pixels: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
        """Rescale to 64 x 64 pixels; nothing is drawn."""
        return np.asarray(Image.fromarray(pixels).resize((_ONE_SIZE, _ONE_SIZE), Image.Resampling.BICUBIC))


ASPECTS: Mapping[str, Transform] = MappingProxyType(
    {"colour": SameColours(), "hue and saturation": Grey(), "sharpness and noise": LowPass(), "size": OneSize()}
)
