"""Whatever an image holds becomes RGB of 8 bits."""

import numpy as np
from PIL import Image

from datadiet.errors import DataError

__all__ = ["GROUND", "to_rgb"]

GROUND = (128, 128, 128)
"""Under transparent pixels and over masked boxes, on both sides alike."""


def to_rgb(image: Image.Image) -> np.ndarray:
    """Return (H, W, 3) uint8, read-only or not; DataError where values are out of the range of their mode."""
    if image.mode.startswith("I") or image.mode == "F":
        grey = _wide_to_8_bit(np.asarray(image), image.mode)
        return np.repeat(grey[:, :, None], 3, axis=2)
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, (*GROUND, 255))
        image = Image.alpha_composite(ground, layer)
    return np.asarray(image if image.mode == "RGB" else image.convert("RGB"))


def _wide_to_8_bit(values: np.ndarray, mode: str) -> np.ndarray:
    """(H, W) of 16-bit, 32-bit or float values -> uint8, by the range of the mode and not of the image."""
    top = 1.0 if mode == "F" else 65535.0
    low, high = float(values.min()), float(values.max())
    if not (low >= 0 and high <= top):
        raise DataError(
            f"pixels of mode {mode} run from {low:g} to {high:g}",
            expected=f"0 to {top:g}",
            todo="store the image with 8 or 16 bits a channel",
        )
    return np.rint(values * (255.0 / top)).astype(np.uint8)
