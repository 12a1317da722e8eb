"""What an object is within its box: the mask that came with it, or what it is taken to be."""

import numpy as np
from scipy import ndimage

from datadiet.data.dataset import Box
from datadiet.errors import DataError
from datadiet.generate.render.masks import tight
from datadiet.generate.render.region import Region
from datadiet.generate.twins.rendered import Mask

__all__ = ["box_mask", "colour_mask", "ellipse_mask"]

_AROUND = 0.25
"""Share of the box's sides by which it is widened to see what is around the object."""
_LEAST = 60
"""Pixels around an object from which its surroundings are told."""
_BINS, _SPREAD = 16, 1.0
"""Of a histogram of colours along each channel, and how many of them one pixel speaks for."""
_SURE = 2.0
"""The most that one pixel's colour can say, as the logarithm of a ratio: no colour outvotes its neighbours."""
_RAYS, _STEPS, _REACH = 96, 60, 1.25
"""Directions from the middle of the box; places along each; how far they reach, with 1 at the ellipse in the box."""
_CORE = 0.5
"""Up to here everything is the object, whatever its colour: a pale middle or a hole is no ground."""
_MOVES = np.array([0, -1, 1])
"""By how many places the edge may move from one ray to the next."""
_ROUNDS = 3
_FILLS = (0.3, 0.98)
"""Share of its box that an object can fill; outside of it, colour has found something else."""
_CLEAR = 0.5
"""Logarithm of a ratio by which the colours of an object have to differ, on the mean, from those around it."""


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


def colour_mask(pixels: np.ndarray, box: Box) -> Mask:
    """Return what has the colours of an object in a box, and not those around it: a shape seen whole from its middle.

    Of all shapes that each ray from the middle of the box leaves once, and whose edge does not jump from one ray to the
    next, it is the one in which colours speak most for the object and least for its surroundings. What colours say is
    the logarithm of the ratio of two histograms, which are taken from the ellipse in the box and from around it, and
    then from the shape that was found and from around that, as in GrabCut (Rother et al. 2004); the shape is found
    exactly, by dynamic programming along the rays.

    Args:
        pixels: (H, W, 3) uint8, the whole image.
        box: of the object.

    Raises:
        DataError: there is too little around the object, or its colours do not tell it from that.
    """
    frame = box_mask(box)
    high, wide = frame.pixels.shape
    across, down = max(3, round(_AROUND * wide)), max(3, round(_AROUND * high))
    window = Region(frame.left - across, frame.top - down, frame.left + wide + across, frame.top + high + down)
    window = window.meet(Region(0, 0, pixels.shape[1], pixels.shape[0]))
    x = (np.arange(window.left, window.right) + 0.5 - frame.left) / wide * 2 - 1
    y = ((np.arange(window.top, window.bottom) + 0.5 - frame.top) / high * 2 - 1)[:, None]
    within = (abs(x) <= 1) & (abs(y) <= 1)
    part = pixels[window.slices(0, 0)]
    found, said = _found(part, x, y, within)
    share = found.sum() / within.sum()
    if not _FILLS[0] <= share <= _FILLS[1]:
        raise DataError(f"colour tells {share:.0%} of its box from what is around", expected="30 % to 98 %")
    if (clear := float(said[found].mean() - said[~found].mean())) < _CLEAR:
        raise DataError(
            f"its colours differ from those around it by {clear:.2f}", expected=f"{_CLEAR} or more (a log ratio)"
        )
    return tight(found, window.left, window.top)


def _found(part: np.ndarray, x: np.ndarray, y: np.ndarray, within: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return which pixels of a part are the object, and what their colours say."""
    bins = (part // (256 // _BINS)).astype(np.int64) @ np.array([_BINS**2, _BINS, 1])
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    inner, outer = radius <= 0.85, radius > 1.1
    if outer.sum() < _LEAST:
        raise DataError(f"{outer.sum()} pixels of its image are around it", expected=f"at least {_LEAST}")
    for _ in range(_ROUNDS):
        said = _said(bins, inner, outer)
        edge = _edge(said, x, y[:, 0])
        # Between two rays the edge is a line.
        turn = np.append(edge, edge[0])
        inner = within & (radius <= np.interp(angle % (2 * np.pi), np.linspace(0, 2 * np.pi, _RAYS + 1), turn))
        outer = ~inner
    return inner, said


def _said(bins: np.ndarray, inner: np.ndarray, outer: np.ndarray) -> np.ndarray:
    """(h, w) what each pixel's colour says for the object (above 0) or for its surroundings."""
    shares = []
    for side in (inner, outer):
        counts = np.bincount(bins[side], minlength=_BINS**3).reshape(_BINS, _BINS, _BINS)
        smooth = ndimage.gaussian_filter(counts.astype(np.float64), _SPREAD, mode="nearest", truncate=3)
        shares.append(smooth.ravel() / smooth.sum() + 1e-5)
    ratio = np.log(shares[0] / shares[1])[bins]
    return np.clip(ndimage.gaussian_filter(ratio, 1.0), -_SURE, _SURE)


def _edge(said: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(rays,) where each ray leaves the object."""
    angle = np.arange(_RAYS) * (2 * np.pi / _RAYS)
    radius = (np.arange(_STEPS) + 0.5) / _STEPS * _REACH
    across, down = np.cos(angle)[:, None] * radius, np.sin(angle)[:, None] * radius
    columns, rows = np.interp(across, x, np.arange(len(x))), np.interp(down, y, np.arange(len(y)))
    along = ndimage.map_coordinates(said, [rows, columns], order=1, mode="nearest")
    # A ring further out has more pixels. Beyond the box there is nothing to be had.
    gain = np.where((abs(across) <= 1) & (abs(down) <= 1), along * radius, -_SURE * radius)
    total = np.cumsum(gain, axis=1)
    total[:, radius < _CORE] = -np.inf
    return radius[_closed(total)]


def _closed(total: np.ndarray) -> np.ndarray:
    """Return the place on each ray, by at most one step from that on the next, whose totals add up to the most.

    Twice around, of which the middle is kept: there it does not depend on where the round began.
    """
    rays, steps = total.shape
    best, came = total[0], []
    options, here = np.full((3, steps), -np.inf), np.arange(steps)
    for ray in range(1, 2 * rays):
        options[0], options[1, 1:], options[2, :-1] = best, best[:-1], best[1:]  # the same first, where they are equal
        choice = options.argmax(axis=0)
        came.append(here + _MOVES[choice])
        best = options[choice, here] + total[ray % rays]
    places = np.empty(2 * rays, dtype=int)
    places[-1] = best.argmax()
    for ray in range(2 * rays - 2, -1, -1):
        places[ray] = came[ray][places[ray + 1]]
    half = rays // 2
    return np.roll(places[half : half + rays], half)
