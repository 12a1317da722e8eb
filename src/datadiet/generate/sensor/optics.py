"""What a lens does to light apart from bending it: blur, and darker corners."""

import numpy as np
from scipy import fft, signal

__all__ = ["blur", "disc", "streak", "vignette"]

_PER_PIXEL = 8
"""Points of a streak for each pixel of its length."""


def blur(light: np.ndarray, *, radius: float, length: float, angle: float) -> np.ndarray:
    """Spread every point over a disc and along a streak, in one convolution; edges are continued as they are.

    Args:
        light: (H, W, 3) float32, linear.
        radius: of the disc, in pixels; below 0.5 nothing leaves the pixel.
        length: of the streak, in pixels.
        angle: of the streak, in degrees, clockwise from the right.
    """
    spread = disc(radius)
    if length:
        spread = signal.convolve(spread, streak(length, angle), mode="full", method="direct")
    return _convolve(light, spread)


def disc(radius: float) -> np.ndarray:
    """The image of a point out of focus: a disc with soft edges, (2n + 1, 2n + 1), with sum 1."""
    n = int(np.ceil(radius + 0.5)) if radius else 0
    x = np.arange(-n, n + 1)
    spread = np.clip(radius + 0.5 - np.hypot(x, x[:, None]), 0.0, 1.0)
    return spread / spread.sum()


def streak(length: float, angle: float) -> np.ndarray:
    """The path of a point in even movement, (2n + 1, 2n + 1), with sum 1."""
    n = int(np.ceil(length / 2)) + 1
    along = (np.arange(m := int(np.ceil(length * _PER_PIXEL)) + 1) - (m - 1) / 2) * (length / m)
    turn = np.deg2rad(angle)
    spread = np.zeros((2 * n + 1, 2 * n + 1))
    x, y = n + along * np.cos(turn), n + along * np.sin(turn)
    column, row = np.floor(x).astype(int), np.floor(y).astype(int)
    right, low = x - column, y - row
    for rows, columns, weight in (
        (row, column, (1 - low) * (1 - right)),
        (row, column + 1, (1 - low) * right),
        (row + 1, column, low * (1 - right)),
        (row + 1, column + 1, low * right),
    ):
        np.add.at(spread, (rows, columns), weight)
    return spread / spread.sum()


def vignette(light: np.ndarray, loss: float) -> np.ndarray:
    """Darken towards the corners, where the share `loss` is lost, by the fourth power of the cosine (a thin lens)."""
    height, width, _ = light.shape
    x = (np.arange(width) + 0.5 - width / 2) ** 2
    y = (np.arange(height) + 0.5 - height / 2) ** 2
    squares = (x + y[:, None]) / ((width**2 + height**2) / 4)
    steepness = 1 / np.sqrt(1 - loss) - 1  # squared tangent of the angle to the corner
    gain = (1 + squares * steepness) ** -2
    return light * gain.astype(np.float32)[:, :, None]


def _convolve(light: np.ndarray, spread: np.ndarray) -> np.ndarray:
    n = (spread.shape[0] - 1) // 2
    if n == 0:
        return light
    height, width, _ = light.shape
    shape = [fft.next_fast_len(side + 2 * n, real=True) for side in (height, width)]
    transfer = fft.rfft2(spread.astype(np.float32), shape)
    result = np.empty_like(light)
    for channel in range(3):
        wide = np.pad(light[:, :, channel], n, mode="edge")
        spectrum = fft.rfft2(wide, shape)
        spectrum *= transfer
        result[:, :, channel] = fft.irfft2(spectrum, shape)[2 * n : 2 * n + height, 2 * n : 2 * n + width]
    return result
