"""What FiftyOne exports: its own data set folder, and its image detection and classification folders."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from datadiet.data import images
from datadiet.data.dataset import Box, Dataset, Origin
from datadiet.data.draft import Draft, conditions
from datadiet.data.paths import find_images
from datadiet.errors import DataError

__all__ = ["FiftyOneReader"]

_OWN = frozenset(
    ["filepath", "tags", "metadata", "_id", "_media_type", "_rand", "id", "created_at", "last_modified_at"]
)
Record = Mapping[str, Any]


class FiftyOneReader:
    """Reads three exports: FiftyOneDataset, FiftyOneImageDetectionDataset and FiftyOneImageClassificationDataset.

    A FiftyOneDataset is `samples.json` with `metadata.json` and `data/`: the field `ground_truth`, or else the first
    field of detections or a classification, is taken; plain fields become conditions, and tags are joined with
    commas. The two others are `labels.json` with `data/`. Boxes are relative to the upright image.
    """

    name: ClassVar[str] = "fiftyone"

    def recognises(self, source: Path) -> bool:
        """Look for the files of an export."""
        whole = (source / "samples.json").is_file() and (source / "metadata.json").is_file()
        return whole or ((source / "labels.json").is_file() and (source / "data").is_dir())

    def read(self, source: Path, *, origin: Origin) -> Dataset:
        """Read images, labels and boxes; missing images are listed."""
        draft = Draft(source)
        if (source / "samples.json").is_file():
            _read_samples(draft, _load(source / "samples.json"))
        else:
            _read_labels(draft, _load(source / "labels.json"))
        return draft.finish(source.absolute(), origin=origin, format=self.name)


def _load(file: Path) -> Record:
    try:
        content = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"{file} cannot be read as JSON ({error})", todo="export it again") from error
    if not isinstance(content, dict):
        raise DataError(f"{file} is not an export of FiftyOne", expected="a JSON object", todo="export it again")
    return content


def _records(items: object) -> Iterator[Record]:
    return (item for item in items if isinstance(item, dict)) if isinstance(items, list) else iter(())


def _read_samples(draft: Draft, content: Record) -> None:
    for entry in _records(content.get("samples")):
        path = draft.resolve(str(entry.get("filepath")))
        if path is None:
            continue
        classified, detected = _field(entry, "Classification"), _field(entry, "Detections")
        more = conditions(entry, skip=_OWN)
        if isinstance(entry.get("tags"), list) and entry["tags"]:
            more["tags"] = ",".join(map(str, entry["tags"]))
        label = _class_name(classified, []) if classified else None
        sample = draft.image(path, label=label, more=more)
        if sample is not None and detected:
            _add_boxes(draft, sample, path, list(_records(detected.get("detections"))))


def _field(entry: Record, kind: str) -> Record | None:
    found = {key: value for key, value in entry.items() if isinstance(value, dict) and value.get("_cls") == kind}
    return found.get("ground_truth") or next(iter(found.values()), None)


def _read_labels(draft: Draft, content: Record) -> None:
    """`labels` maps the path of an image below `data`, without its suffix, to a class or a list of boxes."""
    classes, labels = content.get("classes"), content.get("labels")
    classes = classes if isinstance(classes, list) else []
    labels = dict(labels) if isinstance(labels, dict) else {}
    for stem, path in _by_stem(draft):
        if stem not in labels:
            draft.image(path)
            continue
        target = labels.pop(stem)
        boxes = list(_records(target))
        sample = draft.image(path, label=None if isinstance(target, list) else _class_name(target, classes))
        if sample is not None:
            _add_boxes(draft, sample, path, [_named(box, classes) for box in boxes])
    for stem in sorted(labels):
        draft.problem(stem, "the image file is missing from the folder data")


def _by_stem(draft: Draft) -> Iterator[tuple[str, Path]]:
    folder = draft.root / "data"
    for path in find_images(folder, draft.problem):
        yield path.relative_to(folder).with_suffix("").as_posix(), path


def _named(box: Record, classes: list[Any]) -> Record:
    return {**box, "label": _class_name(box.get("label"), classes)}


def _class_name(target: Any, classes: list[Any]) -> str | None:
    if isinstance(target, dict):
        target = target.get("label")
    if isinstance(target, int) and 0 <= target < len(classes):
        return str(classes[target])
    return None if target is None else str(target)


def _add_boxes(draft: Draft, sample: str, path: Path, boxes: list[Record]) -> None:
    if not boxes:
        return
    try:
        size = images.size(path)
    except DataError as error:
        draft.problem(sample, f"its boxes cannot be placed: {error}")
        return
    for number, entry in enumerate(boxes):
        where, box = f"{sample}, detection {number}", _box(entry, size)
        if box is None:
            draft.problem(where, "bounding_box is not four numbers")
            continue
        crowd = bool(entry.get("iscrowd"))
        draft.box(sample, _class_name(entry, []), box, size=size, crowd=crowd, where=where)


def _box(entry: Record, size: tuple[int, int]) -> Box | None:
    try:
        left, top, width, height = map(float, entry["bounding_box"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return left * size[0], top * size[1], (left + width) * size[0], (top + height) * size[1]
