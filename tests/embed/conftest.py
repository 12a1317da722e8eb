import importlib
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

from datadiet.data.dataset import ImageRef


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the user's cache."""
    monkeypatch.setenv("DATADIET_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def pictures(tmp_path: Path) -> tuple[ImageRef, ...]:
    """Twelve different small files, of differing shapes."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    rng = np.random.default_rng(7)
    refs = []
    for number in range(12):
        pixels = rng.integers(0, 256, (5, 6 + number % 3, 3), dtype=np.uint8)
        path = folder / f"{number:02}.png"
        Image.fromarray(pixels).resize((60 + number, 50), Image.Resampling.BICUBIC).save(path)
        refs.append(ImageRef(f"sample {number}", str(path)))
    return tuple(refs)


@pytest.fixture(scope="session")
def timm() -> ModuleType:
    """timm, also where torchvision was built for another build of torch than the one that is installed."""
    pytest.importorskip("torch", reason="needs the timm extra")
    try:
        import torchvision  # noqa: F401
    except ModuleNotFoundError:
        pytest.skip("needs the timm extra")
    except RuntimeError:
        for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
            del sys.modules[name]
        from torch import library

        ops = library.Library("torchvision", "DEF")
        ops.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        ops.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        globals()["_kept_alive"] = ops
    return importlib.import_module("timm")
