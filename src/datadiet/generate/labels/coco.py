"""COCO: `annotations.json` beside `images/`, with masks as run lengths, keypoints, and what COCO has no name for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from datadiet.generate.labels.catalogue import Catalogue
from datadiet.generate.labels.frame import Frame, Label
from datadiet.generate.labels.streaming import json_list, writing

__all__ = ["write_coco"]

Entry = dict[str, Any]


def write_coco(frames: Callable[[], Iterable[Frame]], folder: Path, catalogue: Catalogue) -> None:
    """Write `annotations.json`; `frames` is called for each pass, so that memory does not grow with the set.

    Beyond COCO each annotation has `item`, `amodal_bbox`, `occlusion`, `truncation`, `depth`, `pose` and `parameters`,
    and each image `parameters`.
    """
    numbers = {name: number for number, name in enumerate(catalogue.classes, 1)}
    with writing(folder / "annotations.json") as file:
        file.write('{"categories":')
        json_list(file, (_category(name, number, catalogue) for name, number in numbers.items()))
        file.write(',\n"images":')
        json_list(file, (_image(frame) for frame in frames()))
        file.write(',\n"annotations":')
        json_list(file, _annotations(frames(), numbers, catalogue.keypoints))
        file.write("}\n")


def _category(name: str, number: int, catalogue: Catalogue) -> Entry:
    points = catalogue.keypoints.get(name)
    return {"id": number, "name": name} | ({"keypoints": points, "skeleton": []} if points else {})


def _image(frame: Frame) -> Entry:
    return {
        "id": frame.index + 1,
        "file_name": frame.file,
        "width": frame.width,
        "height": frame.height,
        "parameters": frame.parameters,
    }


def _annotations(
    frames: Iterable[Frame], numbers: Mapping[str, int], keypoints: Mapping[str, tuple[str, ...]]
) -> Iterator[Entry]:
    number = 0
    for frame in frames:
        for one in frame.labels:
            number += 1
            yield {
                "id": number,
                "image_id": frame.index + 1,
                "category_id": numbers[one.label],
                **_shape(one, frame),
                **(_points(one, keypoints[one.label]) if one.label in keypoints else {}),
                "item": one.item,
                "occlusion": one.occlusion,
                "truncation": one.truncation,
                "depth": one.depth,
                "pose": one.pose,
                "parameters": one.parameters,
            }


def _shape(one: Label, frame: Frame) -> Entry:
    return {
        "bbox": _bbox(one.box),
        "amodal_bbox": _bbox(one.amodal_box),
        "area": one.area,
        "iscrowd": 0,
        "segmentation": {"size": [frame.height, frame.width], "counts": one.mask},
    }


def _bbox(box: tuple[int, int, int, int]) -> list[int]:
    left, top, right, bottom = box
    return [left, top, right - left, bottom - top]


def _points(one: Label, names: tuple[str, ...]) -> Entry:
    """x, y and 0 (not there), 1 (there, not seen) or 2 (seen) for each keypoint of the class."""
    flat: list[float] = []
    for name in names:
        x, y, seen = one.keypoints.get(name, (0.0, 0.0, False))
        flat += [x, y, 1 + seen] if name in one.keypoints else [0, 0, 0]
    return {"keypoints": flat, "num_keypoints": len(one.keypoints)}
