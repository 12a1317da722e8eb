"""What gets between an object and a camera: dust, scratches and hairs, drawn as layers of grey and coverage."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

__all__ = ["KINDS", "add_artefact"]

KINDS = ("dust", "scratches", "hairs")
_FINER = 3
"""Lines are drawn so many times larger, and averaged."""


def add_artefact(picture: np.ndarray, kind: str, rng: np.random.Generator) -> np.ndarray:
    """Lay one artefact on a picture, (H, W, 3) float32, 0 to 1, and return the new one.

    Its size goes with the picture's: a speck of dust spans 1 to 4 % of the shorter side, a scratch or hair is a quarter
    to a whole of it long.
    """
    height, width = picture.shape[:2]
    cover, grey = _DRAWN[kind](width, height, rng)
    return picture + cover[:, :, None] * (np.float32(grey) - picture)


def _dust(width: int, height: int, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """A dark speck: a few soft blobs that overlap."""
    reach = min(width, height) * rng.uniform(0.005, 0.02)
    x, y = rng.uniform(0, width), rng.uniform(0, height)
    columns, rows = np.arange(width) + 0.5, np.arange(height)[:, None] + 0.5
    cover = np.zeros((height, width), dtype=np.float32)
    for _ in range(int(rng.integers(2, 5))):
        bx, by, br = x + rng.normal(0, reach / 2), y + rng.normal(0, reach / 2), reach * rng.uniform(0.4, 0.9)
        blob = np.exp(-((((columns - bx) ** 2 + (rows - by) ** 2) / (2 * br**2)) ** 2))
        cover = np.maximum(cover, blob.astype(np.float32))
    return cover * np.float32(rng.uniform(0.3, 0.8)), float(rng.uniform(0.05, 0.35))


def _scratches(width: int, height: int, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """A thin, almost straight line that is brighter than the picture."""
    points = _path(width, height, rng, bend=0.03)
    return _line(points, width, height, rng.uniform(0.5, 1.2)) * np.float32(rng.uniform(0.25, 0.7)), 1.0


def _hairs(width: int, height: int, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """A thin, curled line that is darker than the picture."""
    points = _path(width, height, rng, bend=0.35)
    cover = _line(points, width, height, rng.uniform(0.8, 2.0)) * np.float32(rng.uniform(0.5, 0.9))
    return cover, float(rng.uniform(0.05, 0.25))


_DRAWN = {"dust": _dust, "scratches": _scratches, "hairs": _hairs}


def _path(width: int, height: int, rng: np.random.Generator, *, bend: float) -> np.ndarray:
    """(n, 2) points along a line whose direction drifts smoothly by about `bend` of a full turn."""
    length = min(width, height) * rng.uniform(0.25, 1.0)
    steps = 48
    along = np.linspace(0, 1, steps)
    drift = sum(
        rng.normal(0, 1 / wave) * np.sin(np.pi * wave * along + rng.uniform(0, 2 * np.pi)) for wave in (1, 2, 3)
    )
    angle = rng.uniform(0, 2 * np.pi) + 2 * np.pi * bend * drift
    path = np.cumsum(np.stack([np.cos(angle), np.sin(angle)], axis=1), axis=0) * (length / steps)
    return path - path.mean(axis=0) + (rng.uniform(0, width), rng.uniform(0, height))


def _line(points: np.ndarray, width: int, height: int, thickness: float) -> np.ndarray:
    drawn = Image.new("L", (width * _FINER, height * _FINER))
    corners = [(float(x), float(y)) for x, y in points * _FINER]
    ImageDraw.Draw(drawn).line(corners, fill=255, width=max(1, round(thickness * _FINER)), joint="curve")
    small = drawn.resize((width, height), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(0.6))
    return np.asarray(small, dtype=np.float32) / np.float32(255)
