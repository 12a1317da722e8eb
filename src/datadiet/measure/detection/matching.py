"""Which detection finds which object: greedy, by falling score, for every IoU threshold and range of sizes at once."""

from dataclasses import dataclass

import numpy as np

__all__ = ["AREAS", "MOST", "THRESHOLDS", "Boxes", "Matches", "match", "overlaps"]

THRESHOLDS = tuple(float(t) for t in np.linspace(0.5, 0.95, 10))
"""Of the intersection over union."""
AREAS = {"all": (0.0, 1e10), "small": (0.0, 32.0**2), "medium": (32.0**2, 96.0**2), "large": (96.0**2, 1e10)}
"""Ranges of the area of an object, in pixels, both ends included."""
MOST = 100
"""Detections of one class in one image that count: those of the highest score."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """Annotated objects, or detections, of a whole data set."""

    image: np.ndarray
    """(n,) number of the image."""
    category: np.ndarray
    """(n,) number of the class."""
    box: np.ndarray
    """(n, 4) left, top, width, height in pixels."""
    area: np.ndarray
    """(n,) in pixels: that of the outline where it is known, else that of the box."""
    crowd: np.ndarray
    """(n,) whether the box stands for many objects: what falls on it is neither right nor wrong."""
    score: np.ndarray
    """(n,) of detections; higher is surer."""

    def __len__(self) -> int:
        return len(self.image)


@dataclass(frozen=True, slots=True)
class Matches:
    """What became of every detection and every object: all that average precision depends on."""

    image: np.ndarray
    """(d,) of each detection that counts; detections are in the order of image, then of falling score."""
    category: np.ndarray
    score: np.ndarray
    row: np.ndarray
    """(d,) where it was among the detections given."""
    matched: np.ndarray
    """(A, T, d) whether it found an object, by range of sizes and threshold."""
    ignored: np.ndarray
    """(A, T, d) whether it is neither right nor wrong: on a crowd, or of another size."""
    object_image: np.ndarray
    """(g,) of each object."""
    object_category: np.ndarray
    object_ignored: np.ndarray
    """(A, g) whether it need not be found: a crowd, or of another size."""


def match(
    objects: Boxes,
    detections: Boxes,
    *,
    thresholds: tuple[float, ...] = THRESHOLDS,
    areas: tuple[tuple[float, float], ...] = tuple(AREAS.values()),
) -> Matches:
    """Match the detections of every image and class with its objects.

    By falling score, each detection takes the free object that it overlaps most, if by the threshold at least; objects
    that need not be found only where no other is left. At most 100 detections of a class count in one image.

    Args:
        objects: what is there.
        detections: what a model says.
        thresholds: T of the intersection over union.
        areas: A ranges of sizes.

    Source: the rules of the COCO evaluation (Lin et al. 2014).
    """
    order, starts = _ranked(detections)
    kept = order[_rank_within(starts, len(order)) < MOST]
    lows, highs = (np.array(ends)[:, None] for ends in zip(*areas, strict=True))
    object_ignored = objects.crowd | (objects.area < lows) | (objects.area > highs)
    beside = (detections.area[kept] < lows) | (detections.area[kept] > highs)
    found = np.zeros((2, len(areas), len(thresholds), len(kept)), dtype=bool)
    least = np.minimum(np.array(thresholds), 1 - 1e-10)
    for rows, theirs in _pairs(objects, detections, kept):
        iou = overlaps(detections.box[kept[rows]], objects.box[theirs], objects.crowd[theirs])
        found[..., rows] = _greedy(iou, least, object_ignored[:, theirs], objects.crowd[theirs])
    matched, ignored = found
    ignored |= ~matched & beside[:, None, :]
    return Matches(
        image=detections.image[kept],
        category=detections.category[kept],
        score=detections.score[kept],
        row=kept,
        matched=matched,
        ignored=ignored,
        object_image=objects.image,
        object_category=objects.category,
        object_ignored=object_ignored,
    )


def overlaps(detections: np.ndarray, objects: np.ndarray, crowd: np.ndarray) -> np.ndarray:
    """Return the (d, g) intersection over union; over the detection alone where the object is a crowd."""
    low = np.maximum(detections[:, None, :2], objects[None, :, :2])
    high = np.minimum(detections[:, None, :2] + detections[:, None, 2:], objects[None, :, :2] + objects[None, :, 2:])
    shared = np.prod(np.maximum(high - low, 0), axis=2)
    own = np.prod(detections[:, 2:], axis=1)[:, None]
    union = np.where(crowd, own, own + np.prod(objects[:, 2:], axis=1) - shared)
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)


def _ranked(detections: Boxes) -> tuple[np.ndarray, np.ndarray]:
    """Return the order by image, class and falling score, and where each image and class begins in it."""
    order = np.lexsort((-detections.score, detections.category, detections.image))
    image, category = detections.image[order], detections.category[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (image[1:] != image[:-1]) | (category[1:] != category[:-1])
    return order, np.flatnonzero(new)


def _rank_within(starts: np.ndarray, n: int) -> np.ndarray:
    lengths = np.diff(np.append(starts, n))
    return np.arange(n) - np.repeat(starts, lengths)


def _pairs(objects: Boxes, detections: Boxes, kept: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return, for each image and class that has both, the places of its detections in `kept` and of its objects."""
    theirs: dict[tuple[int, int], list[int]] = {}
    for row, key in enumerate(zip(objects.image.tolist(), objects.category.tolist(), strict=True)):
        theirs.setdefault(key, []).append(row)
    own: dict[tuple[int, int], list[int]] = {}
    keys = zip(detections.image[kept].tolist(), detections.category[kept].tolist(), strict=True)
    for place, key in enumerate(keys):
        if key in theirs:
            own.setdefault(key, []).append(place)
    return [(np.array(places), np.array(theirs[key])) for key, places in own.items()]


def _greedy(iou: np.ndarray, least: np.ndarray, ignored: np.ndarray, crowd: np.ndarray) -> np.ndarray:
    """Return (2, A, T, d): whether each detection is matched, and whether with an object that need not be found."""
    free = np.ones((len(ignored), len(least), iou.shape[1]), dtype=bool)
    found = np.zeros((2, len(ignored), len(least), len(iou)), dtype=bool)
    needed = ~ignored[:, None, :]
    for place in np.flatnonzero(iou.max(axis=1) >= least.min()):
        open_ = free & (iou[place] >= least[:, None])
        first = open_ & needed
        wanted = first.any(axis=2, keepdims=True)
        candidates = np.where(wanted, first, open_)
        best = _last_best(np.where(candidates, iou[place], -1.0))
        hit = candidates.any(axis=2)
        taken = np.zeros_like(free)
        np.put_along_axis(taken, best[..., None], hit[..., None], axis=2)
        free &= ~taken | crowd
        found[0, ..., place] = hit
        found[1, ..., place] = hit & ~wanted[..., 0]
    return found


def _last_best(values: np.ndarray) -> np.ndarray:
    """Return the place of the largest along the last axis, the last one of equals."""
    last: np.ndarray = values.shape[-1] - 1 - values[..., ::-1].argmax(axis=-1)
    return last
