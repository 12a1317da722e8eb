"""Light that falls unevenly on a plane: a field by which the picture is multiplied."""

from collections.abc import Mapping

import numpy as np

from datadiet.distributions import Value
from datadiet.randomness import stream

__all__ = ["PLANE", "SPATIAL", "light_field"]

PLANE: Mapping[str, str] = {
    "power": "all of it, 1 for no change",
    "slope": "how much brighter one edge is than the other, as a share",
    "direction": "degrees, clockwise: where the slope rises; 0 to the right",
    "spot": "how much brighter, or darker, the middle of a soft spot is, as a share",
    "spot_x": "where it is, as a share of the picture's width",
    "spot_y": "of its height",
    "spot_size": "its standard deviation, as a share of the picture's longer side",
    "warmth": "-1 to 1: from blue to red",
    "uneven": "how far a smooth random pattern goes up and down, as a share",
    "uneven_size": "how far apart its bumps are, as a share of the picture's longer side",
}
"""Name -> what it does."""
SPATIAL = ("area", "sky", "sun", "lamp")
"""Lights that need a scene in space."""


def light_field(light: Mapping[str, Value], size: tuple[int, int], seed: int) -> np.ndarray | None:
    """Return the field: (H, W) or, where it is coloured, (H, W, 3) float32, 0 or more; None where nothing is declared.

    Args:
        light: the settings of `PLANE`; what is not there does nothing.
        size: width and height in pixels.
        seed: of the uneven pattern.
    """
    if not light:
        return None
    settings = {name: float(value) for name, value in light.items()}
    width, height = size
    longer = max(width, height)
    x, y = (np.arange(width) + 0.5)[None] / longer, (np.arange(height) + 0.5)[:, None] / longer
    field = np.full((height, width), settings.get("power", 1.0), np.float32)
    if slope := settings.get("slope", 0.0):
        field *= 1 + slope * _ramp(x, y, settings.get("direction", 0.0))
    if spot := settings.get("spot", 0.0):
        across = x - settings.get("spot_x", 0.5) * width / longer
        down = y - settings.get("spot_y", 0.5) * height / longer
        spread = 2 * max(settings.get("spot_size", 0.3), 1e-3) ** 2
        field *= 1 + spot * (np.exp(-(down**2) / spread) * np.exp(-(across**2) / spread)).astype(np.float32)
    if uneven := settings.get("uneven", 0.0):
        field *= 1 + uneven * _bumps(x[0], y[:, 0], max(settings.get("uneven_size", 0.5), 0.02), seed)
    field = np.maximum(field, 0)
    if warmth := settings.get("warmth", 0.0):
        field = field[:, :, None] * (1 + np.clip(warmth, -1, 1) * np.array([0.25, 0.0, -0.25], np.float32))
    return field.astype(np.float32)


def _ramp(x: np.ndarray, y: np.ndarray, direction: float) -> np.ndarray:
    """From -0.5 to 0.5 across the picture."""
    angle = np.deg2rad(direction)
    across, down = x * np.cos(angle), y * np.sin(angle)
    low, high = across.min() + down.min(), across.max() + down.max()
    return ((across - low).astype(np.float32) + down.astype(np.float32)) / np.float32(max(high - low, 1e-9)) - 0.5


def _bumps(x: np.ndarray, y: np.ndarray, wavelength: float, seed: int) -> np.ndarray:
    """A sum of a few waves in random directions, from -1 to 1: (H, W) from (W,) and (H,)."""
    rng = stream(seed, "light")
    angle, phase = rng.random(6) * 2 * np.pi, rng.random(6) * 2 * np.pi
    wave = 2 * np.pi / (wavelength * (0.75 + 0.75 * rng.random(6)))
    across = np.outer(x, wave * np.cos(angle)) + phase  # (W, 6)
    down = np.outer(y, wave * np.sin(angle))  # (H, 6)
    # cos(a + b) = cos a cos b - sin a sin b: a product of matrices in place of a cosine for each pixel
    found = np.cos(down) @ np.cos(across).T - np.sin(down) @ np.sin(across).T
    return (found / 6).astype(np.float32)
