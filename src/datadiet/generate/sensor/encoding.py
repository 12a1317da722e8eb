"""From tones to a file and back: contrast, gamma, resolution, bits and JPEG."""

import io

import numpy as np
from PIL import Image

__all__ = ["contrast", "gamma", "jpeg", "quantise", "resample"]


def contrast(tones: np.ndarray, factor: float) -> np.ndarray:
    """Stretch tones about the middle, and clip them."""
    return np.clip((tones - 0.5) * np.float32(factor) + np.float32(0.5), 0.0, 1.0)


def gamma(tones: np.ndarray, exponent: float) -> np.ndarray:
    """Raise tones to the power of 1 / exponent: above 1 the middle becomes brighter."""
    return np.clip(tones, 0.0, 1.0) ** np.float32(1 / exponent)


def resample(tones: np.ndarray, share: float) -> np.ndarray:
    """Make the picture smaller, as larger pixels see it (by area), and as large as before (cubic)."""
    height, width, _ = tones.shape
    small = max(1, round(width * share)), max(1, round(height * share))
    planes = []
    for channel in range(3):
        plane = Image.fromarray(np.ascontiguousarray(tones[:, :, channel], dtype=np.float32))
        coarse = plane.resize(small, Image.Resampling.BOX)
        planes.append(np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC)))
    return np.clip(np.stack(planes, axis=2), 0.0, 1.0)


def quantise(tones: np.ndarray, bits: float) -> np.ndarray:
    """Round to 2^bits evenly spaced tones, 0 and 1 among them."""
    steps = np.float32(round(2**bits) - 1)
    return np.rint(np.clip(tones, 0.0, 1.0) * steps) / steps


def jpeg(tones: np.ndarray, quality: float) -> np.ndarray:
    """Encode as JPEG with halved chroma (4:2:0), and decode again."""
    pixels = np.rint(np.clip(tones, 0.0, 1.0) * 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=round(quality), subsampling="4:2:0")
    return np.asarray(Image.open(file), dtype=np.float32) / np.float32(255)
