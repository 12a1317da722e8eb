"""A digit twin: `sample` draws parameters within bounds, `build` turns parameters into a scan, and nothing else does.

The scans of scikit-learn's digits are 32 x 32 bitmaps whose 4 x 4 blocks were counted: 8 x 8 levels from 0 to 16
(Alpaydin & Kaynak 1998, "Optical Recognition of Handwritten Digits", UCI). The twin ends with the same counting.
"""

from dataclasses import dataclass, fields
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import gaussian_filter, map_coordinates

from datadiet.randomness import stream

__all__ = ["BOUNDED", "LEVELS", "WILD", "Bounds", "Params", "build", "sample"]

Range = tuple[float, float]

LEVELS = 16
"""The highest level of a scan: all pixels of a block are ink."""
_SIDE, _BLOCK, _CANVAS, _FONT, _HALF = 32, 4, 72, 48, 18


@dataclass(frozen=True, slots=True)
class Params:
    """Everything that one synthetic digit is made from; the fields are its metadata."""

    digit: int
    rotation: float
    """Degrees, counter-clockwise."""
    slant: float
    """Horizontal shift per unit of height; positive leans to the right."""
    stroke: float
    """Widening of the pen, in pixels of a 48-pixel font."""
    warp: float
    """Amplitude of the smooth bending of the strokes, in the same pixels."""
    waist: float
    """How far the digit's middle is pushed down, as a share of its half height: small loops above or below."""
    taper: float
    """How much narrower the top is than the bottom, as a share."""
    aspect: float
    """Widening of the digit: 1 keeps the font's own shape."""
    scale: float
    """Height of the digit as a share of the bitmap's."""
    x: float
    """Shift of the digit's centre to the right, as a share of the bitmap's side."""
    y: float
    """Shift downwards."""
    bar: bool
    """A cross bar, which many writers give their sevens."""
    inverted: bool
    """Dark ink on a light ground."""
    clutter: int
    """Lines drawn at random places."""
    noise: float
    """Share of the bitmap's pixels that are flipped."""
    blur: float
    """Standard deviation, in pixels of the bitmap."""
    seed: int
    """Draws what has no name of its own: how the strokes bend, where clutter and noise lie."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where each parameter of the twin may lie: (lowest, highest), or the probability of a yes."""

    rotation: Range
    slant: Range
    stroke: Range
    warp: Range
    waist: Range
    taper: Range
    aspect: Range
    scale: Range
    x: Range
    y: Range
    bar: float
    inverted: float
    clutter: Range
    noise: Range
    blur: Range


WILD = Bounds(
    rotation=(-60, 60),
    slant=(-0.5, 0.5),
    stroke=(0, 3),
    warp=(0, 4),
    waist=(-0.3, 0.3),
    taper=(-0.3, 0.3),
    aspect=(0.4, 1.4),
    scale=(0.4, 1.1),
    x=(-0.25, 0.25),
    y=(-0.25, 0.25),
    bar=0.5,
    inverted=0.5,
    clutter=(0, 4),
    noise=(0, 0.15),
    blur=(0, 2.5),
)
"""Domain randomization at its widest: hope that reality is somewhere in there."""

BOUNDED = Bounds(
    rotation=(-6, 6),
    slant=(-0.1, 0.2),
    stroke=(0.3, 1.6),
    warp=(1, 3),
    waist=(-0.1, 0.05),
    taper=(-0.25, 0.25),
    aspect=(0.6, 0.95),
    scale=(1, 1),
    x=(-0.05, 0.05),
    y=(0, 0),
    bar=0.5,
    inverted=0,
    clutter=(0, 0),
    noise=(0, 0.01),
    blur=(0, 1),
)
"""Bounds that were tuned on real scans, some of which the demonstration tests on: its accuracy flatters a bit."""


def sample(bounds: Bounds, digit: int, *, rng: np.random.Generator) -> Params:
    """Draw the parameters of one `digit` (0 to 9) uniformly within `bounds`."""
    return Params(
        digit=digit,
        bar=bool(rng.random() < bounds.bar) and digit == 7,
        inverted=bool(rng.random() < bounds.inverted),
        clutter=int(rng.integers(int(bounds.clutter[0]), int(bounds.clutter[1]) + 1)),
        seed=int(rng.integers(2**31)),
        **{name: round(float(rng.uniform(*getattr(bounds, name))), 4) for name in _CONTINUOUS},
    )


_CONTINUOUS = tuple(f.name for f in fields(Bounds) if f.type is Range and f.name != "clutter")


def build(params: Params) -> np.ndarray:
    """Make the scan that `params` describe: (8, 8) uint8, levels 0 (no ink) to 16. Equal parameters, equal scan."""
    rng = stream(params.seed, "twin")
    ink = _fit(_bend(_glyph(params.digit, params.stroke, params.bar), params, rng), params)
    ink = _spoil(ink, params, rng)  # (32, 32) float, 0 to 1
    counts = ink.reshape(8, _BLOCK, 8, _BLOCK).sum(axis=(1, 3))  # (32, 32) -> (8, 8)
    return np.rint(counts).astype(np.uint8)


@cache
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(_FONT)


def _glyph(digit: int, stroke: float, bar: bool) -> np.ndarray:
    """Draw the digit in the middle of the canvas: (72, 72) float, 0 to 1."""
    picture = Image.new("L", (_CANVAS, _CANVAS))
    pen, centre = ImageDraw.Draw(picture), _CANVAS / 2
    pen.text((centre, centre), str(digit), fill=255, font=_font(), anchor="mm", stroke_width=stroke)
    if bar:
        pen.line([(centre - 12, centre + 1), (centre + 11, centre - 1)], fill=255, width=round(4 + 2 * stroke))
    return np.asarray(picture, dtype=np.float32) / 255


def _bend(ink: np.ndarray, params: Params, rng: np.random.Generator) -> np.ndarray:
    """Rotate, slant and bend the strokes; where each pixel comes from is computed backwards."""
    centre = (_CANVAS - 1) / 2
    down, right = _grid()
    turn = np.deg2rad(params.rotation)
    across = right * np.cos(turn) - down * np.sin(turn)
    along = right * np.sin(turn) + down * np.cos(turn)
    height = np.clip(along / _HALF, -1, 1)  # -1 at the digit's top, 1 at its foot
    across = (across + params.slant * along) * (1 - params.taper * height)
    along = along - params.waist * _HALF * (1 - height**2)
    bent = [axis + params.warp * _wave(across, along, rng) + centre for axis in (along, across)]
    return map_coordinates(ink, bent, order=1)


@cache
def _grid() -> tuple[np.ndarray, np.ndarray]:
    """How far each pixel of the canvas lies below and to the right of its centre: (72, 1) and (1, 72)."""
    steps = np.arange(_CANVAS, dtype=np.float32) - (_CANVAS - 1) / 2
    return steps[:, None], steps[None, :]


def _wave(across: np.ndarray, along: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw a smooth field of unit amplitude that turns about once over the digit."""
    cycles = rng.uniform(-1, 1, size=2) / 30
    return np.sin(2 * np.pi * (cycles[0] * across + cycles[1] * along + rng.random()))


def _fit(ink: np.ndarray, params: Params) -> np.ndarray:
    """Crop to the ink and place it on the bitmap at its scale, aspect and position: (72, 72) -> (32, 32)."""
    rows, columns = (np.flatnonzero((ink > 0.5).any(axis=axis)) for axis in (1, 0))
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    height = max(1, round(_SIDE * params.scale))
    width = max(1, round(height * (right - left) / (bottom - top) * params.aspect))
    digit = Image.fromarray(np.uint8(255 * ink[top:bottom, left:right])).resize((width, height), Image.Resampling.BOX)
    bitmap = Image.new("L", (_SIDE, _SIDE))
    at = [round(_SIDE * (0.5 + shift) - size / 2) for shift, size in ((params.x, width), (params.y, height))]
    bitmap.paste(digit, (at[0], at[1]))
    return (np.asarray(bitmap) > 127).astype(np.float64)


def _spoil(ink: np.ndarray, params: Params, rng: np.random.Generator) -> np.ndarray:
    """Add clutter, blur, noise and inversion, in the order in which a scanner would."""
    picture = Image.fromarray(np.uint8(255 * ink))
    for ends in rng.uniform(0, _SIDE, size=(params.clutter, 4)):
        ImageDraw.Draw(picture).line([float(end) for end in ends], fill=255, width=2)
    ink = np.asarray(picture) / 255
    if params.blur:
        ink = gaussian_filter(ink, params.blur)
    flipped = rng.random(ink.shape) < params.noise
    ink = np.where(flipped, 1 - ink, ink)
    return 1 - ink if params.inverted else ink
