"""COCO, YOLO and FiftyOne: files with their boxes."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl
import yaml

from datadiet.data import images
from datadiet.data.dataset import SAMPLES, Dataset
from datadiet.data.writers.files import Kept, copy_all, kept_files

__all__ = ["ORIGINAL", "coco_json", "metadata_csv", "write_coco", "write_fiftyone", "write_yolo"]

Row = Mapping[str, Any]
ORIGINAL = "original_id"
"""The column of `metadata.csv` that says which sample a written one was: no condition of it."""
_NAMELESS = "object"


def write_coco(dataset: Dataset, folder: Path) -> None:
    """Write `annotations.json` and `images/`."""
    kept = kept_files(dataset)
    copy_all(kept, folder / "images")
    coco_json(dataset, {item.id: item.file for item in kept}, folder / "annotations.json")


def coco_json(dataset: Dataset, files: Mapping[str, str], target: Path) -> None:
    """Write a COCO file whose image entries also carry label, group and conditions."""
    boxes = dataset.annotations.rows(named=True)
    categories = {name: number for number, name in enumerate(_categories(boxes), 1)}
    numbers = {id: number for number, id in enumerate(dataset.samples["id"], 1)}
    content = {
        "images": [_image_entry(row, numbers[row["id"]], files[row["id"]]) for row in dataset.samples.rows(named=True)],
        "annotations": [_box_entry(row, number, numbers, categories) for number, row in enumerate(boxes, 1)],
        "categories": [{"id": number, "name": name} for name, number in categories.items()],
    }
    target.write_text(json.dumps(content, default=str), encoding="utf-8")


def write_yolo(dataset: Dataset, folder: Path) -> None:
    """Write `data.yaml`, `images/train`, `labels/train`, and `metadata.csv` for what YOLO has no place for.

    A mask of one polygon is written as that polygon; crowds have no place in YOLO and are left out.
    """
    kept = kept_files(dataset)
    copy_all(kept, folder / "images" / "train")
    boxes = [row for row in dataset.annotations.rows(named=True) if not row["crowd"]]
    names = _categories(boxes)
    by_sample = _by_sample(boxes)
    for item in kept:
        lines = _yolo_lines(item, by_sample.get(item.id, []), names)
        target = (folder / "labels" / "train" / item.file).with_suffix(".txt")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    content = {"path": ".", "train": "images/train", "val": "images/train", "names": dict(enumerate(names))}
    (folder / "data.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    metadata_csv(dataset, {item.id: f"images/train/{item.file}" for item in kept}, folder / "metadata.csv")


def write_fiftyone(dataset: Dataset, folder: Path) -> None:
    """Write a FiftyOneImageDetectionDataset where there are boxes, else a FiftyOneImageClassificationDataset."""
    kept = kept_files(dataset)
    copy_all(kept, folder / "data")
    by_sample = _by_sample(dataset.annotations.rows(named=True))
    labels: dict[str, Any] = {}
    for item in kept:
        stem = PurePosixPath(item.file).with_suffix("").as_posix()
        if dataset.annotations.height:
            labels[stem] = _fiftyone_boxes(item, by_sample.get(item.id, []))
        else:
            labels[stem] = item.label
    (folder / "labels.json").write_text(json.dumps({"labels": labels}), encoding="utf-8")
    metadata_csv(dataset, {item.id: f"data/{item.file}" for item in kept}, folder / "metadata.csv")


def metadata_csv(dataset: Dataset, files: Mapping[str, str], target: Path) -> None:
    """Write file, first id, label, group and conditions of each sample: what `metadata.join` takes."""
    table = dataset.samples.select(~pl.selectors.nested())
    file = pl.Series("file", [files[id] for id in table["id"]])
    table.drop("uri").rename({"id": ORIGINAL}).insert_column(0, file).write_csv(target)


def _categories(boxes: Sequence[Row]) -> list[str]:
    return sorted({row["label"] or _NAMELESS for row in boxes})


def _by_sample(boxes: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in boxes:
        found.setdefault(row["sample"], []).append(row)
    return found


def _image_entry(row: Row, number: int, file: str) -> dict[str, Any]:
    width, height = images.size(row["uri"])
    more = {key: value for key, value in row.items() if key not in SAMPLES and value is not None}
    named = {key: row[key] for key in ("label", "group") if row[key] is not None}
    return {**more, **named, "id": number, "file_name": file, "width": width, "height": height}


def _box_entry(row: Row, number: int, numbers: Mapping[str, int], categories: Mapping[str, int]) -> dict[str, Any]:
    width, height = row["right"] - row["left"], row["bottom"] - row["top"]
    return {
        "id": number,
        "image_id": numbers[row["sample"]],
        "category_id": categories[row["label"] or _NAMELESS],
        "bbox": [row["left"], row["top"], width, height],
        "area": width * height,
        "iscrowd": int(bool(row["crowd"])),
        "segmentation": json.loads(row["mask"]) if row["mask"] else [],
    }


def _yolo_lines(item: Kept, boxes: Sequence[Row], names: Sequence[str]) -> list[str]:
    if not boxes:
        return []
    width, height = images.size(item.uri)
    return [_yolo_line(row, names.index(row["label"] or _NAMELESS), width, height) for row in boxes]


def _yolo_line(row: Row, category: int, width: int, height: int) -> str:
    left, top, right, bottom = row["left"] / width, row["top"] / height, row["right"] / width, row["bottom"] / height
    values = [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top]
    mask = json.loads(row["mask"]) if row["mask"] else None
    if isinstance(mask, list) and len(mask) == 1 and len(mask[0]) >= 6:
        values = [value / (height if at % 2 else width) for at, value in enumerate(mask[0])]
    return " ".join([str(category), *(f"{value:.9g}" for value in values)])


def _fiftyone_boxes(item: Kept, boxes: Sequence[Row]) -> list[dict[str, Any]]:
    if not boxes:
        return []
    width, height = images.size(item.uri)
    return [
        {
            "label": row["label"] or _NAMELESS,
            "bounding_box": [
                row["left"] / width,
                row["top"] / height,
                (row["right"] - row["left"]) / width,
                (row["bottom"] - row["top"]) / height,
            ],
            "iscrowd": int(bool(row["crowd"])),
        }
        for row in boxes
    ]
