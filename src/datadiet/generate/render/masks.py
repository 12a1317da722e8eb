"""Masks that are stored only where something is."""

import numpy as np

from datadiet.generate.render.region import Region
from datadiet.generate.twins.rendered import Mask

__all__ = ["NOTHING", "cut", "region_of", "tight"]

NOTHING = Mask(0, 0, np.zeros((0, 0), dtype=bool))


def tight(pixels: np.ndarray, left: int = 0, top: int = 0) -> Mask:
    """Return the mask of (h, w) bool pixels whose first is at (left, top), without its empty rows and columns."""
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    if not len(rows):
        return NOTHING
    row, column = int(rows[0]), int(columns[0])
    inside = pixels[row : rows[-1] + 1, column : columns[-1] + 1]
    return Mask(left + column, top + row, np.array(inside))  # a copy, so that what surrounds it can be freed


def region_of(mask: Mask) -> Region:
    """Return the pixels that a mask spans."""
    height, width = mask.pixels.shape
    return Region(mask.left, mask.top, mask.left + width, mask.top + height)


def cut(mask: Mask, region: Region) -> np.ndarray:
    """Return the pixels of a mask in a region that lies within it."""
    return mask.pixels[region.slices(mask.left, mask.top)]
