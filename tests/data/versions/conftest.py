"""A small set of pictures with labels and parameters, as `datadiet generate` leaves it, and a store."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

from datadiet.data.versions import Store, make_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path / "store")


Making = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Making:
    """Make a generated folder: `shade` is the parameter of a twin that decides how bright its pictures are."""

    def made(name: str = "set", *, n: int = 3, shade: int = 100, seed: int = 0, suffix: str = ".png") -> Path:
        folder = tmp_path / name
        (folder / "images").mkdir(parents=True)
        files = [f"images/{index:06d}{suffix}" for index in range(n)]
        for index, file in enumerate(files):
            Image.fromarray(np.full((6, 8, 3), shade + index, np.uint8)).save(folder / file)
        entries = [{"id": i + 1, "file_name": file, "width": 8, "height": 6} for i, file in enumerate(files)]
        boxes = [{"id": i + 1, "image_id": i + 1, "category_id": 1, "bbox": [1, 1, 3, 3]} for i in range(n)]
        coco = {"images": entries, "annotations": boxes, "categories": [{"id": 1, "name": "cell"}]}
        (folder / "annotations.json").write_text(json.dumps(coco))
        table = {"file": files, "seed": [seed] * n, "index": list(range(n)), "shade": [shade + i for i in range(n)]}
        pl.DataFrame(table).write_parquet(folder / "metadata.parquet")
        run = {"datadiet": "0.1.0", "source": "discs", "spec": f"{shade:064x}", "seed": seed, "jpeg": None}
        (folder / "run.json").write_text(json.dumps(run))
        costs = [{"index": i, "seconds": 2.0 + i, "workers": 1, "money": 0.5} for i in range(n)]
        (folder / "costs.jsonl").write_text("".join(f"{json.dumps(cost)}\n" for cost in costs))
        return folder

    return made


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
