"""Dust on the optics of the microscope that took BCCD: at the same places in every image, whatever is on the glass."""

from collections.abc import Callable, Mapping
from functools import cache, partial

import numpy as np

from datadiet.distributions import Value
from datadiet.generate.gallery.drawing import numbers
from datadiet.generate.twins.scene import Cutout
from datadiet.generate.twins.visuals import visual

__all__ = ["dust"]

_SIZE = (640, 480)
_BLOT = (557, 76, 15, 0.28)
"""x, y, radius, and how dark its middle is: 22 % below what surrounds it."""
_RINGS = (
    (119, 426, 0.17),
    (596, 19, 0.16),
    (427, 327, 0.15),
    (93, 434, 0.13),
    (482, 469, 0.12),
    (207, 169, 0.11),
    (592, 445, 0.1),
    (111, 90, 0.08),
    (429, 372, 0.07),
    (301, 16, 0.05),
    (81, 139, 0.05),
    (103, 268, 0.04),
)
"""x, y, and how dark 3 pixels from there: the strongest of the 60 % quantile of 205 images."""
_DUST: Mapping[str, float] = {"strength": 1}


@visual("microscope-dust", takes=tuple(_DUST))
def dust(parameters: Mapping[str, Value], rng: np.random.Generator) -> Cutout:
    """Draw the dust of a picture of 640 x 480: one dark blot without an edge, and rings with a bright fringe.

    `strength` multiplies how dark all of them are.
    """
    strength = np.float32(numbers(parameters, _DUST)["strength"])
    rgb, alpha = _drawn()
    return Cutout(rgb, np.clip(alpha * strength, 0, 1), (_SIZE[0] / 2, _SIZE[1] / 2))


@cache
def _drawn() -> tuple[np.ndarray, np.ndarray]:
    """Return colours (h, w, 3) and alpha (h, w) at a strength of 1: the same for every picture, not to be changed."""
    width, height = _SIZE
    dark = np.zeros((height, width), np.float32)
    x, y, radius, depth = _BLOT
    _add(dark, x, y, 2 * radius, depth, partial(_blot, radius=radius))
    for x, y, depth in _RINGS:
        _add(dark, x, y, 10, depth, _ring)
    rgb = np.repeat(np.where(dark > 0, np.float32(0.05), np.float32(1))[..., None], 3, axis=2)
    alpha = np.where(dark > 0, dark, -4 * dark)  # white over pale glass changes it a quarter as much as black
    rgb.setflags(write=False)
    alpha.setflags(write=False)
    return rgb, alpha


def _blot(away: np.ndarray, radius: float) -> np.ndarray:
    """Dark in the middle, without an edge."""
    return np.exp(-np.square((away / radius) ** 2))


def _ring(away: np.ndarray) -> np.ndarray:
    """Darkest 3 pixels out, brighter than the glass 6.5 pixels out."""
    return np.exp(-np.square((away - 3) / 1.6)) - 0.3 * np.exp(-np.square((away - 6.5) / 1.3))


def _add(
    dark: np.ndarray, x: float, y: float, reach: int, depth: float, shape: Callable[[np.ndarray], np.ndarray]
) -> None:
    """Add to what is dark (h, w) a shape, a function of the distance in pixels, around a place."""
    rows = slice(max(int(y) - reach, 0), min(int(y) + reach, dark.shape[0]))
    columns = slice(max(int(x) - reach, 0), min(int(x) + reach, dark.shape[1]))
    down, across = np.mgrid[rows, columns].astype(np.float32)
    dark[rows, columns] += depth * shape(np.hypot(across + 0.5 - x, down + 0.5 - y))
