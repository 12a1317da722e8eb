"""Predictions that can be scored, and are hardly what somebody meant to hand in."""

import numpy as np

from datadiet.data.spelling import plural
from datadiet.measure.detection import Boxes

__all__ = ["odd_words"]

FEWEST = 10
"""Detections of which it can be said."""
NEARLY = 0.9
"""Share of the detections that are there again, from which on it is no chance."""
EDGE = 0.5
"""By which boxes that are shares of an image may reach out of it."""
PIXELS = 2.0
"""Where the objects of the ground truth reach farther than this, they are not shares of an image."""


def odd_words(boxes: Boxes, objects: Boxes) -> tuple[str, ...]:
    """Return what is odd about a set of detections, and what that usually means.

    Args:
        boxes: all detections of one file.
        objects: the annotated ones.
    """
    return (*_shares(boxes, objects), *_repeated(boxes))


def _shares(boxes: Boxes, objects: Boxes) -> list[str]:
    """Coordinates that are shares of the image, as YOLO has them, where pixels are due."""
    if not len(boxes) or not len(objects):
        return []
    low, high, reach = float(boxes.box[:, :2].min()), _reach(boxes), _reach(objects)
    if low < -EDGE or high > 1 + EDGE or reach <= PIXELS:
        return []
    return [
        f"{_every(len(boxes))} within {min(low, 0):.2g} to {max(high, 1):.3g}, and the ground truth reaches to "
        f"{reach:,.0f}: the boxes look like shares of the image (normalised, as in YOLO), and left, top, width and "
        "height in pixels are expected, so that they match nothing."
    ]


def _reach(boxes: Boxes) -> float:
    return float((boxes.box[:, :2] + boxes.box[:, 2:]).max())


def _repeated(boxes: Boxes) -> list[str]:
    """Detections of which nearly every one is there again: the same box, class and image."""
    if len(boxes) < FEWEST:
        return []
    keys = np.column_stack([boxes.image, boxes.category, boxes.box])
    found, counts = np.unique(keys, axis=0, return_counts=True)
    again = int(counts[counts > 1].sum())
    if again < NEARLY * len(boxes):
        return []
    return [
        f"{again:,} of {plural(len(boxes), 'detection')} are there more than once, with the same box and class, and "
        f"only {len(found):,} differ: whatever is repeated counts as false. That is usually a file to which results "
        "were added twice, or a model whose detections were not thinned out (non-maximum suppression)."
    ]


def _every(count: int) -> str:
    return "the one detection lies" if count == 1 else f"all {count:,} detections lie"
