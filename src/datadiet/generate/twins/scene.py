"""What is to be seen, whatever looks at it: a background, items from back to front, light, and a camera's settings.

A `Scene` is data. `Twin.build(parameters)` makes it and draws nothing at random; a `Renderer` looks at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from datadiet.distributions import Value

__all__ = ["Cutout", "Elastic", "Pose", "Scene", "Shadow", "Sprite"]


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """A picture with transparency: what an item looks like before it is placed."""

    rgb: np.ndarray
    """(h, w, 3) float32, 0 to 1, sRGB, not multiplied by alpha."""
    alpha: np.ndarray
    """(h, w) float32, 0 (nothing there) to 1 (nothing shines through)."""
    anchor: tuple[float, float]
    """x, y in its own pixels: the point that is placed, and about which it turns."""
    density: float = 1.0
    """Its pixels for one pixel of the scene at zoom 1: above 1 it is drawn finer than it is shown."""
    solid: np.ndarray | None = None
    """(h, w) float32, 0 to 1: what counts as the item in masks and boxes, where that is not where alpha > 0: a glassy
    cell with a pale middle is whole, a glow around a lamp is not part of it."""
    keypoints: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Name -> x, y in its own pixels."""


@dataclass(frozen=True, slots=True)
class Elastic:
    """A smooth random deformation."""

    amplitude: float
    """Largest displacement, in pixels of the scene."""
    wavelength: float
    """How far apart the bumps are, in pixels of the scene."""
    seed: int


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a cut-out is placed and how it is turned: flip, zoom and shear, turn, then move."""

    x: float
    """Of the anchor, in pixels of the scene from the left edge; pixel 0 spans 0 to 1."""
    y: float
    angle: float = 0.0
    """Degrees, clockwise as seen on the screen."""
    zoom: float = 1.0
    stretch: float = 1.0
    """Width over height, on top of the zoom, at equal area."""
    shear: float = 0.0
    """Horizontal shift for one pixel down, before turning."""
    flip: bool = False
    """Left and right exchanged."""
    elastic: Elastic | None = None


@dataclass(frozen=True, slots=True)
class Shadow:
    """A soft shadow that a sprite throws on what is behind it."""

    dx: float
    dy: float
    blur: float
    """Standard deviation, in pixels of the scene."""
    strength: float
    """0 (none) to 1 (black)."""


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """One item in a scene."""

    item: str
    """The twin's name for it."""
    label: str | None
    """Its class; None for what is drawn and not labelled."""
    cutout: Cutout
    pose: Pose
    blend: str = "over"
    """`over`: it covers what is behind it. `multiply`: it filters it, as a stained cell does under a microscope."""
    shadow: Shadow | None = None
    parameters: Mapping[str, Value] = field(default_factory=dict)
    """What it was made with."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """All that there is to see."""

    background: np.ndarray
    """(H, W, 3) float32, 0 to 1, sRGB: also the size of the picture."""
    sprites: tuple[Sprite, ...]
    """From back to front."""
    light: np.ndarray | None = None
    """(H, W) or (H, W, 3) float32 by which the picture is multiplied, 1 for no change."""
    sensor: Mapping[str, float] = field(default_factory=dict)
    """Settings of the camera, by name, as `generate.sensor` knows them."""
    parameters: Mapping[str, Value] = field(default_factory=dict)
    """Everything that made it, by name: `item.parameter` where it belongs to an item."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.background.shape[1], self.background.shape[0]
