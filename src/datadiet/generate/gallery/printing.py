"""What a printer puts on paper: text in the fonts that come with matplotlib, and bar codes."""

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

__all__ = ["ean13", "font", "written"]

_LEFT = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
_PARITY = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")
"""Which of the two left-hand codes each digit has, which tells the first one (ISO/IEC 15420)."""


@lru_cache(maxsize=64)
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return DejaVu Sans Mono, `size` pixels high, from matplotlib's files; Pillow's own font where they are not."""
    found = find_spec("matplotlib")  # found, not imported: it is slow to load and only its files are needed
    name = "DejaVuSansMono-Bold.ttf" if bold else "DejaVuSansMono.ttf"
    for folder in (found.submodule_search_locations or ()) if found else ():
        path = Path(folder) / "mpl-data" / "fonts" / "ttf" / name
        if path.is_file():
            return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
    return ImageFont.load_default(size)


def written(parts: Sequence[tuple[float, str]], width: float, height: float, *, bold: bool = False) -> np.ndarray:
    """Return a line of text (h, w) float32, 0 to 1.

    Args:
        parts: where in the line each stands, 0 (left) to 1 (right), and its text.
        width, height: of the line, in pixels of the result; text that is too long is made smaller.
    """
    columns, rows = max(round(width), 8), max(round(height), 8)
    size = max(round(0.78 * rows), 6)
    total = sum(font(size, bold).getlength(text) for _, text in parts) + size * (len(parts) - 1)
    face = font(max(int(size * min(1.0, columns / total)), 4), bold)
    picture = Image.new("L", (columns, rows))
    draw = ImageDraw.Draw(picture)
    for place, text in parts:
        draw.text((place * (columns - face.getlength(text)), rows / 2), text, fill=255, font=face, anchor="lm")
    return np.asarray(picture, np.float32) / 255


def ean13(digits: Sequence[int]) -> np.ndarray:
    """Return the 95 modules of a bar code (1 dark, 0 light) of 12 digits, with the check digit added."""
    check = -sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10
    first, *rest = [*digits, check]
    left = "".join(_left(digit, kind) for digit, kind in zip(rest[:6], _PARITY[first], strict=True))
    right = "".join(_opposite(_LEFT[digit]) for digit in rest[6:])
    return np.array([int(module) for module in f"101{left}01010{right}101"])


def _left(digit: int, kind: str) -> str:
    return _LEFT[digit] if kind == "L" else _opposite(_LEFT[digit])[::-1]


def _opposite(code: str) -> str:
    return code.translate(str.maketrans("01", "10"))
