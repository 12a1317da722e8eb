"""Labels that go along: what of each object is still seen after something was put in front of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from datadiet.distributions import Value
from datadiet.generate.render.masks import NOTHING, cut, region_of, tight
from datadiet.generate.render.region import Region
from datadiet.generate.twins.rendered import Box, Instance, Mask

__all__ = ["Carried", "cover", "filled", "inside", "instances", "shared"]


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """One object of a picture that is being made."""

    label: str
    amodal: Mask
    visible: Mask
    within: int
    """Pixels of the amodal mask that lie in the picture."""
    pose: Mapping[str, float] = field(default_factory=dict)
    parameters: Mapping[str, Value] = field(default_factory=dict)
    slack: Box = (0, 0, 0, 0)
    """Pixels by which its box is drawn wider than its masks on each side."""

    @property
    def seen(self) -> float:
        """Share of it that is seen, of what lies in the picture: 0 to 1."""
        return self.visible.area / self.within if self.within else 0.0

    @property
    def left(self) -> float:
        """Share of it that is seen, of all of it: 0 to 1."""
        return self.visible.area / self.amodal.area if self.amodal.area else 0.0


def inside(mask: Mask, size: tuple[int, int]) -> Mask:
    """Return what of a mask lies in a picture of `size` (width, height)."""
    within = region_of(mask).meet(Region(0, 0, *size))
    return NOTHING if within.empty else tight(cut(mask, within), within.left, within.top)


def filled(mask: Mask) -> Mask:
    """Return all pixels of the box of a mask."""
    return Mask(mask.left, mask.top, np.ones_like(mask.pixels))


def cover(behind: Carried, front: Mask) -> Carried:
    """Return an object after `front` was put before it."""
    common = _common(behind.visible, front)
    if common is None:
        return behind
    pixels = behind.visible.pixels.copy()
    pixels[common.slices(behind.visible.left, behind.visible.top)] &= ~cut(front, common)
    return replace(behind, visible=tight(pixels, behind.visible.left, behind.visible.top))


def shared(one: Mask, other: Mask) -> float:
    """Return how much of the smaller of two masks lies on the other: 0 to 1."""
    common = _common(one, other)
    if common is None:
        return 0.0
    return int((cut(one, common) & cut(other, common)).sum()) / max(1, min(one.area, other.area))


def instances(items: Sequence[Carried]) -> tuple[Instance, ...]:
    """Return the labels of a picture, from back to front."""
    return tuple(
        Instance(
            item=item.label,
            label=item.label,
            visible=item.visible,
            amodal=item.amodal,
            depth=depth,
            pose=item.pose,
            parameters=item.parameters,
            slack=item.slack,
            within=item.within,
        )
        for depth, item in enumerate(items)
    )


def _common(one: Mask, other: Mask) -> Region | None:
    common = region_of(one).meet(region_of(other))
    return None if common.empty else common
