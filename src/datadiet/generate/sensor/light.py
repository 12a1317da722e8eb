"""Between the tones of a picture (sRGB) and light (linear)."""

from functools import lru_cache

import numpy as np

__all__ = ["LUMINANCE", "to_light", "to_tones"]

LUMINANCE = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
"""Of linear red, green and blue (ITU-R BT.709)."""
_STEPS = 65535
"""Of the tables, which err by less than a thirtieth of a grey level of 8 bits."""


def to_light(tones: np.ndarray) -> np.ndarray:
    """Return linear light, 0 to 1, from sRGB tones; what is outside 0 to 1 is clipped (IEC 61966-2-1)."""
    return _look_up(_tables()[0], tones)


def to_tones(light: np.ndarray) -> np.ndarray:
    """Return sRGB tones, 0 to 1, from linear light; what is outside 0 to 1 is clipped (IEC 61966-2-1)."""
    return _look_up(_tables()[1], light)


def _look_up(table: np.ndarray, values: np.ndarray) -> np.ndarray:
    steps = np.clip(values, 0.0, 1.0)
    steps = steps * np.float32(_STEPS) + np.float32(0.5)
    return table.take(steps.astype(np.uint16))


@lru_cache(maxsize=1)
def _tables() -> tuple[np.ndarray, np.ndarray]:
    x = np.linspace(0.0, 1.0, _STEPS + 1)
    light = np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)
    tones = np.where(x <= 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055)
    return light.astype(np.float32), tones.astype(np.float32)
