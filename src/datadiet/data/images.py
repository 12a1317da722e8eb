"""Files become pixels, in one way for real and synthetic images alike.

Whatever the file holds comes out as (H, W, 3) uint8, upright by its EXIF orientation, first frame only:

- greyscale and palettes become RGB; CMYK, YCbCr and LAB are converted by Pillow without a colour profile;
- transparent pixels are laid on the neutral ground `GROUND`;
- 16-bit values are divided by 257, so that 0 to 65535 becomes 0 to 255 whatever the image holds; 32-bit integers count
  as 16-bit, floats as 0 to 1, and values outside those ranges are refused: a guess would differ from file to file;
- embedded colour profiles are not applied, as most training pipelines do not either; `FileFacts.icc` tells.

Refused with a reason (`DataError`): more than `MAX_PIXELS` pixels, before any is decoded; more than `MAX_BYTES`; a
truncated file; damage inside a JPEG (see `jpeg`), a PNG (by its checksums) or any format whose decoder notices. BMP,
TIFF without compression and lossy WebP hold nothing by which damage could be told.
"""

import hashlib
import io
import stat
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from datadiet.data import jpeg
from datadiet.data.borders import constant_border
from datadiet.data.dataset import Box, ImageRef
from datadiet.data.rgb import GROUND, to_rgb
from datadiet.errors import DataError

T = TypeVar("T")

__all__ = [
    "GROUND",
    "MAX_BYTES",
    "MAX_PIXELS",
    "Decoded",
    "FileFacts",
    "check",
    "cut",
    "decode",
    "glimpse",
    "load",
    "size",
]

MAX_PIXELS = 178_956_970
"""Beyond it Pillow, too, takes an image for a decompression bomb; decoded, it would take half a gigabyte."""
MAX_BYTES = 1 << 30
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "PPM", "JPEG2000", "AVIF")
"""Pillow would also run PostScript; only plain rasters are opened. JPEG includes MPO, several pictures in one file."""
_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file is apart from its content: a synthetic set can give itself away by these alone."""

    width: int
    """Of the whole upright image, in pixels."""
    height: int
    format: str
    """Pillow's name, such as JPEG or PNG."""
    mode: str
    """As stored, such as RGB, L, P or I;16."""
    jpeg_quality: int | None
    """1 to 100, estimated from the quantisation table; None for other formats."""
    exif: bool
    icc: bool
    border: float
    """Share of the area, 0 to 1, in rows and columns at the edges that have one constant colour."""
    bytes: int


@dataclass(frozen=True, slots=True)
class Decoded:
    """Pixels, and where they come from."""

    pixels: np.ndarray
    """(H, W, 3) uint8, read-only or not: copy before writing."""
    content: str
    """SHA-256 of the file, with a digest of crop and masks behind it where there are any; equal: the same pixels."""
    facts: FileFacts


def load(ref: ImageRef) -> Decoded:
    """Decode the file of a sample and cut the sample out of it; DataError says why that cannot be done."""
    return cut(decode(ref.uri), ref)


def decode(uri: str | Path) -> Decoded:
    """Decode a whole file; DataError says why that cannot be done."""
    data = _read(Path(uri))
    pixels, facts = _attempt(uri, lambda: _pixels_and_facts(data))
    return Decoded(pixels, hashlib.sha256(data).hexdigest(), facts)


def cut(decoded: Decoded, ref: ImageRef) -> Decoded:
    """Blank the masked boxes of a sample, then take its crop out of a decoded file; facts stay those of the file.

    Boxes are rounded outwards to whole pixels. DataError where the crop holds no pixel.
    """
    if ref.crop is None and not ref.masked:
        return decoded
    pixels = decoded.pixels
    masked = [_window(box, pixels.shape) for box in ref.masked]
    if masked:
        pixels = pixels.copy()
    for window in masked:
        pixels[window] = GROUND
    crop = _window(ref.crop, pixels.shape) if ref.crop is not None else ()
    pixels = pixels[crop]
    if not pixels.size:
        raise DataError(f"the box of '{ref.id}' lies outside its image", todo="correct the annotation")
    part = hashlib.sha256(repr((crop, masked)).encode()).hexdigest()[:16]
    return replace(decoded, pixels=pixels, content=f"{decoded.content}+{part}")


def size(uri: str | Path) -> tuple[int, int]:
    """Return width and height of the upright image from its header alone; DataError where there is none."""

    def measure() -> tuple[int, int]:
        with Path(uri).open("rb") as file:
            image = _open(file)
            # A PNG without EXIF in its header would be decoded to look for one behind the pixels.
            exif = image.getexif() if image.format != "PNG" or "exif" in image.info else {}
            turned = exif.get(_ORIENTATION, 1) in (5, 6, 7, 8)
            return (image.height, image.width) if turned else image.size

    return _attempt(uri, measure)


def check(uri: str | Path) -> None:
    """Refuse a file that decoding would refuse, as far as its header, checksums (PNG) and structure (JPEG) tell.

    Nothing is decoded, so this costs little. DataError says what is wrong.
    """
    data = _read(Path(uri))

    def look() -> None:
        image = _open(io.BytesIO(data))
        if image.format == "PNG":
            image.verify()
        elif image.format in ("JPEG", "MPO"):
            jpeg.layout(data)

    _attempt(uri, look)


def glimpse(uri: str | Path, side: int) -> np.ndarray:
    """Return the image as (side, side) float grey, 0 to 255, decoded at a reduced scale: to compare, not to measure."""

    def shrink() -> np.ndarray:
        with Path(uri).open("rb") as file:
            image = _open(file)
            image.draft("L", (4 * side, 4 * side))
            upright = ImageOps.exif_transpose(image)
            grey = Image.fromarray(to_rgb(upright)).convert("L")
        return np.asarray(grey.resize((side, side), Image.Resampling.BOX), dtype=np.float64)

    return _attempt(uri, shrink)


def _read(path: Path) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise DataError(f"{path} is not a regular file")
        if found.st_size > MAX_BYTES:
            raise DataError(f"{path} has {found.st_size:,} bytes", expected=f"at most {MAX_BYTES:,}")
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror})", todo="check the path and its rights") from error
    if not data:
        raise DataError(f"{path} is empty", todo="copy the file again from where it came from")
    return data


def _attempt(uri: str | Path, step: Callable[[], T]) -> T:
    """Run a step of Pillow's; what it raises on hostile bytes becomes a DataError that names the file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return step()
    except UnidentifiedImageError as error:
        raise DataError(
            f"{uri} is not an image, whatever its name says", expected=f"one of {', '.join(_FORMATS)}"
        ) from error
    except DataError as error:
        raise DataError(f"{uri}: {error.found}", expected=error.expected, todo=error.todo) from error
    except MemoryError as error:
        raise DataError(f"{uri} does not fit in memory") from error
    except Exception as error:
        raise DataError(f"{uri} cannot be decoded ({error})", todo="copy the file again, or leave it out") from error


def _open(source: io.BytesIO | io.BufferedReader) -> Image.Image:
    """Open without decoding, and refuse a decompression bomb by the size that its header claims."""
    try:
        image = Image.open(source, formats=_FORMATS)
    except Image.DecompressionBombError:
        raise _bomb() from None
    if image.width * image.height > MAX_PIXELS:
        raise _bomb()
    return image


def _bomb() -> DataError:
    return DataError(
        "a decompression bomb: it claims more pixels than are safe to decode",
        expected=f"at most {MAX_PIXELS:,} pixels",
        todo="cut the image into tiles, or leave it out",
    )


def _open_checked(data: bytes) -> Image.Image:
    image = _open(io.BytesIO(data))
    if image.format == "PNG":
        image.verify()
        image = _open(io.BytesIO(data))
    if image.format in ("JPEG", "MPO"):
        return jpeg.decode(data, opener=_open)
    image.load()
    return image


def _pixels_and_facts(data: bytes) -> tuple[np.ndarray, FileFacts]:
    image = _open_checked(data)
    facts = _facts(image, len(data))
    ImageOps.exif_transpose(image, in_place=True)
    pixels = to_rgb(image)
    height, width, _ = pixels.shape
    return pixels, replace(facts, width=width, height=height, border=constant_border(pixels))


def _facts(image: Image.Image, size: int) -> FileFacts:
    return FileFacts(
        width=image.width,
        height=image.height,
        format=image.format or "unknown",
        mode=image.mode,
        jpeg_quality=_jpeg_quality(image),
        exif=bool(image.getexif()),
        icc=bool(image.info.get("icc_profile")),
        border=0.0,
        bytes=size,
    )


def _jpeg_quality(image: Image.Image) -> int | None:
    tables: dict[int, Sequence[int]] = getattr(image, "quantization", {})
    return jpeg.quality(tables[min(tables)]) if image.format in ("JPEG", "MPO") and tables else None


def _window(box: Box, shape: Sequence[int]) -> tuple[slice, slice]:
    height, width = shape[:2]
    left, top = max(0, int(np.floor(box[0]))), max(0, int(np.floor(box[1])))
    right, bottom = min(width, int(np.ceil(box[2]))), min(height, int(np.ceil(box[3])))
    return slice(top, max(top, bottom)), slice(left, max(left, right))
