"""What labels are made of: the shapes of a painted sprite, as its layer or the lens has them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from datadiet.generate.render.layers import Layer
from datadiet.generate.render.masks import NOTHING, tight
from datadiet.generate.twins.rendered import Mask
from datadiet.generate.twins.scene import Sprite

__all__ = ["Outline", "bend", "outline"]

HIDES = 0.5
"""From this coverage on, what is behind a pixel is hidden."""


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Where a sprite is, and where it hides what is behind it."""

    sprite: Sprite
    amodal: Mask
    """All of it; nothing where it has no label."""
    opaque: Mask
    """Where it hides what is behind it; nothing where it only filters."""
    keypoints: np.ndarray
    """(n, 2) x, y in pixels of the picture, in the order of the cut-out's."""


def outline(layer: Layer) -> Outline:
    """Return the shapes of a layer, which need far less memory than its colours."""
    hides = NOTHING
    if layer.sprite.blend == "over":
        hides = tight(layer.paint[..., 3] >= HIDES, layer.region.left, layer.region.top)
    named = layer.sprite.cutout.keypoints
    keypoints = layer.placement.places(np.array(list(named.values()), dtype=float)) if named else np.zeros((0, 2))
    return Outline(layer.sprite, layer.amodal, hides, keypoints)


def bend(outlines: list[Outline], size: tuple[int, int], sensor: Mapping[str, Any]) -> list[Outline]:
    """Bend outlines as the lens of the sensor bends a picture of `size` (width, height)."""
    from datadiet.generate.sensor import distort_mask, distort_points

    return [
        replace(
            each,
            amodal=distort_mask(each.amodal, size, sensor),
            opaque=distort_mask(each.opaque, size, sensor),
            keypoints=distort_points(each.keypoints, size, sensor),
        )
        for each in outlines
    ]
