"""Small worlds of discs and squares, as COCO with and without masks."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from datadiet.data import Dataset, read

WHERE = {"square": (10, 12, 22, 24), "disc": (40, 20, 56, 36)}
COLOURS = {"square": (220, 40, 40), "disc": (40, 60, 200)}


def scene() -> np.ndarray:
    """64 x 48, grey 180, with a red square and a blue disc; the first pixels of the square are marked."""
    pixels = np.full((48, 64, 3), 180, dtype=np.uint8)
    pixels[12:24, 10:22] = COLOURS["square"]
    pixels[12:14, 10:12] = (250, 250, 0)
    y, x = np.mgrid[:48, :64] + 0.5
    pixels[np.hypot(x - 48, y - 28) <= 8] = COLOURS["disc"]
    return pixels


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Dataset]:
    """Make a data set of n images: `boxes` label -> box on each, masks as polygons of the boxes on demand."""

    def make(
        name: str, pixels: list[np.ndarray], boxes: dict[str, tuple[int, int, int, int]], *, masks: bool = False
    ) -> Dataset:
        folder = tmp_path / name
        folder.mkdir()
        labels = sorted(boxes)
        images, annotations = [], []
        for number, one in enumerate(pixels):
            Image.fromarray(one).save(folder / f"{number}.png")
            height, width = one.shape[:2]
            images.append({"id": number, "file_name": f"{number}.png", "width": width, "height": height})
            for label, (left, top, right, bottom) in boxes.items():
                polygon = [[left, top, right, top, right, bottom, left, bottom]]
                annotations.append(
                    {
                        "id": len(annotations),
                        "image_id": number,
                        "category_id": labels.index(label),
                        "bbox": [left, top, right - left, bottom - top],
                        **({"segmentation": polygon} if masks else {}),
                    }
                )
        categories = [{"id": number, "name": label} for number, label in enumerate(labels)]
        content = {"images": images, "annotations": annotations, "categories": categories}
        (folder / "labels.json").write_text(json.dumps(content))
        return read(folder, origin="real")

    return make
