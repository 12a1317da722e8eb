"""Labels from the layers that were painted: who hides whom, what is seen, and where its keypoints are."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from datadiet.generate.render.layers import Layer
from datadiet.generate.render.masks import cut, region_of, tight
from datadiet.generate.render.region import Region
from datadiet.generate.twins.rendered import Instance

__all__ = ["instances"]

HIDES = 0.5
"""From this coverage on, what is behind a pixel is hidden."""


def instances(layers: Sequence[Layer], picture: Region) -> tuple[Instance, ...]:
    """Return the labelled items of which a pixel is seen, from back to front.

    Args:
        layers: from back to front, as they were painted.
        picture: the pixels of the picture.
    """
    hidden = np.zeros((picture.height, picture.width), dtype=bool)
    found = []
    for layer in reversed(layers):
        instance = _instance(layer, hidden, picture)
        if instance is not None:
            found.append(instance)
        _hide(hidden, layer, picture)
    return tuple(replace(instance, depth=depth) for depth, instance in enumerate(reversed(found)))


def _instance(layer: Layer, hidden: np.ndarray, picture: Region) -> Instance | None:
    within = region_of(layer.amodal).meet(picture)
    if layer.sprite.label is None or within.empty:
        return None
    inside = cut(layer.amodal, within)
    visible = tight(inside & ~hidden[within.slices()], within.left, within.top)
    if not visible.area:
        return None
    pose = layer.sprite.pose
    return Instance(
        item=layer.sprite.item,
        label=layer.sprite.label,
        visible=visible,
        amodal=layer.amodal,
        depth=0,
        keypoints=_keypoints(layer, hidden),
        pose={"x": float(pose.x), "y": float(pose.y), "angle": float(pose.angle), "zoom": float(pose.zoom)},
        parameters=layer.sprite.parameters,
        within=int(inside.sum()),
    )


def _keypoints(layer: Layer, hidden: np.ndarray) -> dict[str, tuple[float, float, bool]]:
    named = layer.sprite.cutout.keypoints
    if not named:
        return {}
    places = layer.placement.places(np.array(list(named.values()), dtype=float))
    return {name: (float(x), float(y), _seen(x, y, hidden)) for name, (x, y) in zip(named, places, strict=True)}


def _seen(x: float, y: float, hidden: np.ndarray) -> bool:
    """Tell whether a point is in the picture, with nothing opaque in front."""
    height, width = hidden.shape
    return bool(0 <= x < width and 0 <= y < height and not hidden[int(y), int(x)])


def _hide(hidden: np.ndarray, layer: Layer, picture: Region) -> None:
    spot = layer.region.meet(picture)
    if layer.sprite.blend == "over" and not spot.empty:
        alpha = layer.paint[..., 3][spot.slices(layer.region.left, layer.region.top)]
        hidden[spot.slices()] |= alpha >= HIDES
