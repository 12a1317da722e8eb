"""Test sets and predictions on disk, made up."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from datadiet.measure.detection import Boxes
from tests.measure.detection.made import coco, made

CLASSES = ("ant", "bee", "cat")


def boxes_case(folder: Path, *, images: int = 60, classes: int = 2, seed: int = 0) -> tuple[Path, Boxes]:
    """Write truth.json, every third image `dark`, and return it with detections of a fair model."""
    objects, detections, images, classes = made(seed, images, classes, false=3)
    truth, _ = coco(objects, detections, images, classes)
    for at, entry in enumerate(truth["images"]):
        entry |= {"light": "dark" if at % 3 == 0 else "bright", "video": f"v{at // 2}"}
    path = folder / "truth.json"
    path.write_text(json.dumps(truth))
    return path, detections


def results(
    path: Path, detections: Boxes, *, blur: float = 0.0, seed: int = 0, edit: Callable[[list], Any] | None = None
) -> Path:
    """Write results.json of the detections, moved by `blur` of their size, and whatever `edit` does to them."""
    rng = np.random.default_rng(seed)
    box = detections.box + blur * rng.normal(0, 1, detections.box.shape) * detections.box[:, [2, 3, 2, 3]]
    box[:, 2:] = np.maximum(box[:, 2:], 1)
    entries = coco(replace(detections), replace(detections, box=box), int(detections.image.max()) + 1, 9)[1]
    if edit is not None:
        edited = edit(entries)
        entries = entries if edited is None else edited
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(entries))
    return path


def labels_case(folder: Path, *, n: int = 90) -> tuple[Path, list[str]]:
    """Write truth.csv with ids, labels and a column `site`, and return it with the labels."""
    labels = [CLASSES[at % 3] for at in range(n)]
    rows = [f"s{at},{label},{'north' if at % 2 else 'south'}" for at, label in enumerate(labels)]
    path = folder / "truth.csv"
    path.write_text("\n".join(["id,label,site", *rows]))
    return path, labels


def predictions(path: Path, labels: list[str], *, wrong: float, seed: int = 0) -> Path:
    """Write predictions.csv, of which a share is wrong."""
    rng = np.random.default_rng(seed)
    said = [CLASSES[(CLASSES.index(label) + 1) % 3] if rng.random() < wrong else label for label in labels]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["id,label,score", *(f"s{at},{label},0.9" for at, label in enumerate(said))]))
    return path
