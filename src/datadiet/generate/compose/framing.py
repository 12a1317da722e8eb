"""Where each pixel of a variation comes from: the image turned, mirrored, enlarged, cropped and deformed."""

from dataclasses import dataclass
from math import ceil, cos, radians, sin

import numpy as np
from scipy import ndimage

from datadiet.distributions import Value
from datadiet.generate.compose.carrying import inside
from datadiet.generate.compose.options import Variation
from datadiet.generate.render.masks import NOTHING, region_of, tight
from datadiet.generate.render.placing import Placement
from datadiet.generate.render.region import Region
from datadiet.generate.twins.rendered import Mask
from datadiet.generate.twins.scene import Cutout, Elastic, Pose

__all__ = ["Frame", "framed", "look", "moved"]

_AHEAD = 2
"""Pixels around where a mask should land, in which it is looked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A view of an image."""

    size: tuple[int, int]
    """Width and height of the picture."""
    pose: Pose
    placement: Placement
    parameters: dict[str, Value]

    @property
    def straight(self) -> bool:
        """Whether boxes stay boxes."""
        return self.pose.angle == 0 and self.pose.elastic is None

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the image is in the picture."""
        found = self.placement.places(np.array([[x, y]], dtype=float))[0]
        return float(found[0]), float(found[1])


def framed(size: tuple[int, int], options: Variation, rng: np.random.Generator) -> Frame:
    """Draw a view of an image of `size` (width, height) that shows nothing from outside of it.

    The picture, turned back, has to lie within the image, with room for the deformation: where it does not, it is
    enlarged until it does. Within the room that is left its place is drawn evenly.
    """
    angle = float(rng.uniform(-options.turn, options.turn))
    flip = bool(options.flip and rng.random() < 0.5)
    zoom, share = float(rng.uniform(*options.zoom)), float(rng.uniform(*options.crop))
    picture = max(1, round(size[0] * share)), max(1, round(size[1] * share))
    seed, amplitude = int(rng.integers(2**31)), float(rng.uniform(0, options.elastic))
    needed = _reach(picture, angle, amplitude)
    zoom = max(zoom, needed[0] / size[0], needed[1] / size[1])
    middle = tuple(
        float(rng.uniform(need / zoom / 2, side - need / zoom / 2)) if side * zoom > need else side / 2
        for need, side in zip(needed, size, strict=True)
    )
    elastic = Elastic(amplitude, options.wavelength, seed) if amplitude else None
    pose = Pose(picture[0] / 2, picture[1] / 2, angle, zoom, flip=flip, elastic=elastic)
    placement = Placement.of(Cutout(np.zeros((0, 0, 3)), np.zeros((0, 0)), (middle[0], middle[1])), pose)
    parameters: dict[str, Value] = {
        "turn": angle,
        "flip": flip,
        "zoom": zoom,
        "x": middle[0],
        "y": middle[1],
        "width": picture[0],
        "height": picture[1],
        "elastic": amplitude,
        "elastic_seed": seed,
    }
    return Frame(picture, pose, placement, parameters)


def _reach(picture: tuple[int, int], angle: float, amplitude: float) -> tuple[float, float]:
    """Width and height of the upright box around the turned picture, in its own pixels."""
    across, down = abs(cos(radians(angle))), abs(sin(radians(angle)))
    width, height = picture
    return across * width + down * height + 2 * amplitude, down * width + across * height + 2 * amplitude


def look(image: np.ndarray, frame: Frame) -> np.ndarray:
    """Return the picture, (H, W, 3), of an image, bilinearly and averaged beforehand where it becomes much smaller."""
    width, height = frame.size
    x, y = frame.placement.sources(Region(0, 0, width, height))
    x, y = np.broadcast_arrays(x, y)
    source = _softened(image, frame.pose.zoom)
    planes = [
        ndimage.map_coordinates(source[:, :, channel], [y - 0.5, x - 0.5], order=1, mode="nearest")
        for channel in range(3)
    ]
    return np.stack(planes, axis=2)


def _softened(image: np.ndarray, zoom: float) -> np.ndarray:
    """Average over what falls into one pixel, so that fine structure does not alias."""
    return image if zoom > 0.75 else ndimage.uniform_filter(image, (ceil(1 / zoom), ceil(1 / zoom), 0), mode="nearest")


def moved(mask: Mask, frame: Frame) -> tuple[Mask, Mask]:
    """Return a mask of the image as it lies in the picture: all of it, and what is within the picture."""
    region = region_of(mask)
    x, y = np.linspace(region.left, region.right, 17), np.linspace(region.top, region.bottom, 17)
    points = frame.placement.places(np.stack(np.meshgrid(x, y), axis=2).reshape(-1, 2))
    around = Region.around(points, _AHEAD)
    sx, sy = np.broadcast_arrays(*frame.placement.sources(around))
    columns, rows = np.floor(sx).astype(int) - mask.left, np.floor(sy).astype(int) - mask.top
    height, width = mask.pixels.shape
    there = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    found = there & mask.pixels[np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)]
    amodal = tight(found, around.left, around.top)
    return amodal, inside(amodal, frame.size) if amodal.area else NOTHING
