"""What the default embedder makes of real photographs: blood smears, cut by nothing, changed by degrees."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter
from scipy.spatial.distance import cdist

from datadiet.data import images
from datadiet.embed import load

DATA = Path(os.environ.get("DATADIET_DATA", Path(__file__).parents[2].parent / "shared" / "data")) / "bccd"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="needs BCCD; set DATADIET_DATA to the folder that holds bccd/"
)

Change = Callable[[np.ndarray, float, np.random.Generator], np.ndarray]


def blur(pixels: np.ndarray, sigma: float, rng: np.random.Generator) -> np.ndarray:
    return np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(sigma)))


def noise(pixels: np.ndarray, sigma: float, rng: np.random.Generator) -> np.ndarray:
    noisy = pixels + sigma * rng.standard_normal(pixels.shape, dtype=np.float32)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def palette(pixels: np.ndarray, shift: float, rng: np.random.Generator) -> np.ndarray:
    return np.clip(pixels + shift * np.array([1.0, -0.5, -1.0]), 0, 255).astype(np.uint8)


def shuffle(pixels: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Move a share of 8 x 8 tiles around in a ring."""
    height, width = pixels.shape[0] // 8, pixels.shape[1] // 8
    tiles = [
        np.s_[row * height : (row + 1) * height, column * width : (column + 1) * width]
        for row, column in np.ndindex(8, 8)
    ]
    chosen = rng.permutation(64)[: round(64 * share)]
    shuffled = pixels.copy()
    for here, there in zip(chosen, np.roll(chosen, 1), strict=True):
        shuffled[tiles[here]] = pixels[tiles[there]]
    return shuffled


def gap(real: np.ndarray, synthetic: np.ndarray) -> float:
    """Energy distance over distinct pairs, in units of the mean distance between real images."""
    within_real, within_synthetic = (
        cdist(side, side).sum() / (len(side) * (len(side) - 1)) for side in (real, synthetic)
    )
    return float((2 * cdist(real, synthetic).mean() - within_real - within_synthetic) / within_real)


def split(name: str, count: int) -> list[np.ndarray]:
    names = (DATA / f"{name}.txt").read_text().split()[:count]
    return [images.decode(DATA / "images" / f"{Path(found).stem}.jpg").pixels for found in names]


def embed(pixels: list[np.ndarray]) -> np.ndarray:
    embedder = load("patches")
    return embedder.embed(np.stack([embedder.prepare(image) for image in pixels]))


@pytest.fixture(scope="module")
def real() -> np.ndarray:
    return embed(split("train", 60))


@pytest.fixture(scope="module")
def other() -> list[np.ndarray]:
    return split("val", 30)


def test_other_real_images_are_near(real: np.ndarray, other: list[np.ndarray]) -> None:
    assert abs(gap(real, embed(other))) < 0.03


@pytest.mark.parametrize(
    ("change", "severities"),
    [
        (blur, (2, 4, 6, 9, 13)),
        (noise, (16, 24, 36, 54, 80)),
        (palette, (8, 16, 24, 36, 54)),
        (shuffle, (0.1, 0.2, 0.4, 0.7, 1.0)),
    ],
)
def test_the_gap_grows_with_every_severity(
    real: np.ndarray, other: list[np.ndarray], change: Change, severities: tuple[float, ...]
) -> None:
    gaps = [gap(real, embed(other))]
    for severity in severities:
        changed = [change(pixels, severity, np.random.default_rng(row)) for row, pixels in enumerate(other)]
        gaps.append(gap(real, embed(changed)))
    assert np.all(np.diff(gaps) > 0), gaps
    assert gaps[-1] > 0.05
