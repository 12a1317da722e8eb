"""What an object is within its box: the mask that came with it, or what it is taken to be."""

import numpy as np
from scipy import ndimage
from scipy.spatial import ConvexHull

from datadiet.data.dataset import Box
from datadiet.errors import DataError
from datadiet.generate.render.masks import tight
from datadiet.generate.twins.rendered import Mask

__all__ = ["box_mask", "colour_mask", "ellipse_mask"]

_LEAST_GROUND = 400
"""Pixels from which the colours of the ground are told."""
_ROUNDS = 4
_FAR = 5.0
"""Times the usual distance of ground, from which a pixel is none."""
_ENOUGH = 5000
"""Pixels of ground are looked at; of more, evenly spaced ones."""
_SOLID = 0.88
"""Share of its convex hull that an object fills: a ring with a gap, or a cell with a corner of its neighbour, less."""
_FILLS = (0.25, 0.98)
"""Share of its box that an object can fill; outside of it, colour has found something else."""


def box_mask(box: Box) -> Mask:
    """Return all pixels of a box, rounded to the nearest."""
    left, top, right, bottom = (round(side) for side in box)
    return Mask(left, top, np.ones((max(1, bottom - top), max(1, right - left)), dtype=bool))


def ellipse_mask(box: Box) -> Mask:
    """Return the pixels whose middles lie in the ellipse that touches all sides of a box."""
    frame = box_mask(box)
    height, width = frame.pixels.shape
    x = (np.arange(width) + 0.5) / width * 2 - 1
    y = (np.arange(height)[:, None] + 0.5) / height * 2 - 1
    return tight(x**2 + y**2 <= 1, frame.left, frame.top)


def colour_mask(pixels: np.ndarray, box: Box, ground: np.ndarray) -> Mask:
    """Return what differs from the ground in a box: one piece, with its holes filled.

    The colours of the ground have a middle and a covariance, those of its nearer half, so that objects that nobody
    annotated count for little; what is several times as far from it as ground is (Mahalanobis) is no ground.

    Args:
        pixels: (H, W, 3) uint8, the whole image.
        box: of the object.
        ground: (H, W) bool, pixels that belong to no object.

    Raises:
        DataError: there is too little ground, or colour finds nothing in it that could be a whole object.
    """
    frame = box_mask(box)
    height, width = frame.pixels.shape
    part = pixels[frame.top : frame.top + height, frame.left : frame.left + width].astype(np.float64)
    known = pixels[ground].astype(np.float64)
    if len(known) < _LEAST_GROUND:
        raise DataError(f"{len(known)} pixels of its image are in no box", expected=f"at least {_LEAST_GROUND}")
    distance, usual = _distances(part, known[:: 1 + len(known) // _ENOUGH])
    limit = _FAR * max(usual, 1.0)
    # Capped, so that a strong edge stays where it is when noise is smoothed away.
    found = _piece(ndimage.gaussian_filter(np.minimum(distance, 2 * limit), 1.0) > limit)
    share = found.mean()
    if not _FILLS[0] <= share <= _FILLS[1]:
        raise DataError(f"colour tells {share:.0%} of its box from the ground", expected="25 % to 98 %")
    if found.sum() < _SOLID * ConvexHull(np.argwhere(np.pad(found, 1)) * 1.0).volume:
        raise DataError("colour finds a piece of it with a bay", expected="a shape that bulges outwards")
    return tight(found, frame.left, frame.top)


def _distances(part: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, float]:
    """Distances of the pixels of a part from the ground, and the median one of ground itself."""
    nearest, away = known, np.zeros(len(known))
    for _ in range(_ROUNDS):
        middle = np.median(nearest, axis=0)
        # A grey level of tolerance, so that flat grounds have a covariance that can be inverted.
        inverse = np.linalg.inv(np.cov(nearest.T) + np.eye(3))
        away = _mahalanobis(known, middle, inverse)
        nearest = known[away <= np.median(away)]
    usual = float(np.median(away[away <= np.median(away)]))
    return _mahalanobis(part.reshape(-1, 3), middle, inverse).reshape(part.shape[:2]), usual


def _mahalanobis(colours: np.ndarray, middle: np.ndarray, inverse: np.ndarray) -> np.ndarray:
    away = colours - middle
    return np.sqrt(np.einsum("ij,jk,ik->i", away, inverse, away))


def _piece(found: np.ndarray) -> np.ndarray:
    """The piece that has most of the middle of the box, without hairs and holes."""
    filled = ndimage.binary_opening(ndimage.binary_fill_holes(found), iterations=2)
    pieces, n = ndimage.label(filled)
    if not n:
        return np.zeros_like(found)
    height, width = found.shape
    middle = pieces[height // 4 : height - height // 4, width // 4 : width - width // 4]
    counts = np.bincount(middle.ravel(), minlength=n + 1)
    counts[0] = 0
    return pieces == counts.argmax() if counts.any() else np.zeros_like(found)
