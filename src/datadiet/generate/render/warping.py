"""Resampling of a stack of channels: averaged where it is finer than the picture, then bilinear.

Averaging is exact: each new pixel is the integral over its area. Its grid is laid so that a cut-out at a right angle
meets the picture's own pixels, and is then covered exactly; at other angles the bilinear step adds the softness of one
pixel. Outside of the cut-out everything is 0, so channels have to be multiplied by alpha.
"""

import numpy as np

from datadiet.generate.render.placing import Placement
from datadiet.generate.render.region import Region

__all__ = ["Grid", "reduce", "warp"]

ROWS = 16384
"""Pixels that are interpolated at a time: what fits into the cache."""
FINE = 1 + 1e-6

Grid = tuple[np.ndarray, tuple[float, float], tuple[float, float]]
"""(h, w, c) channels; where their corner lies, x and y, and how long a step is, both in the cut-out's pixels."""


def reduce(stack: np.ndarray, placement: Placement) -> Grid:
    """Average (h, w, c) channels down to at most one pixel for each of the scene, along each axis."""
    corner, steps = placement.corner(), placement.steps
    origin, scale = [0.0, 0.0], [1.0, 1.0]
    for axis, i in ((0, 1), (1, 0)):
        if steps[i] > FINE:
            scale[i] = steps[i]
            stack, origin[i] = _averaged(stack, axis, float(corner[i]), steps[i])
    return stack, (origin[0], origin[1]), (scale[0], scale[1])


def warp(grid: Grid, placement: Placement, region: Region) -> np.ndarray:
    """Return the channels as they lie in a region of the scene, (H, W, c) float32, 0 outside of the cut-out."""
    stack, origin, scale = grid
    height, width, channels = stack.shape
    padded = np.zeros((height + 3, width + 3, channels), dtype=np.float32)
    padded[1:-2, 1:-2] = stack
    found = np.empty((region.height, region.width, channels), dtype=np.float32)
    rows = max(1, ROWS // max(1, region.width))
    for top in range(region.top, region.bottom, rows):
        strip = Region(region.left, top, region.right, min(top + rows, region.bottom))
        x, y = placement.sources(strip)
        x, y = (x - origin[0]) / scale[0] - 0.5, (y - origin[1]) / scale[1] - 0.5  # to indices of pixel centres
        found[strip.slices(region.left, region.top)] = _bilinear(padded, np.clip(x, -1, width), np.clip(y, -1, height))
    return found


def _averaged(stack: np.ndarray, axis: int, corner: float, step: float) -> tuple[np.ndarray, float]:
    """Average along an axis over cells of length `step` that begin at `corner` + k `step`; return also the first."""
    length, across = stack.shape[axis], (-1, 1, 1) if axis == 0 else (1, -1, 1)
    edges = corner + np.arange(np.floor(-corner / step), np.ceil((length - corner) / step) + 1) * step
    begin, end = edges[:-1], edges[1:]
    first = np.clip(np.floor(begin), 0, length - 1).astype(np.intp)
    total = np.zeros([len(first) if each == axis else size for each, size in enumerate(stack.shape)], dtype=np.float32)
    for tap in range(min(int(np.ceil(step)) + 1, length)):
        pixel = first + tap  # beyond the last one there is no overlap: the weight is made 0
        overlap = np.minimum(end, np.minimum(pixel + 1, length)) - np.maximum(begin, pixel)
        weight = (np.maximum(overlap, 0) / step).astype(np.float32).reshape(across)
        total += weight * stack.take(np.minimum(pixel, length - 1), axis=axis)
    return total, float(edges[0])


def _bilinear(padded: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Interpolate; x and y are indices before padding by one."""
    wide = padded.shape[1]
    left, top = np.floor(x), np.floor(y)
    right_share = (x - left).astype(np.float32)[..., None]
    low_share = (y - top).astype(np.float32)[..., None]
    index = ((top + 1) * wide + left + 1).astype(np.intp)
    flat = padded.reshape(-1, padded.shape[2])
    upper, lower = flat.take(index, axis=0), flat.take(index + wide, axis=0)
    upper += right_share * (flat.take(index + 1, axis=0) - upper)
    lower += right_share * (flat.take(index + wide + 1, axis=0) - lower)
    upper += low_share * (lower - upper)
    return upper
