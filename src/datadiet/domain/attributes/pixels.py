"""What the pixels of one picture tell: six numbers, each a pure function of (H, W, 3) uint8.

None of them is learnt, and none needs a reference. They look at the picture as it is stored, gamma-encoded. Where a
picture has many pixels, not all are looked at, in a way that its size alone decides: `brightness`, `contrast` and
`colourfulness` take every k-th row and column, with the smallest k that leaves at most `SAMPLED` pixels; `noise` takes
every k-th tile; `sharpness` looks at the picture shrunk to `AREA` pixels, `hue` to a quarter of them. What is smaller
is never enlarged.
"""

from collections.abc import Callable, Mapping
from math import ceil, pi, sqrt
from types import MappingProxyType

import numpy as np
from PIL import Image

__all__ = ["DESCRIPTIONS", "MEASURES", "brightness", "colourfulness", "contrast", "hue", "noise", "sharpness"]

SAMPLED = 1 << 20
"""Pixels at most that a mean or a spread is taken of."""
AREA = 256 * 256
"""Pixels to which a picture is shrunk before its sharpness is looked at; for its hue, a quarter of it will do."""
_LUMA = np.array([0.299, 0.587, 0.114])
"""Weights of red, green and blue (ITU-R BT.601)."""
_TILE = 32
"""Side of the tiles in which noise is estimated."""
_TILES = 256
"""Tiles at most: a quarter of a million pixels."""
_BLUR = 9
"""Pixels of the running mean that sharpness compares with."""
_GREY = 0.03
"""Mean chroma below which a picture has no hue: about eight grey levels between its channels."""
_BINS = 72
_PEAK = 15.0
"""Degrees on either side of the fullest part of the histogram that count as the dominant hue."""


def brightness(pixels: np.ndarray) -> float:
    """Return the mean luma of an (H, W, 3) uint8 picture, 0 (black) to 1 (white): Y of ITU-R BT.601, over 255."""
    return float(_luma(_sampled(pixels)).mean())


def contrast(pixels: np.ndarray) -> float:
    """Return the RMS contrast of an (H, W, 3) uint8 picture: the standard deviation of its luma, on a scale of 0 to 1.

    0 is a plain picture, 0.5, the most there is, one of black and white in equal parts. Peli 1990, "Contrast in complex
    images", without his division by the mean.
    """
    return float(_luma(_sampled(pixels)).std())


def sharpness(pixels: np.ndarray) -> float | None:
    """Return how much of the change from pixel to pixel a blur takes away: 0 (blurred) to 8/9 (hard edges).

    One minus the blur effect of Crété-Roffet et al. 2007, "The blur effect". D = |difference of neighbours| in luma, B
    = the same after a running mean of nine pixels along the axis; sharpness = sum max(0, D - B) / sum D, and the lower
    value of the two axes counts, so that blur by motion shows.

    The picture is first shrunk to 256 * 256 pixels at its own aspect ratio. From there on upwards the value hardly
    depends on the resolution (blood cells at 320 x 240, 640 x 480 and 1280 x 960: 0.54, 0.53 and 0.53), and blur finer
    than a pixel of the shrunk picture hardly shows. Smaller pictures are measured as they are, and read as sharper the
    fewer pixels they have (the same at 160 x 120: 0.61). Noise counts as detail; brightness and contrast do not matter.

    Args:
        pixels: (H, W, 3) uint8.

    Returns:
        None where nothing changes from pixel to pixel: a plain picture is neither sharp nor blurred.
    """
    small = _luma(_shrunk(pixels, Image.Resampling.BICUBIC, AREA))
    along = [value for axis in (small, small.T) if (value := _lost_by_blur(axis)) is not None]
    return min(along, default=None)


def noise(pixels: np.ndarray) -> float | None:
    """Return the standard deviation of the noise in an (H, W, 3) uint8 picture, as a share of 255: 0.04 is 10 levels.

    Immerkaer 1996, "Fast noise variance estimation": sigma = sqrt(pi / 2) * mean |picture * N| / 6, with N = [[1, -2,
    1], [-2, 4, -2], [1, -2, 1]], which is blind to planes. It is taken in tiles of 32 x 32 pixels, and the median of
    the tiles counts, so that edges in a few of them do not; then the root mean square of the three channels. Texture
    that fills most of the picture still counts as noise, and noise that a file format smoothed away is gone.

    Returns:
        None below 3 x 3 pixels.
    """
    height, width = min(_TILE, pixels.shape[0]), min(_TILE, pixels.shape[1])
    if min(height, width) < 3:
        return None
    down, across = pixels.shape[0] // height, pixels.shape[1] // width
    every = ceil(sqrt(down * across / _TILES))
    tiles = pixels[: down * height, : across * width].reshape(down, height, across, width, 3)[::every, :, ::every]
    response = np.diff(np.diff(tiles.astype(np.int16), n=2, axis=1), n=2, axis=3)  # rows, h - 2, columns, w - 2, 3
    sigma = sqrt(pi / 2) / 6 * np.abs(response).mean(axis=(1, 3))  # rows, columns, 3
    return float(np.sqrt(np.mean(np.median(sigma, axis=(0, 1)) ** 2)) / 255)


def colourfulness(pixels: np.ndarray) -> float:
    """Return the colourfulness of an (H, W, 3) uint8 picture: 0 grey, 33 moderately, 59 quite, 109 extremely colourful.

    M = sqrt(var(rg) + var(yb)) + 0.3 sqrt(mean(rg)^2 + mean(yb)^2), with rg = R - G and yb = (R + G) / 2 - B in grey
    levels. Hasler & Suesstrunk 2003, "Measuring colourfulness in natural images"; the words are theirs. At most about
    300.
    """
    red, green, blue = np.moveaxis(_sampled(pixels).astype(np.float32), 2, 0)
    opponents = (red - green, (red + green) / 2 - blue)
    spread = sum(float(one.var(dtype=np.float64)) for one in opponents)
    offset = sum(float(one.mean(dtype=np.float64)) ** 2 for one in opponents)
    return sqrt(spread) + 0.3 * sqrt(offset)


def hue(pixels: np.ndarray) -> float | None:
    """Return the dominant hue of an (H, W, 3) uint8 picture in degrees, 0 to below 360: 0 red, 120 green, 240 blue.

    The hue of HSV (Smith 1978) of every pixel of the picture, shrunk to 128 * 128 pixels, weighted by its chroma,
    max(R, G, B) - min(R, G, B): the saturation as seen, in which dark pixels do not weigh. The fullest 25 degrees of
    the histogram give the place, the weighted circular mean within 15 degrees of it the value. 359 and 1 are
    neighbours; of two hues with nearly the same weight, either may win.

    Returns:
        None where the picture is practically grey: a mean chroma below 3 % of the range.
    """
    small = _shrunk(pixels, Image.Resampling.BOX, AREA // 4)
    channels = small.reshape(-1, 3).T.astype(np.float32, order="C") / 255  # (h, w, 3) -> (3, n)
    chroma = channels.max(axis=0) - channels.min(axis=0)
    if chroma.mean() < _GREY:
        return None
    coloured = chroma > 0
    red, green, blue, weights = np.vstack([channels, chroma])[:, coloured]
    return _dominant(_hues(red, green, blue, weights), weights)


MEASURES: Mapping[str, Callable[[np.ndarray], float | None]] = MappingProxyType(
    {
        "brightness": brightness,
        "contrast": contrast,
        "sharpness": sharpness,
        "noise": noise,
        "colourfulness": colourfulness,
        "hue": hue,
    }
)
"""The functions by name."""
DESCRIPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "brightness": "mean luma, 0 (black) to 1 (white)",
        "contrast": "standard deviation of the luma, 0 (plain) to 0.5 (black and white in equal parts)",
        "sharpness": "share of the local change that a blur takes away, 0 (blurred) to 0.89 (hard edges)",
        "noise": "standard deviation of the pixel noise as a share of the full scale: 0.04 is 10 of 255 levels",
        "colourfulness": "Hasler and Suesstrunk's M: 0 grey, 33 moderately, 59 quite, 109 extremely colourful",
        "hue": "dominant hue in degrees: 0 red, 120 green, 240 blue; unknown where the picture is practically grey",
    }
)
"""What each is, in a line."""


def _luma(pixels: np.ndarray) -> np.ndarray:
    """(H, W, 3) uint8 -> (H, W) float, 0 to 1."""
    return pixels @ (_LUMA / 255)


def _sampled(pixels: np.ndarray) -> np.ndarray:
    height, width, _ = pixels.shape
    every = 1
    while ceil(height / every) * ceil(width / every) > SAMPLED:
        every += 1
    return pixels[::every, ::every]


def _shrunk(pixels: np.ndarray, filter: Image.Resampling, area: int) -> np.ndarray:
    """The picture at its own aspect ratio with about `area` pixels, or as it is where it has no more."""
    height, width, _ = pixels.shape
    scale = min(1.0, sqrt(area / (height * width)))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(Image.fromarray(pixels).resize(size, filter, reducing_gap=3.0))


def _lost_by_blur(rows: np.ndarray) -> float | None:
    """The share of the differences along the rows of (H, W) luma that a running mean removes; None without any."""
    change = np.abs(np.diff(rows, axis=1))
    total = change.sum()
    if total <= 1e-6 * change.size:
        return None
    padded = np.pad(rows, ((0, 0), (_BLUR // 2 + 1, _BLUR // 2)), mode="edge")
    sums = np.cumsum(padded, axis=1)
    blurred = (sums[:, _BLUR:] - sums[:, :-_BLUR]) / _BLUR  # (H, W + 9) -> (H, W)
    return float(np.maximum(0, change - np.abs(np.diff(blurred, axis=1))).sum() / total)


def _hues(red: np.ndarray, green: np.ndarray, blue: np.ndarray, chroma: np.ndarray) -> np.ndarray:
    """(n,) channels with some chroma -> (n,) degrees, 0 to 360."""
    top = np.maximum(np.maximum(red, green), blue)
    otherwise = np.where(top == green, 2 + (blue - red) / chroma, 4 + (red - green) / chroma)
    sixth = np.where(top == red, (green - blue) / chroma, otherwise)
    return 60 * np.where(sixth < 0, sixth + 6, sixth)


def _dominant(hues: np.ndarray, weights: np.ndarray) -> float:
    bins = (hues * (_BINS / 360)).astype(int) % _BINS
    histogram = np.bincount(bins, weights=weights, minlength=_BINS)
    smooth = sum(np.roll(histogram, shift) for shift in range(-2, 3))
    peak = (int(np.argmax(smooth)) + 0.5) * 360 / _BINS
    offset = (hues - peak + 180) % 360 - 180
    near = np.abs(offset) <= _PEAK
    mean = np.average(offset[near], weights=weights[near])
    return float(round(peak + mean, 9) % 360)
