"""The geometry of a lens: radial distortion of pictures, masks and points, and colours that do not meet.

A point at distance r from the centre, in half diagonals, is drawn at s r (1 + k1 r^2 + k2 r^4) (Brown, "Decentering
distortion of lenses", 1966, without the tangential part; beyond the corners the factor stays as it is there). The zoom
s is the least with which the distorted picture is filled to its edges by what was seen: nothing is invented outside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy import ndimage

from datadiet.errors import OptionError
from datadiet.generate.sensor.settings import check_settings
from datadiet.generate.twins.rendered import Mask

__all__ = ["bend", "distort", "distort_mask", "distort_points"]

_STEPS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class _Lens:
    """The law of one lens for pictures of one shape."""

    k1: float
    k2: float
    zoom: float
    squares: np.ndarray
    """Squared distances in the distorted picture, rising from 0, in half diagonals."""
    factors: np.ndarray
    """By which a distance in the distorted picture is multiplied to give the one in the scene."""

    def forward(self, squares: np.ndarray) -> np.ndarray:
        """Factor for squared distances in the scene."""
        inner = np.minimum(squares, 1.0)
        return self.zoom * (1 + inner * (self.k1 + inner * self.k2))

    def back(self, squares: np.ndarray) -> np.ndarray:
        """Factor for squared distances in the distorted picture."""
        return np.interp(squares, self.squares, self.factors)


def distort(array: np.ndarray, settings: Mapping[str, Any], *, order: int) -> np.ndarray:
    """Bend a picture or mask as the lens does.

    Args:
        array: (H, W) or (H, W, C), of any numeric type or bool.
        settings: those of the sensor, of which `k1` and `k2` count here.
        order: 0 takes the nearest pixel (masks and numbers of items), 1 interpolates (pictures).

    Returns:
        The same shape and type; the array itself where the lens is neutral.

    Raises:
        OptionError: a setting cannot be used, or k1 and k2 together fold the picture over.
    """
    values = check_settings(settings)
    if not (values["k1"] or values["k2"]):
        return array
    planes = array[:, :, None] if array.ndim == 2 else array
    rows, columns = _sources(values, planes.shape[:2])
    bent = [_take(planes[:, :, channel], rows, columns, order) for channel in range(planes.shape[2])]
    return np.stack(bent, axis=2).reshape(array.shape)


def bend(image: np.ndarray, values: Mapping[str, float]) -> np.ndarray:
    """Distort an (H, W, 3) float picture, red and blue magnified by `chromatic` against each other."""
    rows, columns = _sources(values, image.shape[:2])
    middle = (image.shape[0] - 1) / 2, (image.shape[1] - 1) / 2
    planes = []
    for channel, share in enumerate((1 + values["chromatic"], 1.0, 1 - values["chromatic"])):
        scaled = rows, columns
        if share != 1:
            scaled = (rows - middle[0]) / share + middle[0], (columns - middle[1]) / share + middle[1]
        planes.append(_take(image[:, :, channel], *scaled, order=1))
    return np.stack(planes, axis=2)


def distort_points(points: np.ndarray, size: tuple[int, int], settings: Mapping[str, Any]) -> np.ndarray:
    """Return where points are drawn.

    Args:
        points: (n, 2) x and y in pixels; pixel 0 spans 0 to 1, so that its middle is at 0.5.
        size: width and height of the picture.
        settings: those of the sensor.

    Returns:
        (n, 2) float64.

    Raises:
        OptionError: a setting cannot be used, or k1 and k2 together fold the picture over.
    """
    values = check_settings(settings)
    moved = np.array(points, dtype=np.float64).reshape(-1, 2)
    if not (values["k1"] or values["k2"]):
        return moved
    middle, half = np.array(size) / 2, np.hypot(*size) / 2
    away = (moved - middle) / half
    return middle + away * half * _lens(values, size).forward((away**2).sum(axis=1))[:, None]


def distort_mask(mask: Mask, size: tuple[int, int], settings: Mapping[str, Any]) -> Mask:
    """Bend one mask of a picture of `size` (width, height), and look only where it can land.

    The mask may reach beyond the picture, as amodal ones do.
    """
    values = check_settings(settings)
    box = mask.box
    if box is None or not (values["k1"] or values["k2"]):
        return mask
    outline = distort_points(_outline(box), size, settings)
    left, top = np.floor(outline.min(axis=0)).astype(int) - 1
    right, bottom = np.ceil(outline.max(axis=0)).astype(int) + 1
    columns, rows = _back(values, size, *np.meshgrid(np.arange(left, right) + 0.5, np.arange(top, bottom) + 0.5))
    inside = ndimage.map_coordinates(
        mask.pixels.astype(np.uint8), [rows - 0.5 - mask.top, columns - 0.5 - mask.left], order=0, mode="grid-constant"
    )
    return _trimmed(inside.astype(bool), int(left), int(top))


def _outline(box: tuple[int, int, int, int]) -> np.ndarray:
    """Points around a box and through its middle: between its corners a side may bulge."""
    across, down = np.linspace(box[0], box[2], 33), np.linspace(box[1], box[3], 33)
    return np.stack(np.meshgrid(across, down), axis=2).reshape(-1, 2)


def _trimmed(pixels: np.ndarray, left: int, top: int) -> Mask:
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    if not rows.size:
        return Mask(left, top, np.zeros((0, 0), dtype=bool))
    part = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Mask(left + int(columns[0]), top + int(rows[0]), part)


def _sources(values: Mapping[str, float], shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Row and column, counted from the middle of the first pixel, of the point that each pixel shows."""
    height, width = shape
    x, y = np.arange(width) + 0.5, np.arange(height)[:, None] + 0.5
    columns, rows = _back(values, (width, height), x, y)
    return rows - 0.5, columns - 0.5


def _back(
    values: Mapping[str, float], size: tuple[int, int], x: np.ndarray, y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    across, down = x - size[0] / 2, y - size[1] / 2
    factor = _lens(values, size).back((across**2 + down**2) / ((size[0] ** 2 + size[1] ** 2) / 4))
    return size[0] / 2 + across * factor, size[1] / 2 + down * factor


def _take(plane: np.ndarray, rows: np.ndarray, columns: np.ndarray, order: int) -> np.ndarray:
    source = plane.astype(np.uint8) if plane.dtype == bool else plane
    return ndimage.map_coordinates(source, [rows, columns], order=order, mode="nearest").astype(plane.dtype)


def _lens(values: Mapping[str, float], size: tuple[int, int]) -> _Lens:
    return _make(values["k1"], values["k2"], min(size) / float(np.hypot(*size)))


@lru_cache(maxsize=64)
def _make(k1: float, k2: float, nearest: float) -> _Lens:
    """The lens for pictures whose nearest edge is `nearest` half diagonals from the centre."""
    r = np.linspace(0.0, 1.0, _STEPS + 1)
    factor = _factor(r, k1, k2)
    if np.diff(r * factor).min() <= 0:
        raise OptionError(
            f"with k1 {k1:g} and k2 {k2:g} the lens folds the picture over",
            expected="1 + 3 k1 r^2 + 5 k2 r^4 above 0 for r from 0 to 1",
            todo="bring them nearer to 0",
        )
    # A point of the edge, at distance b, shows one at r <= b where zoom * factor(b) >= 1; between b and the centre the
    # law is monotone, so that nothing else can come from outside.
    zoom = 1 / _factor(np.append(r[r > nearest], nearest), k1, k2).min()
    return _Lens(k1, k2, float(zoom), (zoom * r * factor) ** 2, 1 / (zoom * factor))


def _factor(r: np.ndarray, k1: float, k2: float) -> np.ndarray:
    return 1 + k1 * r**2 + k2 * r**4
