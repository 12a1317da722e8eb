"""Pictures that a twin names: found inside its folder only, refused when too large, read once."""

from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from datadiet.data import images
from datadiet.data.paths import inside, is_image
from datadiet.errors import DataError
from datadiet.generate.twins.scene import Cutout

__all__ = ["MAX_PIXELS", "find_pictures", "picture_size", "read_cutout", "read_texture"]

MAX_PIXELS = 40_000_000
"""Of one picture: decoded as floats, it takes half a gigabyte."""
MAX_FILES = 100_000
"""In one folder."""


def find_pictures(folder: Path, reference: str) -> dict[str, Path]:
    """Return the picture that a twin names, or those in the folder that it names, by their names, sorted.

    Args:
        folder: that of the twin's file; nothing outside it is opened.
        reference: as the file has it.

    Raises:
        DataError: it leaves the folder, is not there, is no picture, is too large, or the folder holds none.
    """
    path = inside(folder, reference)
    if path.is_dir():
        found = {each.name: inside(folder, str(each)) for each in sorted(path.iterdir()) if is_image(each)}
        if not 0 < len(found) <= MAX_FILES:
            raise DataError(f"the folder {path} holds {len(found):,} pictures", expected=f"1 to {MAX_FILES:,}")
    elif path.is_file():
        found = {path.name: path}
    else:
        raise DataError(f"there is no {path}", expected="a picture, or a folder of pictures, beside the twin")
    for each in found.values():
        picture_size(each)
    return found


def picture_size(path: Path) -> tuple[int, int]:
    """Return width and height from the header; DataError where it claims more than `MAX_PIXELS`."""
    width, height = images.size(path)
    if width * height > MAX_PIXELS:
        raise DataError(
            f"{path} is {width} by {height} pixels",
            expected=f"at most {MAX_PIXELS:,} pixels",
            todo="make it smaller, or cut it into parts",
        )
    return width, height


def read_cutout(path: Path) -> Cutout:
    """Return a picture with transparency as a cut-out that is placed by its middle.

    Raises:
        DataError: it cannot be decoded, is too large, or nothing of it can be seen.
    """
    return _cutout(path, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=256)
def _cutout(path: Path, _changed: int) -> Cutout:
    picture_size(path)
    images.decode(path)  # refuses what is damaged, with the reason
    with Image.open(path) as image:
        pixels = np.asarray(ImageOps.exif_transpose(image).convert("RGBA"), np.float32) / 255
    height, width, _ = pixels.shape
    if not pixels[:, :, 3].any():
        raise DataError(f"{path} is wholly transparent", expected="a picture of which something can be seen")
    return Cutout(_kept(pixels[:, :, :3]), _kept(pixels[:, :, 3]), (width / 2, height / 2))


def _kept(array: np.ndarray) -> np.ndarray:
    own = np.ascontiguousarray(array)
    own.setflags(write=False)  # the cache gives it to every scene
    return own


def read_texture(path: Path, size: tuple[int, int], *, zoom: float, x: float, y: float, flip: bool) -> np.ndarray:
    """Return a picture cut to a size: (H, W, 3) float32, 0 to 1.

    Args:
        path: of the picture.
        size: width and height to fill, without changing the picture's proportions.
        zoom: 1 shows as much of it as fits, 2 half as much; 1 or more.
        x: which part is shown, 0 the leftmost to 1 the rightmost.
        y: likewise, from top to bottom.
        flip: left and right exchanged.
    """
    pixels = _texture(path, path.stat().st_mtime_ns if path.exists() else 0)
    height, width, _ = pixels.shape
    shrink = min(width / size[0], height / size[1]) / max(zoom, 1.0)
    wide, high = size[0] * shrink, size[1] * shrink
    left, top = (width - wide) * min(max(x, 0.0), 1.0), (height - high) * min(max(y, 0.0), 1.0)
    box = (left, top, min(left + wide, width), min(top + high, height))
    cut = np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS, box=box), np.float32) / 255
    return np.ascontiguousarray(cut[:, ::-1]) if flip else cut


@lru_cache(maxsize=4)
def _texture(path: Path, _changed: int) -> np.ndarray:
    picture_size(path)
    return images.decode(path).pixels
