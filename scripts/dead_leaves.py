"""Procedural images with the statistics of natural ones: leaves of all sizes that hide each other.

Source: Lee, Mumford & Huang 2001, "Occlusion Models for Natural Images": radii after r^-3 give scale-invariant images
with the heavy-tailed edges of photographs. Leaves here also have a tint, shading and grain, and the "camera" a varying
blur and noise, so that what learns from them takes such changes for ordinary.
"""

import numpy as np
from scipy.ndimage import gaussian_filter

__all__ = ["draw"]

AXES = np.array([[1, 1, 1], [1, 0, -1], [0.5, -1, 0.5]], np.float32)
OPPONENT = AXES / np.linalg.norm(AXES, axis=1, keepdims=True)
"""Rows: lightness, blue-yellow and green-red, axes of colour in nature (Ruderman, Cronin & Chiao 1998)."""


def draw(side: int, rng: np.random.Generator, *, leaves: int = 90) -> np.ndarray:
    """Draw one (side, side, 3) uint8 image."""
    scale = np.exp(rng.normal([np.log(45), np.log(16), np.log(9)], 0.5)).astype(np.float32)
    image = np.empty((side, side, 3), np.float32)
    image[:] = rng.uniform(40, 215) + _tint(scale, rng)
    grain = _grain(side, rng)
    rows, columns = np.mgrid[:side, :side].astype(np.float32)
    for radius in sorted(_radii(side, leaves, rng), reverse=rng.random() < 0.5):
        inside = _leaf(rows, columns, radius, rng)
        image[inside] = (_paint(rows, columns, grain, scale, rng))[inside]
    return _photograph(image, rng)


def _radii(side: int, leaves: int, rng: np.random.Generator) -> np.ndarray:
    """Draw radii with density r^-p up to half the image, by inversion; p = 3 is scale-invariant."""
    smallest, largest = np.exp(rng.uniform(np.log(1.5), np.log(6))), side / 2
    power = 1 - rng.uniform(1.5, 3.0)
    share = rng.random(leaves)
    return (smallest**power - share * (smallest**power - largest**power)) ** (1 / power)


def _leaf(rows: np.ndarray, columns: np.ndarray, radius: float, rng: np.random.Generator) -> np.ndarray:
    """Return the mask of an ellipse, or of a box, in any orientation."""
    side = len(rows)
    y, x = rng.uniform(-radius, side + radius, 2)
    angle, squeeze = rng.uniform(0, np.pi), rng.uniform(0.3, 1)
    along = (columns - x) * np.cos(angle) + (rows - y) * np.sin(angle)
    across = ((rows - y) * np.cos(angle) - (columns - x) * np.sin(angle)) / squeeze
    if rng.random() < 0.3:
        return np.maximum(np.abs(along), np.abs(across)) < radius
    return along**2 + across**2 < radius**2


def _paint(
    rows: np.ndarray, columns: np.ndarray, grain: np.ndarray, scale: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Return one colour with linear shading and some of the grain, over the whole image."""
    side = len(rows)
    slope = rng.normal(0, 25 / side, 2)
    shade = (rows - side / 2) * slope[0] + (columns - side / 2) * slope[1]
    shade = shade + grain * rng.gamma(1.0, 7.0)
    return rng.uniform(20, 235) + _tint(scale, rng) + shade[:, :, None]


def _tint(scale: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return (rng.laplace(0, scale) @ OPPONENT).astype(np.float32)


def _grain(side: int, rng: np.random.Generator) -> np.ndarray:
    """Return noise with the 1/f amplitude spectrum of natural texture, of unit variance."""
    frequency = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None])
    frequency[0, 0] = np.inf
    noise = np.fft.irfft2(np.fft.rfft2(rng.standard_normal((side, side))) / frequency ** rng.uniform(0.3, 1.5))
    return (noise / noise.std()).astype(np.float32)


def _photograph(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Blur, expose and add sensor noise."""
    image = gaussian_filter(image, (blur := rng.gamma(1.5, 0.5), blur, 0))
    image = (image - 128) * np.exp(rng.normal(0, 0.25)) + 128 + rng.normal(0, 15)
    image = image + rng.normal(0, rng.gamma(1.0, 2.5), image.shape)
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)
