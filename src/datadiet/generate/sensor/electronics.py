"""What becomes of light on the chip: noise, the mosaic of colours, and white balance."""

import numpy as np
from scipy import ndimage

from datadiet.generate.sensor.light import LUMINANCE

__all__ = ["demosaic", "mosaic", "noise", "saturate", "white_balance"]

_FEW = 30.0
"""Electrons up to which counts are drawn as such; above, a normal law differs from Poisson's by a skewness of 0.18."""
_DAYLIGHT = 1e6 / 6504
"""In mired: the white of sRGB."""
_AT_GREEN = np.array([[0, 1, 0], [1, 4, 1], [0, 1, 0]], dtype=np.float32) / 4
_AT_OTHER = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]], dtype=np.float32) / 4


def noise(light: np.ndarray, *, full_well: float, read: float, rng: np.random.Generator) -> np.ndarray:
    """Add shot and read noise: mean x, variance x / full_well + read^2 (Foi et al. 2008, Poisson-Gaussian).

    Args:
        light: float32, linear, 1 for a full pixel; above it the well is full.
        full_well: electrons of a full pixel; 0 for no shot noise.
        read: standard deviation, where a full pixel is 1.
        rng: where the noise comes from.
    """
    full = np.clip(light, 0.0, 1.0)
    shot = 1.0 / full_well if full_well else 0.0
    deviation = np.sqrt(full * np.float32(shot) + np.float32(read**2))
    noisy = full + deviation * rng.standard_normal(full.shape, dtype=np.float32)
    few = full * np.float32(full_well) < _FEW
    if full_well and few.any():
        counts = rng.poisson(full[few] * full_well) / full_well
        noisy[few] = counts + read * rng.standard_normal(counts.shape)
    return noisy


def mosaic(light: np.ndarray) -> np.ndarray:
    """Keep one colour for each pixel, (H, W, 3) -> (H, W): rows of red and green, then of green and blue (RGGB)."""
    plane = light[:, :, 1].copy()
    plane[::2, ::2] = light[::2, ::2, 0]
    plane[1::2, 1::2] = light[1::2, 1::2, 2]
    return plane


def demosaic(plane: np.ndarray) -> np.ndarray:
    """Interpolate three colours from a mosaic, bilinearly: (H, W) -> (H, W, 3)."""
    height, width = plane.shape
    # An even margin that repeats the pattern: mirrored about the outer pixels, colours stay in their places.
    wide = np.pad(plane, 2, mode="reflect")
    image = np.empty((height, width, 3), dtype=np.float32)
    for channel, (rows, columns) in enumerate(((0, 0), (None, None), (1, 1))):
        known = np.zeros_like(wide)
        if rows is None:
            known[::2, 1::2], known[1::2, ::2] = wide[::2, 1::2], wide[1::2, ::2]
        else:
            known[rows::2, columns::2] = wide[rows::2, columns::2]
        kernel = _AT_GREEN if rows is None else _AT_OTHER
        image[:, :, channel] = ndimage.convolve(known, kernel, mode="nearest")[2:-2, 2:-2]
    return image


def white_balance(temperature: float, tint: float) -> np.ndarray:
    """Return the gains of linear red, green and blue, (3,), which leave the luminance of white as it is.

    Args:
        temperature: mired by which a black body is warmer than daylight of 6504 K.
        tint: stops by which green is weaker.
    """
    warm = _black_body(_DAYLIGHT + temperature) / _black_body(_DAYLIGHT)
    gains = warm * np.array([1.0, 2.0**-tint, 1.0])
    return (gains / (gains @ LUMINANCE)).astype(np.float32)


def saturate(light: np.ndarray, factor: float) -> np.ndarray:
    """Move colours away from the grey of the same luminance, or towards it."""
    grey = (light @ LUMINANCE)[:, :, None]
    return grey + np.float32(factor) * (light - grey)


def _black_body(mired: float) -> np.ndarray:
    """Linear sRGB of a black body, 25000 to 1667 K (40 to 600 mired): Kim et al. 2002, cubic spline for its locus."""
    t = mired / 1000  # 1000 K / T
    if mired < 250:
        x = ((-3.0258469 * t + 2.1070379) * t + 0.2226347) * t + 0.240390
    else:
        x = ((-0.2661239 * t - 0.2343589) * t + 0.8776956) * t + 0.179910
    if mired < 250:
        y = ((3.0817580 * x - 5.8733867) * x + 3.75112997) * x - 0.37001483
    elif mired < 450:
        y = ((-0.9549476 * x - 1.37418593) * x + 2.09137015) * x - 0.16748867
    else:
        y = ((-1.1063814 * x - 1.34811020) * x + 2.18555832) * x - 0.20219683
    xyz = np.array([x / y, 1.0, (1 - x - y) / y])
    matrix = np.array([[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]])
    return np.maximum(matrix @ xyz, 1e-3)
