"""A set of pictures on disk: PNG files, COCO annotations with the conditions of each image, and a table of metadata."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from camera import photographed
from draw import CATEGORIES, DEFAULTS, Picture, draw

from datadiet import engine
from datadiet.randomness import stream

__all__ = ["METADATA", "draw_set"]

METADATA = "metadata.parquet"
SIZE = (160, 120)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One file that was written."""

    row: Mapping[str, Any]
    file: str
    picture: Picture


def draw_set(
    rows: pl.DataFrame,
    folder: Path,
    *,
    name: str,
    seed: int,
    photographs: bool = False,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Draw each row of a sample, and write `images/`, `annotations.json` (COCO) and `metadata.parquet`.

    Each image draws from a random stream of its own, so that neither their number nor that of the workers changes one.

    Args:
        rows: as `sample_domain` returns them.
        folder: where to write.
        name: begins the name of every file, and names the random streams.
        seed: root of all randomness.
        photographs: send the pictures through a cheap camera.
        workers: processes that draw.
        progress: called with how many are drawn and how many there are.
    """
    (folder / "images").mkdir(parents=True, exist_ok=True)
    one = partial(_draw_one, folder=folder, name=name, seed=seed, photographs=photographs)
    drawn = engine.map(one, rows.to_dicts(), workers=workers, progress=progress)
    (folder / "annotations.json").write_text(json.dumps(_coco(drawn), indent=1) + "\n", encoding="utf-8")
    files = pl.Series("file", [each.file for each in drawn], dtype=pl.String)
    rows.drop("id").insert_column(0, files).write_parquet(folder / METADATA)
    return folder


def _draw_one(row: Mapping[str, Any], *, folder: Path, name: str, seed: int, photographs: bool) -> Drawn:
    file = f"{name}-{row['id']}.png"
    picture = draw(row, rng=stream(seed, "suitcases", name, str(row["id"])), size=SIZE)
    if photographs:
        camera: np.random.Generator = stream(seed, "suitcases", name, str(row["id"]), "camera")
        picture = Picture(photographed(picture.image, camera), picture.boxes)
    picture.image.save(folder / "images" / file)
    return Drawn(row, file, picture)


def _coco(drawn: list[Drawn]) -> dict[str, list[dict[str, Any]]]:
    """Return the annotations; the conditions of an image are further keys of its entry, which datadiet reads."""
    images, annotations = [], []
    for number, each in enumerate(drawn, start=1):
        known = {key: each.row[key] for key in DEFAULTS if each.row.get(key) is not None}
        width, height = each.picture.image.size
        images.append({"id": number, "file_name": each.file, "width": width, "height": height, **known})
        for box in each.picture.boxes:
            sides = [box.left, box.top, box.right - box.left, box.bottom - box.top]
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": number,
                    "category_id": CATEGORIES.index(box.category) + 1,
                    "bbox": sides,
                    "area": box.pixels,
                    "iscrowd": 0,
                }
            )
    categories = [{"id": number, "name": name} for number, name in enumerate(CATEGORIES, start=1)]
    return {"images": images, "annotations": annotations, "categories": categories}
