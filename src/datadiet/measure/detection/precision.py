"""Average precision under many weightings of the images at once, from detections that were matched once."""

from collections.abc import Iterator
from math import isqrt

import numpy as np

from datadiet.measure.detection.matching import Matches

__all__ = ["average_precisions"]

RECALLS = np.linspace(0, 1, 101)
CELLS = 2_000_000
"""Detections times weightings that are held at once."""


def average_precisions(matches: Matches, weights: np.ndarray, *, categories: int) -> np.ndarray:
    """Return average precision of every class, at every threshold and range of sizes, under every weighting.

    A whole number w as the weight of an image gives what a data set would give that holds it w times, side by side:
    exactly so where no two detections of one class in one image have the same score. The average is over 101 recalls,
    of the best precision at that recall or beyond.

    Args:
        matches: what became of every detection and object.
        weights: (B, images) whole numbers: how often each image counts.
        categories: K, the number of classes.

    Returns:
        (B, A, K, T) from 0 to 1, 1 is best; NaN where no object of the class has to be found.

    Source: the accumulation of the COCO evaluation (Lin et al. 2014); weighted as here it needs no resampled data set.
    """
    areas, thresholds = matches.matched.shape[:2]
    found = np.full((len(weights), areas, categories, thresholds), np.nan)
    by_image = np.ascontiguousarray(weights.T.astype(np.int32))
    for category in np.unique(matches.object_category):
        rows = np.flatnonzero(matches.category == category)
        rows = rows[np.argsort(-matches.score[rows], kind="stable")]
        theirs = np.flatnonzero(matches.object_category == category)
        for part in _parts(len(weights), max(len(rows), len(theirs))):
            weighted = np.ascontiguousarray(by_image[:, part])
            found[part, :, category] = _of_class(matches, rows, theirs, weighted)
    return found


def _parts(n: int, rows: int) -> Iterator[slice]:
    size = max(1, CELLS // max(rows, 1))
    return (slice(start, min(start + size, n)) for start in range(0, n, size))


def _of_class(matches: Matches, rows: np.ndarray, theirs: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return (b, A, T) for one class; `weights` is (images, b)."""
    areas, thresholds = matches.matched.shape[:2]
    found = np.full((weights.shape[1], areas, thresholds), np.nan)
    own = weights[matches.image[rows]]
    for area in range(areas):
        needed = theirs[~matches.object_ignored[area, theirs]]
        if not len(needed):
            continue
        positives = weights[matches.object_image[needed]].sum(axis=0)
        reached = _recalls_reached(positives)
        known = positives > 0
        counted, total = None, own[:0]
        for at in range(thresholds):
            use = ~matches.ignored[area, at, rows]
            if counted is None or not np.array_equal(use, counted):
                counted, total = use, _running(np.add, own[use])
            right = matches.matched[area, at, rows] & use
            value = _average(own[right], total[right[use]], reached)
            found[known, area, at] = value[known]
    return found


def _average(right: np.ndarray, total: np.ndarray, reached: np.ndarray) -> np.ndarray:
    """Return (b,) average precision from the weights of right detections and the running total at each of them.

    Only right detections matter: precision peaks at them, and recall grows at them.
    """
    if not len(right):
        return np.zeros(right.shape[1])
    count = _running(np.add, right)
    precision = count / (total + np.spacing(1))
    best = _running(np.maximum, precision[::-1].copy())[::-1]
    recalls = np.take_along_axis(reached, count, axis=0)
    recalls[1:] -= recalls[:-1].copy()
    mean: np.ndarray = np.einsum("ij,ij->j", best, recalls) / len(RECALLS)
    return mean


def _recalls_reached(positives: np.ndarray) -> np.ndarray:
    """Return (most + 1, b): how many of the 101 recalls a number of right detections reaches."""
    counts = np.arange(positives.max() + 1)[:, None]
    recall = counts / np.maximum(positives, 1)
    near = np.minimum((recall * 100).astype(np.int64), 99)  # as the floating-point recalls of COCO have it
    return 1 + near + (recall >= RECALLS[near + 1]) - (recall < RECALLS[near])


def _running(operation: np.ufunc, rows: np.ndarray) -> np.ndarray:
    """Accumulate along the first axis, in place; in blocks, which numpy does several times faster than in one go."""
    side = max(isqrt(len(rows)), 1)
    whole = len(rows) // side * side
    blocks = rows[:whole].reshape(-1, side, rows.shape[1])
    for at in range(1, side if len(blocks) else 1):
        operation(blocks[:, at - 1], blocks[:, at], out=blocks[:, at])
    for at in range(1, len(blocks)):
        operation(blocks[at - 1, -1], blocks[at], out=blocks[at])
    for at in range(max(whole, 1), len(rows)):
        operation(rows[at - 1], rows[at], out=rows[at])
    return rows
