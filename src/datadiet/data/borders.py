"""Constant borders: what letterboxing and padding leave at the edges of a picture."""

import numpy as np

__all__ = ["constant_border"]

TOLERANCE = 4
"""Grey levels by which JPEG makes a constant border vary."""


def constant_border(pixels: np.ndarray) -> float:
    """Return the share of the area of (H, W, 3) pixels, 0 to 1, in lines at the edges that have one colour."""
    height, width, _ = pixels.shape
    top, bottom = _constant_lines(pixels), _constant_lines(pixels[::-1])
    if top + bottom >= height:
        return 1.0
    columns = pixels[top : height - bottom].transpose(1, 0, 2)
    left, right = _constant_lines(columns), _constant_lines(columns[::-1])
    inner = max(0, width - left - right) * (height - top - bottom)
    return 1.0 - inner / (height * width)


def _constant_lines(lines: np.ndarray) -> int:
    """Count the lines from the start that all have the colour of the first pixel."""
    colour = lines[0, 0].astype(np.int16)
    for index, line in enumerate(lines):
        if np.abs(line - colour).max() > TOLERANCE:
            return index
    return len(lines)
