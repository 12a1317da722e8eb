"""The simplest backdrop and items: one colour, discs and rectangles with soft edges."""

from collections.abc import Mapping
from math import ceil

import numpy as np

from datadiet.distributions import Value
from datadiet.generate.twins.scene import Cutout
from datadiet.generate.twins.visuals import backdrop, visual

__all__ = ["disc", "plain", "rectangle"]

_COLOURS = ("red", "green", "blue")


@backdrop("plain", takes=_COLOURS)
def plain(parameters: Mapping[str, Value], size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Fill the picture with one colour: `red`, `green`, `blue`, 0 to 1, grey where left out."""
    width, height = size
    return np.broadcast_to(_colour(parameters), (height, width, 3)).copy()


@visual("disc", takes=(*_COLOURS, "radius"))
def disc(parameters: Mapping[str, Value], rng: np.random.Generator) -> Cutout:
    """Draw a disc of a `radius` in pixels, 10 where left out, in one colour."""
    radius = float(parameters.get("radius", 10.0))
    x, y = _grid(radius, radius)
    return _filled(parameters, radius + 0.5 - np.hypot(x, y))


@visual("rectangle", takes=(*_COLOURS, "width", "height"))
def rectangle(parameters: Mapping[str, Value], rng: np.random.Generator) -> Cutout:
    """Draw a rectangle of a `width` and `height` in pixels, 20 and 12 where left out, in one colour."""
    half_width, half_height = float(parameters.get("width", 20.0)) / 2, float(parameters.get("height", 12.0)) / 2
    x, y = _grid(half_width, half_height)
    return _filled(parameters, np.clip(half_width + 0.5 - abs(x), 0, 1) * np.clip(half_height + 0.5 - abs(y), 0, 1))


def _grid(half_width: float, half_height: float) -> tuple[np.ndarray, np.ndarray]:
    """Pixel centres from the middle of a cut-out that leaves one clear pixel around: (1, w) and (h, 1)."""
    columns, rows = ceil(half_width) + 1, ceil(half_height) + 1
    return np.arange(-columns, columns)[None] + 0.5, np.arange(-rows, rows)[:, None] + 0.5


def _filled(parameters: Mapping[str, Value], cover: np.ndarray) -> Cutout:
    alpha = np.clip(cover, 0, 1).astype(np.float32)
    height, width = alpha.shape
    rgb = np.broadcast_to(_colour(parameters), (height, width, 3)).copy()
    return Cutout(rgb, alpha, (width / 2, height / 2))


def _colour(parameters: Mapping[str, Value]) -> np.ndarray:
    return np.array([float(parameters.get(name, 0.5)) for name in _COLOURS], np.float32)
