"""Labels from the outlines of what was painted: who hides whom, what is seen, and where its keypoints are."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from datadiet.generate.render.masks import cut, region_of, tight
from datadiet.generate.render.outlines import Outline
from datadiet.generate.render.region import Region
from datadiet.generate.twins.rendered import Instance

__all__ = ["instances"]


def instances(outlines: Sequence[Outline], picture: Region) -> tuple[Instance, ...]:
    """Return the labelled items of which a pixel is seen, from back to front.

    Args:
        outlines: from back to front, as they were painted.
        picture: the pixels of the picture.
    """
    hidden = np.zeros((picture.height, picture.width), dtype=bool)
    found = []
    for each in reversed(outlines):
        instance = _instance(each, hidden, picture)
        if instance is not None:
            found.append(instance)
        spot = region_of(each.opaque).meet(picture)
        if not spot.empty:
            hidden[spot.slices()] |= cut(each.opaque, spot)
    return tuple(replace(instance, depth=depth) for depth, instance in enumerate(reversed(found)))


def _instance(outline: Outline, hidden: np.ndarray, picture: Region) -> Instance | None:
    sprite, within = outline.sprite, region_of(outline.amodal).meet(picture)
    if sprite.label is None or within.empty:
        return None
    inside = cut(outline.amodal, within)
    visible = tight(inside & ~hidden[within.slices()], within.left, within.top)
    if not visible.pixels.size:
        return None
    pose = sprite.pose
    return Instance(
        item=sprite.item,
        label=sprite.label,
        visible=visible,
        amodal=outline.amodal,
        depth=0,
        keypoints=_keypoints(outline, hidden),
        pose={"x": float(pose.x), "y": float(pose.y), "angle": float(pose.angle), "zoom": float(pose.zoom)},
        parameters=sprite.parameters,
        within=int(inside.sum()),
    )


def _keypoints(outline: Outline, hidden: np.ndarray) -> dict[str, tuple[float, float, bool]]:
    names = outline.sprite.cutout.keypoints
    return {
        name: (float(x), float(y), _seen(float(x), float(y), hidden))
        for name, (x, y) in zip(names, outline.keypoints, strict=True)
    }


def _seen(x: float, y: float, hidden: np.ndarray) -> bool:
    """Tell whether a point is in the picture, with nothing opaque in front."""
    height, width = hidden.shape
    return bool(0 <= x < width and 0 <= y < height and not hidden[int(y), int(x)])
