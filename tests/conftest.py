"""What tests of several parts share: pictures of a made-up world, the real images where they are, a cache."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

SHARED = Path(__file__).parents[1].parent / "shared" / "data"


@pytest.fixture(scope="session")
def bccd() -> Path:
    """The folder of the blood cell images."""
    folder = Path(os.environ.get("DATADIET_DATA", SHARED)) / "bccd"
    if not folder.is_dir():
        pytest.skip("the blood cell images are not on this machine; set DATADIET_DATA to the folder that holds bccd")
    return folder


@pytest.fixture(scope="session")
def session_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def no_cache_of_the_user(session_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATADIET_CACHE", str(session_cache))


def blobs(rng: np.random.Generator, hue: int) -> Image.Image:
    """Draw a scene of a few discs on a textured ground."""
    ground = rng.normal(150, 8, (48, 64, 3)) + rng.normal(0, 12, 3)
    image = Image.fromarray(ground.clip(0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(int(rng.integers(2, 6))):
        x, y, r = rng.uniform(0, 64), rng.uniform(0, 48), rng.uniform(4, 10)
        colour = tuple(int(c) for c in np.clip(rng.normal((200, 60, hue), 15), 0, 255))
        draw.ellipse([x - r, y - r, x + r, y + r], fill=colour)
    return image


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Make a folder of n pictures: equal hue, equal law; seeds make different draws of it."""

    def make(n: int, *, seed: int, hue: int = 80, name: str = "pictures") -> Path:
        folder = tmp_path_factory.mktemp(name)
        for number in range(n):
            blobs(np.random.default_rng([seed, number]), hue).save(folder / f"{number:03}.png")
        return folder

    return make
