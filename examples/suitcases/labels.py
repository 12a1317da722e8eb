"""The shipping label: lines of an address, a bar code, and what is left of it when it is torn."""

import numpy as np
from places import linear

__all__ = ["label_at"]

HALF = (0.105, 0.070)
"""Half its size in metres."""
BARS = 22


def label_at(u: np.ndarray, v: np.ndarray, *, torn: bool, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return the (3, n) colour of a label and (n,) where it is, at points in metres from its centre."""
    widths = rng.uniform(0.4, 1.0, 4)
    bars = rng.random(BARS) < 0.55
    bars[[0, -1]] = True
    cut, teeth = rng.uniform(-0.35, 0.35), rng.uniform(0.10, 0.22, 3)
    x, y = u / HALF[0], v / HALF[1]
    here = (np.abs(x) < 1) & (np.abs(y) < 1)
    ink = _stripes(x, y, widths) | _code(x, y, bars)
    head = (y > 0.68) & (np.abs(x) < 0.9)
    colour = np.where(ink, linear(24, 24, 28), linear(244, 243, 236))
    colour = np.where(head & (x < -0.1), linear(206, 60, 40), colour)
    if torn:
        tear = cut + 0.45 * y + teeth[0] * np.sin(9 * y) + teeth[1] * np.sin(23 * y + 1) * 0.6
        here &= x < tear + 0.25
        colour = np.where(x > tear + 0.15, linear(206, 200, 186), colour)  # the torn edge shows the paper's inside
    return colour, here


def _stripes(x: np.ndarray, y: np.ndarray, widths: np.ndarray) -> np.ndarray:
    """The address: one line of ink for each width, from the top."""
    line = np.floor((0.56 - y) / 0.19).astype(int)
    there = (line >= 0) & (line < len(widths)) & (((0.56 - y) / 0.19) % 1 < 0.52)
    reach = -0.85 + 1.5 * widths[np.clip(line, 0, len(widths) - 1)]
    return np.asarray(there & (x > -0.85) & (x < reach))


def _code(x: np.ndarray, y: np.ndarray, bars: np.ndarray) -> np.ndarray:
    number = np.floor((x + 0.85) / 1.7 * len(bars)).astype(int)
    inside = (number >= 0) & (number < len(bars)) & (y < -0.28) & (y > -0.86)
    return np.asarray(inside & bars[np.clip(number, 0, len(bars) - 1)])
