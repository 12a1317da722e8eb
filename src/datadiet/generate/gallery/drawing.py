"""What the functions that draw have in common: coordinates, outlines, soft edges, smooth noise, colours."""

import colorsys
from collections.abc import Mapping
from math import ceil

import numpy as np
from PIL import Image

from datadiet.distributions import Value

__all__ = ["colour", "coverage", "grid", "numbers", "refraction", "smooth_noise", "step", "wavy"]


def numbers(parameters: Mapping[str, Value], typical: Mapping[str, float]) -> dict[str, float]:
    """Return every number that a function draws by: what is given, else what is typical."""
    return {name: float(parameters.get(name, value)) for name, value in typical.items()}


def grid(reach: float, density: float) -> tuple[np.ndarray, np.ndarray]:
    """Return x (1, n) and y (n, 1) of a square's pixel centres, in pixels of the scene from its middle, float32."""
    half = ceil(reach * density)
    along = ((np.arange(-half, half) + 0.5) / density).astype(np.float32)
    return along[None, :], along[:, None]


def wavy(x: np.ndarray, y: np.ndarray, irregularity: float, rng: np.random.Generator, modes: int = 5) -> np.ndarray:
    """Return by what an outline's radius is larger or smaller in the direction of each point: (h, w), mean 0.

    Fourier modes of 2 to `modes` bumps around, the more bumps the lower; `irregularity` is the standard deviation of
    the whole, as a share of the radius.
    """
    order = np.arange(2.0, modes + 1)
    strength = irregularity * order**-1.5 * np.sqrt(2 / np.sum(order**-3.0))
    phase = rng.random(len(order)) * 2 * np.pi
    factors = strength * np.exp(1j * phase) * rng.uniform(0.6, 1.3, len(order))
    direction = (x + 1j * y).astype(np.complex64)
    direction /= np.maximum(np.abs(direction), np.float32(1e-6))
    wave = np.full(direction.shape, np.complex64(factors[-1]))
    for factor in factors[-2::-1]:  # Horner: sum of factor_k u^k, from k = 2 on
        wave *= direction
        wave += np.complex64(factor)
    wave *= direction
    wave *= direction
    return wave.real


def step(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Rise smoothly from 0 at `low` to 1 at `high`."""
    share = np.clip((values - low) / (high - low), 0, 1)
    return share * share * (3 - 2 * share)


def coverage(distance: np.ndarray, softness: float) -> np.ndarray:
    """Return how much is covered, 0 to 1, where `distance` (pixels) is positive inside; half of it at the outline."""
    return step(distance, -softness, softness)


def smooth_noise(shape: tuple[int, int], size: float, rng: np.random.Generator) -> np.ndarray:
    """Return smooth noise (h, w) float32, mean 0 and variance near 1, whose bumps are `size` pixels of it wide."""
    height, width = shape
    size = max(size, 1.0)
    rows, columns = ceil(height / size) + 3, ceil(width / size) + 3
    coarse = Image.fromarray(rng.standard_normal((rows, columns)).astype(np.float32))
    left, top = rng.random(2) + 1
    box = (left, top, left + width / size, top + height / size)
    return np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC, box=box)) * np.float32(1.4)


def colour(hue: float, saturation: float, brightness: float) -> np.ndarray:
    """Return (3,) float32 of a hue in degrees, and a saturation and brightness from 0 to 1 (beyond, clipped)."""
    share, bright = min(max(saturation, 0.0), 1.0), min(max(brightness, 0.0), 1.0)
    return np.array(colorsys.hsv_to_rgb(hue / 360 % 1, share, bright), np.float32)


def refraction(x: np.ndarray, y: np.ndarray, size: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the dark ring and the bright middle of something that bends the light, each (h, w), 0 to 1."""
    distance = np.sqrt(x * x + y * y) / size
    return np.exp(-np.square((distance - 1) / 0.35)), np.exp(-np.square(distance / 0.55))
