"""Painting a layer on the picture: what it covers, what it filters, and its shadow. All in place."""

import numpy as np
from scipy.ndimage import gaussian_filter

from datadiet.generate.render.layers import SIGMAS, Layer
from datadiet.generate.render.region import Region
from datadiet.generate.twins.scene import Shadow

__all__ = ["paint", "shade", "shadow_field"]


def paint(canvas: np.ndarray, layer: Layer) -> None:
    """Blend a layer into the canvas (H, W, 3).

    over: c' = c (1 - a) + a s. multiply: c' = c (1 - a + a s).
    """
    spot = layer.region.meet(Region(0, 0, canvas.shape[1], canvas.shape[0]))
    if spot.empty:
        return
    under = canvas[spot.slices()]
    part = layer.paint[spot.slices(layer.region.left, layer.region.top)]
    clear = 1 - part[..., 3]
    for channel in range(3):  # one at a time: numpy is slow where its innermost loop has three steps
        below, colour = under[..., channel], part[..., channel]
        if layer.sprite.blend == "multiply":
            below *= clear + colour
        else:
            below *= clear
            below += colour


def shade(canvas: np.ndarray, layer: Layer, shadow: Shadow) -> None:
    """Darken what is behind a layer: c' = c (1 - strength x the layer's alpha, moved and blurred)."""
    field, left, top = shadow_field(layer.paint[..., 3], shadow)
    left, top = left + layer.region.left, top + layer.region.top
    thrown = Region(left, top, left + field.shape[1], top + field.shape[0])
    spot = thrown.meet(Region(0, 0, canvas.shape[1], canvas.shape[0]))
    if not spot.empty:
        canvas[spot.slices()] *= (1 - np.float32(shadow.strength) * field[spot.slices(left, top)])[..., None]


def shadow_field(alpha: np.ndarray, shadow: Shadow) -> tuple[np.ndarray, int, int]:
    """Return the shadow (h', w') of an alpha (h, w), 0 to 1, and where its first pixel lies from that of alpha."""
    reach = int(np.ceil(SIGMAS * shadow.blur)) + 1
    left, top = int(np.floor(shadow.dx)), int(np.floor(shadow.dy))
    field = np.pad(alpha, reach)
    field = _shifted(_shifted(field, shadow.dx - left, axis=1), shadow.dy - top, axis=0)
    if shadow.blur > 0:
        field = gaussian_filter(field, shadow.blur, mode="constant", truncate=SIGMAS)
    return field, left - reach, top - reach


def _shifted(field: np.ndarray, part: float, axis: int) -> np.ndarray:
    """Move a field, whose edge is 0, by part of a pixel to the right or down."""
    return field + np.float32(part) * (np.roll(field, 1, axis=axis) - field) if part else field
