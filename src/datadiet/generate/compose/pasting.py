"""One object: cut out, turned and sized, and slid over a picture until it fits."""

from dataclasses import dataclass

import numpy as np

from datadiet.data.dataset import Problem
from datadiet.errors import DataError
from datadiet.generate.compose.blending import blend, coverage
from datadiet.generate.compose.carrying import Carried, shared
from datadiet.generate.compose.objects import Annotated, Object, Telling, outline
from datadiet.generate.compose.options import Pasting
from datadiet.generate.compose.pictures import from_pixels, pixels_of
from datadiet.generate.compose.sizes import Sizes
from datadiet.generate.render.masks import region_of, tight
from datadiet.generate.render.placing import Placement
from datadiet.generate.render.region import Region
from datadiet.generate.render.warping import reduce, warp
from datadiet.generate.twins.rendered import Box, Mask
from datadiet.generate.twins.scene import Cutout, Pose

__all__ = ["paste"]

_MARGIN = 6
"""Pixels around an object that are cut out with it: interpolation and Poisson blending look at them."""
_PLACES = 40
"""Tried before an object is given up."""


@dataclass(frozen=True, slots=True, eq=False)
class _Patch:
    """An object as it will look, ready to be slid."""

    rgb: np.ndarray
    inside: np.ndarray
    """What belongs to the object."""
    mask: np.ndarray
    """What is labelled: what belongs to the object and of which at least half is painted."""
    covers: np.ndarray
    """Where at least half of what is behind goes: for `poisson` the seam, too."""
    slack: Box
    """Pixels by which its box is wider than its mask."""
    left: int
    """Of its first column, with the object's middle at 0."""
    top: int


def paste(
    picture: np.ndarray,
    objects: tuple[Annotated, ...],
    items: list[Carried],
    *,
    sizes: Sizes,
    options: Pasting,
    tell: Telling,
    rng: np.random.Generator,
) -> tuple[Carried, Mask] | None:
    """Paste one object onto a picture, in place; return it and what it covers, or None where it does not fit.

    Args:
        picture: (H, W, 3) float32, 0 to 1.
        objects: images with the objects that can be cut out.
        items: what is on the picture.
        sizes: how large things are, and where.
        options: how to paste.
        tell: is told of each object that cannot be used.
        rng: decides all.
    """
    source = objects[int(rng.choice(len(objects), p=_weights(objects)))]
    one = source.objects[int(rng.integers(len(source.objects)))]
    size = picture.shape[1], picture.shape[0]
    own = float(np.sqrt((one.box[2] - one.box[0]) * (one.box[3] - one.box[1])))
    height, wanted = sizes.draw(one.label, own, size[1], rng)
    zoom = float(np.clip(wanted / own, *options.zoom)) if options.sizes != "kept" else 1.0
    pose = Pose(
        0.0, 0.0, float(rng.uniform(-options.turn, options.turn)), zoom, flip=options.flip and rng.random() < 0.5
    )
    try:
        patch = _patch(one, source, pose, options)
        spot = _place(patch, size, items, height, options, rng)
    except DataError as error:
        tell(Problem(one.name, str(error)))
        return None
    return None if spot is None else _put(picture, patch, spot, one, pose, options)


def _weights(objects: tuple[Annotated, ...]) -> np.ndarray:
    counts = np.array([len(picture.objects) for picture in objects], dtype=np.float64)
    return counts / counts.sum()


def _patch(one: Object, source: Annotated, pose: Pose, options: Pasting) -> _Patch:
    pixels = pixels_of(source.uri)
    mask = outline(one, source.size, options.outline, pixels)
    # Cut out together whatever the boxes are to be, so that this choice moves no pixel.
    cutout, loose = _cutout(pixels, mask, mask if one.mask else outline(one, source.size, options.loose))
    placement = Placement.of(cutout, pose)
    region = placement.bounds(cutout.rgb.shape[1], cutout.rgb.shape[0])
    ones = np.ones_like(cutout.alpha)
    stack = np.dstack([cutout.rgb, ones, cutout.alpha, loose])  # ones become the share that lies within the cut-out
    found = warp(reduce(stack, placement), placement, region)
    rgb = found[:, :, :3] / np.maximum(found[:, :, 3:4], 1e-3)
    inside = found[:, :, 4] >= 0.5
    if not inside.any():
        raise DataError(f"at a zoom of {pose.zoom:.2g} nothing is left of it", todo="bound the zoom from below")
    covers = coverage(inside, blending=options.blending, feather=options.feather) >= 0.5
    labelled = covers & inside
    if not labelled.any():
        raise DataError(
            f"it is so small that a soft edge of {options.feather:g} pixels leaves no pixel half painted",
            todo="make the edge narrower (feather), or bound the zoom from below",
        )
    drawn = options.boxes == "drawn" and not one.mask
    slack = _slack(labelled, inside | (found[:, :, 5] >= 0.5)) if drawn else (0, 0, 0, 0)
    return _Patch(rgb, inside, labelled, covers, slack, region.left, region.top)


def _slack(mask: np.ndarray, loose: np.ndarray) -> Box:
    """How far the bounds of a mask lie within those of a larger one: left, top, right, bottom."""
    inner, outer = region_of(tight(mask)), region_of(tight(loose))
    return inner.left - outer.left, inner.top - outer.top, outer.right - inner.right, outer.bottom - inner.bottom


def _cutout(pixels: np.ndarray, mask: Mask, drawn: Mask) -> tuple[Cutout, np.ndarray]:
    """Cut out an object with some pixels around it, which beyond the image repeat its edge, and its box as drawn."""
    corners = np.array([(one.left, one.top) for one in (mask, drawn)])
    ends = corners + [one.pixels.shape[::-1] for one in (mask, drawn)]
    left, top, right, bottom = (int(side) for side in (*corners.min(axis=0) - _MARGIN, *ends.max(axis=0) + _MARGIN))
    rows = np.clip(np.arange(top, bottom), 0, pixels.shape[0] - 1)
    columns = np.clip(np.arange(left, right), 0, pixels.shape[1] - 1)
    region = Region(left, top, right, bottom)
    alpha, loose = (_spread(one, region) for one in (mask, drawn))
    # An anchor between pixels, so that what is neither turned nor sized is copied to the bit.
    middle = (right - left) // 2, (bottom - top) // 2
    return Cutout(from_pixels(pixels[rows[:, None], columns]), alpha, middle), loose


def _spread(mask: Mask, region: Region) -> np.ndarray:
    """(h, w) float32 of a region that holds the mask: 1 where the mask is."""
    plane = np.zeros((region.height, region.width), dtype=np.float32)
    plane[region_of(mask).slices(region.left, region.top)] = mask.pixels
    return plane


def _place(
    patch: _Patch,
    size: tuple[int, int],
    items: list[Carried],
    height: float | None,
    options: Pasting,
    rng: np.random.Generator,
) -> tuple[int, int] | None:
    """Return where the object's middle goes, within the picture and with bounded overlap; None where nothing is free.

    Raises:
        DataError: it is larger than the picture.
    """
    solid, covers = (tight(part, patch.left, patch.top) for part in (patch.inside, patch.covers))
    high, wide = solid.pixels.shape
    if wide > size[0] or high > size[1]:
        raise DataError(
            f"at its size of {wide} x {high} it is larger than the background, which is {size[0]} x {size[1]}",
            todo="choose larger backgrounds, or bound the zoom",
        )
    for _ in range(_PLACES):
        x = int(rng.integers(-solid.left, size[0] - wide - solid.left + 1))
        y = int(rng.integers(-solid.top, size[1] - high - solid.top + 1))
        if height is not None:
            y = int(np.clip(round(height + rng.normal(0, 0.02) * size[1]), -solid.top, size[1] - high - solid.top))
        moved = Mask(covers.left + x, covers.top + y, covers.pixels)
        if all(shared(item.amodal, moved) <= options.overlap for item in items):
            return x, y
    return None


def _put(
    picture: np.ndarray, patch: _Patch, spot: tuple[int, int], one: Object, pose: Pose, options: Pasting
) -> tuple[Carried, Mask]:
    left, top = patch.left + spot[0], patch.top + spot[1]
    high, wide = patch.inside.shape
    rows, columns = slice(max(0, top), top + high), slice(max(0, left), left + wide)
    ground = picture[rows, columns]
    own = (
        slice(rows.start - top, rows.start - top + len(ground)),
        slice(columns.start - left, columns.start - left + ground.shape[1]),
    )
    picture[rows, columns] = blend(
        ground, patch.rgb[own], patch.inside[own], blending=options.blending, feather=options.feather
    )
    mask = tight(patch.mask, left, top)
    carried = Carried(
        label=one.label,
        amodal=mask,
        visible=mask,
        within=mask.area,
        pose={"x": float(spot[0]), "y": float(spot[1]), "angle": pose.angle, "zoom": pose.zoom},
        parameters={
            "origin": "pasted",
            "source": one.name,
            "outline": "mask" if one.mask else options.outline,
            "box": "drawn" if options.boxes == "drawn" and not one.mask else "mask",
            "flip": pose.flip,
        },
        slack=patch.slack,
    )
    return carried, tight(patch.covers, left, top)
