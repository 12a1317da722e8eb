"""What the network should say of pictures whose objects are known."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["CROWD", "STRIDE", "Objects", "Targets", "targets"]

STRIDE = 4
"""Pixels to a cell of the maps: an object of 12 pixels has nine of them."""
CROWD = -1
"""The code of a box in which the network may say what it likes."""
REACH = 0.54
"""Part of an object's half size that its bump of heat covers (TTFNet)."""


@dataclass(frozen=True, slots=True)
class Objects:
    """What is in one picture."""

    boxes: np.ndarray
    """(m, 4) left, top, right, bottom in pixels of the picture."""
    codes: np.ndarray
    """(m,) int: number of the class, or `CROWD`."""


@dataclass(frozen=True, slots=True)
class Targets:
    """Arrays for n pictures of h x w cells."""

    heat: np.ndarray
    """(n, classes, h, w) float32 from 0 to 1: a bump over each object, 1 at the cell of its centre."""
    edges: np.ndarray
    """(n, 4, h, w) float32: cells to the edges of the object that a cell belongs to."""
    weight: np.ndarray
    """(n, h, w) float32: how much the edges of a cell count; 1 in sum for each object, 0 outside."""
    counts: np.ndarray
    """(n, h, w) float32: whether the heat of a cell counts: 1, and 0 in crowds where no bump is."""


def targets(pictures: Sequence[Objects], classes: int, height: int, width: int) -> Targets:
    """Return what the network should say.

    Each object is a Gaussian bump whose spread follows its width and height, so that a cell near the centre is a small
    mistake; all cells under a bump learn the edges, weighted by it. Where bumps meet, cells belong to the smaller
    object, as it has fewer. In crowds nothing is wanted but the bumps of objects that are in them.

    Args:
        pictures: the objects of n pictures.
        classes: how many there are.
        height: of the pictures, in pixels, a multiple of the stride.
        width: likewise.

    Source: Liu et al. 2020 (TTFNet), equations 1 to 5; their weight by the logarithm of the size is left out.
    """
    shape = (height // STRIDE, width // STRIDE)
    heat = np.zeros((len(pictures), classes, *shape), np.float32)
    edges = np.zeros((len(pictures), 4, *shape), np.float32)
    weight = np.zeros((len(pictures), *shape), np.float32)
    counts = np.ones((len(pictures), *shape), np.float32)
    for n, objects in enumerate(pictures):
        boxes = objects.boxes / STRIDE
        areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
        for left, top, right, bottom in np.clip(boxes[objects.codes == CROWD], 0, None):
            counts[n, int(top) : math.ceil(bottom), int(left) : math.ceil(right)] = 0
        for at in (at for at in np.argsort(-areas, kind="stable") if objects.codes[at] != CROWD):
            _add(boxes[at], heat[n, objects.codes[at]], edges[n], weight[n])
    return Targets(heat, edges, weight, np.where(weight > 0, np.float32(1), counts))


def _add(box: np.ndarray, heat: np.ndarray, edges: np.ndarray, weight: np.ndarray) -> None:
    """Add one object to the maps of its picture, in place."""
    h, w = heat.shape
    left, top, right, bottom = box
    y, x = np.arange(h) + 0.5, np.arange(w) + 0.5
    # the bump is centred on a cell, which then is exactly 1: only such cells count as positive
    column = min(int((left + right) / 2), w - 1)
    row = min(int((top + bottom) / 2), h - 1)
    bump = np.outer(_bell(y - y[row], bottom - top), _bell(x - x[column], right - left)).astype(np.float32)
    np.maximum(heat, bump, out=heat)
    rows, columns = np.nonzero(bump)
    edges[0, rows, columns], edges[2, rows, columns] = x[columns] - left, right - x[columns]
    edges[1, rows, columns], edges[3, rows, columns] = y[rows] - top, bottom - y[rows]
    weight[rows, columns] = bump[rows, columns] / bump.sum()


def _bell(distance: np.ndarray, size: float) -> np.ndarray:
    reach = max(REACH * size / 2, 0.5)
    return np.where(np.abs(distance) <= reach, np.exp(-0.5 * (distance / (reach / 3 + 1 / 6)) ** 2), 0.0)
