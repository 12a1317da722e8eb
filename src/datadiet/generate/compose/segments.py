"""COCO's segmentations become masks: polygons, run lengths, and run lengths as text."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from datadiet.data.images import MAX_PIXELS
from datadiet.errors import DataError
from datadiet.generate.labels.rle import uncompressed
from datadiet.generate.render.masks import tight
from datadiet.generate.twins.rendered import Mask

__all__ = ["decode_segment"]

_FINER = 4
"""Polygons are drawn so many times larger, so that a pixel is inside where at least half of it is."""


def decode_segment(text: str, size: tuple[int, int]) -> Mask:
    """Return the mask of one annotation.

    Args:
        text: the JSON of COCO's `segmentation`.
        size: width and height of its image.

    Raises:
        DataError: it is no segmentation, does not fit the image, or holds no pixel.
    """
    try:
        segment = json.loads(text)
        mask = _runs(segment, size) if isinstance(segment, dict) else _polygons(segment, size)
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError) as error:
        raise DataError(
            f"a mask does not decode ({error})", expected="polygons or run lengths as COCO has them"
        ) from None
    if not mask.area:
        raise DataError("a mask holds no pixel of its image", todo="correct the annotation")
    return mask


def _runs(segment: dict[str, Any], size: tuple[int, int]) -> Mask:
    height, width = (int(side) for side in segment["size"])
    if (width, height) != size:
        raise ValueError(f"it is {width} x {height}, its image {size[0]} x {size[1]}")
    if width * height > MAX_PIXELS:
        raise ValueError("it is too large")
    counts = segment["counts"]
    runs = uncompressed(counts) if isinstance(counts, str) else np.array(counts, dtype=np.int64)
    if runs.ndim != 1 or (runs < 0).any() or int(runs.sum()) != width * height:
        raise ValueError(f"its runs do not add up to {width} x {height}")
    flat = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
    return tight(flat.reshape(width, height).T)


def _polygons(polygons: Sequence[Any], size: tuple[int, int]) -> Mask:
    shapes = [np.array(polygon, dtype=np.float64).reshape(-1, 2) for polygon in polygons]
    if not shapes or any(len(shape) < 3 or not np.isfinite(shape).all() for shape in shapes):
        raise ValueError("a polygon has fewer than three points, or points that are not finite")
    everything = np.concatenate(shapes)
    low = np.floor(np.clip(everything.min(axis=0), 0, size)).astype(int)
    high = np.ceil(np.clip(everything.max(axis=0), 0, size)).astype(int)
    if (high <= low).any():
        raise ValueError("it lies outside its image")
    # Only its part of the image, so that a thousand small masks are no thousand large ones.
    drawn = Image.new("L", (int(high[0] - low[0]) * _FINER, int(high[1] - low[1]) * _FINER))
    for shape in shapes:
        # Pillow fills up to and with the pixels of the outline: half a fine pixel is taken back.
        corners = [(float(x), float(y)) for x, y in np.clip((shape - low) * _FINER - 0.5, -(10**6), 10**6)]
        ImageDraw.Draw(drawn).polygon(corners, fill=255)
    share = np.asarray(drawn.reduce(_FINER), dtype=np.float32) / 255
    return tight(share >= 0.5, int(low[0]), int(low[1]))
