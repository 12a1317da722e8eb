"""What a renderer returns: the picture, and where each item is in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from datadiet.distributions import Value
from datadiet.generate.twins.scene import Scene

__all__ = ["Box", "Instance", "Mask", "Rendered", "Renderer", "widened"]

Box = tuple[int, int, int, int]
"""left, top, right, bottom (exclusive), in pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """A mask that is stored only where something is."""

    left: int
    """Of its first column, in pixels of the picture; below 0 where an amodal mask begins left of it."""
    top: int
    pixels: np.ndarray
    """(h, w) bool, with something in the first and last row and column; (0, 0) where there is nothing."""

    @property
    def area(self) -> int:
        """How many pixels it has."""
        return int(self.pixels.sum())

    @property
    def box(self) -> Box | None:
        """left, top, right, bottom (exclusive); None where there is nothing."""
        height, width = self.pixels.shape
        return (self.left, self.top, self.left + width, self.top + height) if self.pixels.size else None


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """One labelled item of a picture."""

    item: str
    label: str
    visible: Mask
    """The pixels in which it is seen: within the picture, not covered by an opaque sprite in front."""
    amodal: Mask
    """All of it, as if nothing were in front and the picture had no edge."""
    depth: int
    """0 for the rearmost."""
    keypoints: Mapping[str, tuple[float, float, bool]] = field(default_factory=dict)
    """Name -> x, y, and whether it is seen."""
    pose: Mapping[str, float] = field(default_factory=dict)
    """x, y, angle, zoom, as placed."""
    parameters: Mapping[str, Value] = field(default_factory=dict)
    slack: Box = (0, 0, 0, 0)
    """Pixels by which its box is wider than its masks on each side, where it is to be as loose as people draw boxes."""

    @property
    def occlusion(self) -> float:
        """Share of it that is covered by others, of what lies within the picture: 0 to 1."""
        return 1 - self.visible.area / self.within if self.within else 0.0

    @property
    def truncation(self) -> float:
        """Share of it that lies outside the picture: 0 to 1."""
        return 1 - self.within / self.amodal.area if self.amodal.area else 0.0

    within: int = 0
    """Pixels of the amodal mask that lie within the picture."""


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """A picture and its labels."""

    image: np.ndarray
    """(H, W, 3) uint8."""
    instances: tuple[Instance, ...]
    """The labelled items of which at least one pixel is seen, from back to front."""
    parameters: Mapping[str, Value] = field(default_factory=dict)


def widened(box: Box, slack: Box) -> Box:
    """Return a box that is wider by some pixels at its left, top, right and bottom."""
    return box[0] - slack[0], box[1] - slack[1], box[2] + slack[2], box[3] + slack[3]


class Renderer(Protocol):
    """Looks at a scene; the same scene and generator give the same bytes."""

    name: str

    def render(self, scene: Scene, *, rng: np.random.Generator) -> Rendered:
        """Return the picture; `rng` is for what is random in looking, such as noise."""
        ...
