"""One sprite, resampled to where it lies in the picture: colours to paint, and masks for its label."""

from dataclasses import dataclass

import numpy as np

from datadiet.generate.render.checking import check_sprite, refuse
from datadiet.generate.render.masks import NOTHING, tight
from datadiet.generate.render.placing import Placement
from datadiet.generate.render.region import Region
from datadiet.generate.render.warping import Grid, reduce, warp
from datadiet.generate.twins.rendered import Mask
from datadiet.generate.twins.scene import Cutout, Shadow, Sprite

__all__ = ["SIGMAS", "Layer", "lay"]

MOST_PIXELS = 2**26
SIGMAS = 3.0
"""Where a shadow's blur ends."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A sprite as it lies in the scene."""

    sprite: Sprite
    placement: Placement
    region: Region
    """Where `paint` is: what of it can be seen, or throw a shadow that can."""
    paint: np.ndarray
    """(h, w, 4) float32: red, green and blue times alpha, and alpha."""
    amodal: Mask
    """All of it, beyond the picture too; nothing where it has no label."""


def lay(number: int, sprite: Sprite, picture: Region) -> Layer | None:
    """Resample a sprite; None where nothing of it can reach the picture.

    Args:
        number: its place in the scene, for errors.
        sprite: what to draw.
        picture: the pixels of the picture.

    Raises:
        TwinError: the sprite cannot be drawn; says which and why.
    """
    name = f"sprite {number} ({sprite.item})"
    check_sprite(name, sprite)
    placement = Placement.of(sprite.cutout, sprite.pose)
    height, width = sprite.cutout.alpha.shape
    bounds = placement.bounds(width, height)
    region = bounds.meet(picture.grown(_throw(sprite.shadow)))
    if not sprite.cutout.alpha.size or region.empty:
        return None
    whole = region if sprite.label is None else bounds
    if whole.width * whole.height > MOST_PIXELS:
        refuse(name, f"would be {whole.width} x {whole.height} pixels large", f"at most {MOST_PIXELS} pixels")
    grid = reduce(_channels(sprite.cutout), placement)
    warped = warp(grid, placement, region)
    amodal = NOTHING
    if sprite.label is not None and not bounds.meet(picture).empty:
        solid = warped[..., 4] if region == bounds else warp(_last(grid), placement, bounds)[..., 0]
        amodal = tight(solid >= _threshold(sprite.cutout), bounds.left, bounds.top)
    return Layer(sprite, placement, region, warped[..., :4], amodal)


def _channels(cutout: Cutout) -> np.ndarray:
    """Return (h, w, 5): colours times alpha, alpha, and what counts as the item."""
    alpha = np.clip(cutout.alpha, 0, 1)
    channels = np.empty((*alpha.shape, 5), dtype=np.float32)
    for channel in range(3):
        np.multiply(np.clip(cutout.rgb[..., channel], 0, 1), alpha, out=channels[..., channel])
    channels[..., 3] = alpha
    channels[..., 4] = alpha if cutout.solid is None else np.clip(cutout.solid, 0, 1)
    return channels


def _last(grid: Grid) -> Grid:
    return grid[0][..., -1:], *grid[1:]


def _threshold(cutout: Cutout) -> float:
    # A stain of alpha .4 at its darkest is an item too: half of the most, so that translucency is not absence.
    # Never 0, or what surrounds it would belong to it.
    return 0.5 if cutout.solid is not None else max(0.5 * min(1.0, float(cutout.alpha.max())), 1e-6)


def _throw(shadow: Shadow | None) -> int:
    """Return how far outside of the picture a sprite can lie and still throw a shadow into it."""
    return int(np.ceil(max(abs(shadow.dx), abs(shadow.dy)) + SIGMAS * shadow.blur)) + 1 if shadow else 0
