"""From heat and edges to boxes with scores."""

from dataclasses import dataclass

import numpy as np

from datadiet.loop.training.detector.targets import STRIDE

__all__ = ["Found", "decoded", "suppressed"]

MOST = 300
"""Boxes of a picture at most."""
LEAST = 0.01
"""Score below which nothing is said."""
OVERLAP = 0.6
"""Of two boxes of one class that overlap by more (intersection over union), the surer one stays."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one picture, the surest first."""

    boxes: np.ndarray
    """(m, 4) left, top, right, bottom in pixels of the network's picture."""
    codes: np.ndarray
    """(m,) int: number of the class."""
    scores: np.ndarray
    """(m,) 0 to 1."""


def decoded(heat: np.ndarray, edges: np.ndarray) -> Found:
    """Return the boxes of one picture: at the peaks of the heat, without doubles.

    Args:
        heat: (classes, h, w) from 0 to 1.
        edges: (4, h, w) cells to the edges.
    """
    codes, rows, columns = np.nonzero((heat >= _highest_around(heat)) & (heat > LEAST))
    scores = heat[codes, rows, columns]
    best = np.argsort(-scores, kind="stable")[: 2 * MOST]
    codes, rows, columns, scores = codes[best], rows[best], columns[best], scores[best]
    left, top, right, bottom = edges[:, rows, columns]
    x, y = columns + 0.5, rows + 0.5
    boxes = STRIDE * np.stack([x - left, y - top, x + right, y + bottom], axis=1)
    kept = np.flatnonzero(_kept(boxes, codes))[:MOST]
    return Found(boxes[kept], codes[kept], scores[kept])


def _kept(boxes: np.ndarray, codes: np.ndarray) -> np.ndarray:
    kept = np.zeros(len(boxes), dtype=bool)
    for code in np.unique(codes):
        of_class = np.flatnonzero(codes == code)
        kept[of_class[suppressed(boxes[of_class], OVERLAP)]] = True
    return kept


def suppressed(boxes: np.ndarray, overlap: float) -> np.ndarray:
    """Return the rows of (m, 4) boxes that stay, where each, in order, takes away later ones that overlap it more."""
    alive = np.ones(len(boxes), dtype=bool)
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    for at in range(len(boxes)):
        if alive[at]:
            low, high = np.maximum(boxes[at, :2], boxes[:, :2]), np.minimum(boxes[at, 2:], boxes[:, 2:])
            both = np.clip(high - low, 0, None).prod(axis=1)
            alive[at + 1 :] &= (both <= overlap * (areas[at] + areas - both))[at + 1 :]
    return np.flatnonzero(alive)


def _highest_around(heat: np.ndarray) -> np.ndarray:
    """Return the maximum over each cell and its eight neighbours."""
    padded = np.pad(heat, ((0, 0), (1, 1), (1, 1)), constant_values=-1.0)
    h, w = heat.shape[1:]
    shifted = [padded[:, y : y + h, x : x + w] for y in range(3) for x in range(3)]
    return np.maximum.reduce(shifted)
