"""Boxes that can match nothing: without area, or outside of their image."""

from typing import Any

import numpy as np

from datadiet.data.images import size
from datadiet.errors import DataError

__all__ = ["size_of", "unusable"]

UNKNOWN = (float("nan"), float("nan"))


def unusable(box: np.ndarray, sizes: np.ndarray) -> dict[int, str]:
    """Return which boxes have no area or lie outside of their image, and why; one that reaches out of it is usable.

    Args:
        box: (n, 4) left, top, width, height in pixels, finite.
        sizes: (n, 2) width and height of the image of each; NaN where not known: above and left of it is outside then,
            too.
    """
    empty = (box[:, 2:] <= 0).any(axis=1) | (box[:, 2] * box[:, 3] <= 0)
    outside = (box[:, :2] >= sizes).any(axis=1) | (box[:, :2] + box[:, 2:] <= 0).any(axis=1)
    return {int(at): _reason(box[at], sizes[at], bool(empty[at])) for at in np.flatnonzero(empty | outside)}


def _reason(box: np.ndarray, sizes: np.ndarray, empty: bool) -> str:
    shown = f"box ({', '.join(f'{side:g}' for side in box)})"
    if empty:
        return f"{shown} has no area"
    width, height = sizes
    return f"{shown} is outside the image{'' if np.isnan(width) else f', which is {width:g} x {height:g}'}"


def size_of(stated: tuple[Any, Any], uri: str | None) -> tuple[float, float]:
    """Return width and height of an image: as stated where those are numbers above 0, else as its file has them.

    Args:
        stated: width and height.
        uri: the file, where it is at hand.
    """
    width, height = (side if isinstance(side, int | float) and not isinstance(side, bool) else 0 for side in stated)
    if 0 < width < np.inf and 0 < height < np.inf:
        return float(width), float(height)
    try:
        return UNKNOWN if uri is None else (float((found := size(uri))[0]), float(found[1]))
    except DataError:
        return UNKNOWN
