"""From amounts of light to a picture: exposure, lens, noise, drawing styles; and what a photograph adds to it."""

from io import BytesIO

import numpy as np
from PIL import Image, ImageFilter

__all__ = ["STYLES", "exposed", "noisy", "outlined", "photographed", "smudged", "softened"]

STYLES = ("photo", "flat", "outline", "infrared")
NORMAL_LUX = 700.0


def exposed(light: np.ndarray, lux: float) -> np.ndarray:
    """Return (h, w, 3) amounts of light as a picture from 0 to 1; the exposure follows the light, but not wholly."""
    gain = (lux / NORMAL_LUX) ** 0.42
    return np.asarray(np.clip(light * np.float32(gain), 0, 1) ** np.float32(1 / 2.2))


def outlined(picture: np.ndarray, numbers: np.ndarray, normals: np.ndarray) -> np.ndarray:
    """Return a line drawing: a line wherever the (h, w) number of what is seen changes, or its (3, h, w) normal."""
    edge = np.zeros(numbers.shape, bool)
    for axis in (0, 1):
        after = np.roll(numbers, -1, axis) != numbers
        bend = (np.roll(normals, -1, axis + 1) * normals).sum(axis=0) < 0.72
        edge |= after | bend
    edge[-1], edge[:, -1] = False, False
    wide = edge | np.roll(edge, 1, 0) | np.roll(edge, 1, 1) | np.roll(edge, (1, 1), (0, 1))
    return np.where(wide[:, :, None], np.float32(0.12), np.float32(0.96)) * np.ones_like(picture)


def softened(picture: np.ndarray, radius: float) -> np.ndarray:
    """Return a picture as a lens draws it; the radius is that of a Gaussian blur, in 120ths of the height."""
    image = Image.fromarray((picture * 255).round().astype(np.uint8))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(radius * image.height / 120)), np.float32) / 255


def smudged(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a picture through a lens with a finger mark on it: blurred and veiled around one place near the middle."""
    h, w = picture.shape[:2]
    x, y, radius = w * rng.uniform(0.38, 0.62), h * rng.uniform(0.35, 0.65), h * rng.uniform(0.16, 0.24)
    apart = np.hypot(np.arange(w)[None] - x, (np.arange(h)[:, None] - y) * 1.25) / radius
    share = (0.85 / (1 + apart**6)).astype(np.float32)[:, :, None]
    veiled = softened(picture, 4.6) * np.float32(0.8) + np.float32(0.16)
    return np.asarray(picture * (1 - share) + veiled * share)


def noisy(picture: np.ndarray, sigma: float, rng: np.random.Generator) -> np.ndarray:
    """Return a picture with noise of this standard deviation, as a share of the full scale."""
    grain = rng.normal(0, 1, picture.shape).astype(np.float32)
    return np.asarray(np.clip(picture + np.float32(sigma) * grain, 0, 1))


def photographed(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Return a drawn picture as a cheap camera would have taken it: soft, vignetted, tinted, grainy, compressed."""
    picture = softened(np.asarray(image, np.float32) / 255, float(rng.uniform(0.1, 0.4)))
    h, w = picture.shape[:2]
    apart = np.hypot(np.linspace(-1, 1, w)[None], np.linspace(-1, 1, h)[:, None])[:, :, None]
    picture = picture * (1 - rng.uniform(0.02, 0.08) * apart**2) * rng.uniform(0.98, 1.02, 3)
    picture = noisy(picture.astype(np.float32), float(rng.uniform(0.002, 0.008)), rng)
    held = BytesIO()
    Image.fromarray((picture * 255).round().astype(np.uint8)).save(held, "JPEG", quality=int(rng.integers(86, 97)))
    return Image.open(held).convert("RGB")
