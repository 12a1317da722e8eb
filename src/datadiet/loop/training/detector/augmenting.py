"""Pictures and their boxes, moved, scaled, mirrored and tinted at random."""

from dataclasses import dataclass

import numpy as np
import torch

from datadiet.loop.training.detector.targets import CROWD, Objects

__all__ = ["Moves", "moved", "moves", "tinted"]

SCALES = (0.75, 1.35)
SHIFT = 0.15
"""Of the width and height."""
LEFT = 0.35
"""An object of which less than this share of its area is left is none."""
TINT, CONTRAST = 0.12, 0.2


@dataclass(frozen=True, slots=True)
class Moves:
    """For each of n pictures, what is done to it: a point p of the result shows `centre + (p - middle) * step`."""

    step: np.ndarray
    """(n, 2) pixels of the original to one of the result, across and down; negative: mirrored."""
    offset: np.ndarray
    """(n, 2) pixels of the original by which the middle moves."""


def moves(n: int, size: tuple[int, int], flips: tuple[bool, bool], rng: np.random.Generator) -> Moves:
    """Draw moves for pictures of a size (width, height); `flips` says whether they may be mirrored across and down."""
    low, high = np.log(SCALES)
    scale = np.exp(rng.uniform(low, high, (n, 1))) * np.exp(rng.uniform(-0.1, 0.1, (n, 2)))
    mirrored = np.where((rng.random((n, 2)) < 0.5) & np.array(flips), -1.0, 1.0)
    return Moves(mirrored / scale, rng.uniform(-SHIFT, SHIFT, (n, 2)) * np.array(size))


def moved(pictures: torch.Tensor, objects: list[Objects], by: Moves) -> tuple[torch.Tensor, list[Objects]]:
    """Return (n, 3, h, w) pictures and their objects after moves; what comes in from beyond the edge is 0."""
    n, _, h, w = pictures.shape
    size = np.array([w, h])
    matrix = np.zeros((n, 2, 3), np.float32)
    matrix[:, [0, 1], [0, 1]] = by.step
    matrix[:, :, 2] = 2 * by.offset / size
    grid = torch.nn.functional.affine_grid(torch.from_numpy(matrix), list(pictures.shape), align_corners=False)
    made = torch.nn.functional.grid_sample(pictures, grid, align_corners=False)
    return made, [
        _boxes(each, step, offset, size) for each, step, offset in zip(objects, by.step, by.offset, strict=True)
    ]


def _boxes(objects: Objects, step: np.ndarray, offset: np.ndarray, size: np.ndarray) -> Objects:
    corners = (objects.boxes.reshape(-1, 2, 2) - size / 2 - offset) / step + size / 2  # (m, 2 corners, 2)
    whole = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)
    seen = np.clip(whole, 0, np.tile(size, 2))
    least = np.where(objects.codes == CROWD, 0.0, LEFT)
    kept = (_area(seen) > least * _area(whole)) & ((seen[:, 2:] - seen[:, :2]).min(axis=1, initial=np.inf) > 1)
    return Objects(seen[kept], objects.codes[kept])


def _area(boxes: np.ndarray) -> np.ndarray:
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def tinted(pictures: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
    """Return pictures with another contrast and another tint each; only the picture itself sees which."""
    n = len(pictures)
    contrast = np.exp(rng.uniform(-CONTRAST, CONTRAST, (n, 1, 1, 1)))
    gain = contrast * np.exp(rng.uniform(-TINT, TINT, (n, 3, 1, 1)))
    shift = rng.uniform(-TINT, TINT, (n, 1, 1, 1))
    return pictures * torch.from_numpy(gain.astype(np.float32)) + torch.from_numpy(shift.astype(np.float32))
