"""Declared noise: how far an image may change and still count as the same (definitions: the radius).

Noise is written as `KIND:AMOUNT`, and works on the pixels as decoded, before they are resized:

- `gaussian:S`: independent noise on every pixel and channel, S the standard deviation as a share of 255;
- `blur:S`: a Gaussian blur, S the standard deviation in pixels;
- `jpeg:Q`: stored as JPEG of quality Q, 1 to 100, and decoded again.
"""

import io
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageFilter

from datadiet.errors import OptionError

__all__ = ["Blur", "Gaussian", "Jpeg", "Noise", "parse", "scaled"]


@dataclass(frozen=True, slots=True)
class Gaussian:
    """Sensor noise."""

    sigma: float
    """Standard deviation as a share of the range: 10/255 is 0.0392."""

    @property
    def fingerprint(self) -> str:
        """Name kind and amount."""
        return f"gaussian:{self.sigma!r}"

    def __call__(self, pixels: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
        """Add noise, round, and clip to 0 to 255."""
        noisy = rng.standard_normal(pixels.shape, dtype=np.float32)
        noisy *= 255 * self.sigma
        noisy += pixels
        return np.clip(np.rint(noisy, out=noisy), 0, 255, out=noisy).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Blur:
    """A soft lens."""

    sigma: float
    """Standard deviation in pixels of the image as decoded."""

    @property
    def fingerprint(self) -> str:
        """Name kind and amount."""
        return f"blur:{self.sigma!r}"

    def __call__(self, pixels: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
        """Blur with Pillow's approximation of a Gaussian; nothing is drawn."""
        return np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(self.sigma)))


@dataclass(frozen=True, slots=True)
class Jpeg:
    """Lossy storage."""

    quality: int

    @property
    def fingerprint(self) -> str:
        """Name kind and amount."""
        return f"jpeg:{self.quality}"

    def __call__(self, pixels: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
        """Encode and decode; nothing is drawn."""
        stored = io.BytesIO()
        Image.fromarray(pixels).save(stored, "JPEG", quality=self.quality)
        return np.asarray(Image.open(stored).convert("RGB"))


Noise = Gaussian | Blur | Jpeg

_KINDS: dict[str, tuple[str, Callable[[float], Noise | None]]] = {
    "gaussian": (
        "gaussian:SHARE with a share of the range above 0, at most 1",
        lambda amount: Gaussian(amount) if 0 < amount <= 1 else None,
    ),
    "blur": (
        "blur:SIGMA with pixels above 0, at most 100",
        lambda amount: Blur(amount) if 0 < amount <= 100 else None,
    ),
    "jpeg": (
        "jpeg:QUALITY with a whole number from 1 to 100",
        lambda amount: Jpeg(int(amount)) if amount in range(1, 101) else None,
    ),
}


def parse(text: str) -> Noise:
    """Read noise such as `gaussian:0.0392`; OptionError lists what can be written."""
    kind, _, amount = text.partition(":")
    choices = [_KINDS[kind]] if kind in _KINDS else list(_KINDS.values())
    noise = choices[0][1](_number(amount)) if kind in _KINDS else None
    if noise is None:
        expected = ", or ".join(words for words, _ in choices)
        raise OptionError(f"noise is '{text}'", expected=expected, todo="write for example gaussian:0.0392")
    return noise


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def scaled(noise: Noise, factor: float) -> Noise:
    """Return the same kind of noise, `factor` times as strong; of JPEG, what quality lacks of 100 is scaled."""
    if factor <= 0:
        raise OptionError(f"noise is to be scaled by {factor}", expected="a factor above 0")
    if isinstance(noise, Jpeg):
        return Jpeg(int(np.clip(round(100 - factor * (100 - noise.quality)), 1, 100)))
    return replace(noise, sigma=noise.sigma * factor)
