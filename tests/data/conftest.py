"""Small made-up data sets, and the real one where it is there."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

_SHARED = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture(scope="session")
def bccd() -> Path:
    folder = Path(os.environ.get("DATADIET_DATA", _SHARED)) / "bccd"
    if not folder.is_dir():
        pytest.skip("the blood cell images are not on this machine; set DATADIET_DATA to the folder that holds bccd")
    return folder


@pytest.fixture
def picture(tmp_path: Path) -> Callable[..., Path]:
    """Write an image with distinct content under a relative name and return its path."""

    def write(name: str, size: tuple[int, int] = (40, 30), seed: int = 0, **options: object) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
        Image.fromarray(pixels).save(path, **options)
        return path

    return write
