"""What the annotated boxes of one image tell, of the whole scene and of each object: geometry in, numbers out.

Boxes are taken as they are annotated, in pixels of the upright image; only shares of the image count what lies inside
it. Crowds are no objects, and whoever calls has left them out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import polars as pl

__all__ = [
    "COUNT_OF",
    "DESCRIPTIONS",
    "ITEM",
    "SCENE",
    "SIZED",
    "TYPES",
    "Objects",
    "count_of",
    "overlaps",
    "shares",
    "touching",
]

TOLERANCE = 1.0
"""Pixels between a box and the border at which it still touches: tools differ by one in where a box begins and ends."""
COUNT_OF = "objects_"
"""Before the label of a class: the name of the number of its objects."""
_BLOCK = 512
"""Boxes that are compared with all others at once: a bound on memory."""
Value = float | int | bool | None


@dataclass(frozen=True, slots=True)
class Objects:
    """The objects of one image."""

    boxes: np.ndarray
    """(k, 4) left, top, right, bottom; each has an area."""
    labels: tuple[str | None, ...]
    size: tuple[int, int] | None
    """Width and height of the image; None where it cannot be read, and what needs it is unknown."""


def shares(objects: Objects) -> list[float | None]:
    """Return the share of the image that each box covers, 0 to 1; what lies outside the image does not count."""
    if objects.size is None:
        return [None] * len(objects.boxes)
    edges = np.array([*objects.size, *objects.size], dtype=np.float64)
    inside = objects.boxes.clip(0, edges)
    area = (inside[:, 2] - inside[:, 0]) * (inside[:, 3] - inside[:, 1])
    return [float(one) for one in area / np.prod(objects.size)]


def touching(objects: Objects) -> list[bool | None]:
    """Return for each box whether it comes within `TOLERANCE` pixels of the image's border: most likely cut off."""
    if objects.size is None:
        return [None] * len(objects.boxes)
    width, height = objects.size
    left, top, right, bottom = objects.boxes.T
    nearest = np.minimum.reduce([left, top, width - right, height - bottom])
    return [bool(one) for one in nearest <= TOLERANCE]


def overlaps(objects: Objects) -> list[float]:
    """Return the largest intersection over union of each box with another one of the image, 0 (apart) to 1 (same)."""
    boxes = objects.boxes
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    found: list[float] = []
    for start in range(0, len(boxes), _BLOCK):
        some = boxes[start : start + _BLOCK, None]  # (b, 1, 4) against (k, 4)
        width = np.minimum(some[..., 2], boxes[:, 2]) - np.maximum(some[..., 0], boxes[:, 0])
        height = np.minimum(some[..., 3], boxes[:, 3]) - np.maximum(some[..., 1], boxes[:, 1])
        both = width.clip(0) * height.clip(0)
        iou = both / (area[start : start + _BLOCK, None] + area - both)
        iou[np.arange(len(some)), np.arange(start, start + len(some))] = 0.0
        found += map(float, iou.max(axis=1))
    return found


def count_of(label: str) -> Callable[[Objects], int]:
    """Return the function that counts the objects with a label."""
    return lambda objects: objects.labels.count(label)


def _largest(objects: Objects) -> float | None:
    return _extreme(max, shares(objects))


def _smallest(objects: Objects) -> float | None:
    return _extreme(min, shares(objects))


def _extreme(choose: Callable[[Sequence[float]], float], values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return choose(known) if known else None


def _truncated(objects: Objects) -> int | None:
    touch = touching(objects)
    return None if None in touch else sum(map(bool, touch))


def _centres(objects: Objects, side: int) -> list[float | None]:
    if objects.size is None:
        return [None] * len(objects.boxes)
    middle = (objects.boxes[:, side] + objects.boxes[:, side + 2]) / 2
    return [float(one) for one in middle / objects.size[side]]


def _aspects(objects: Objects) -> list[float]:
    left, top, right, bottom = objects.boxes.T
    return [float(one) for one in (right - left) / (bottom - top)]


SCENE: Mapping[str, Callable[[Objects], Value]] = MappingProxyType(
    {
        "objects": lambda objects: len(objects.boxes),
        "largest_object": _largest,
        "smallest_object": _smallest,
        "truncated_objects": _truncated,
        "overlap": lambda objects: max(overlaps(objects), default=0.0),
    }
)
"""What a whole image is asked, by name: objects -> one value."""
ITEM: Mapping[str, Callable[[Objects], Sequence[Value]]] = MappingProxyType(
    {
        "object_area": shares,
        "object_aspect": _aspects,
        "object_x": lambda objects: _centres(objects, 0),
        "object_y": lambda objects: _centres(objects, 1),
        "object_truncated": touching,
        "object_overlap": overlaps,
    }
)
"""What each object is asked, by name: objects -> a value for each."""
SIZED = frozenset(
    [
        "largest_object",
        "smallest_object",
        "truncated_objects",
        "object_area",
        "object_x",
        "object_y",
        "object_truncated",
    ]
)
"""What cannot be told without the size of the image."""
TYPES: Mapping[str, type[pl.DataType]] = MappingProxyType(
    {"objects": pl.Int64, "truncated_objects": pl.Int64, "object_truncated": pl.Boolean}
)
"""Of their columns, where they are not Float64."""
DESCRIPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "objects": "number of annotated objects in the image",
        f"{COUNT_OF}<label>": "number of annotated objects of one class, such as objects_car",
        "largest_object": "share of the image that the largest box covers, 0 to 1; unknown without objects",
        "smallest_object": "share of the image that the smallest box covers, 0 to 1; unknown without objects",
        "truncated_objects": "number of boxes within a pixel of the border of the image",
        "overlap": "largest intersection over union of any two boxes, 0 (all apart) to 1",
        "object_area": "share of the image that the box covers, 0 to 1",
        "object_aspect": "width of the box over its height",
        "object_x": "centre of the box from the left, as a share of the width of the image",
        "object_y": "centre of the box from the top, as a share of the height of the image",
        "object_truncated": "whether the box is within a pixel of the border of the image",
        "object_overlap": "largest intersection over union with another box of the image, 0 (apart) to 1",
    }
)
"""What each is, in a line."""
