"""YOLO: data.yaml, images, and one text file of normalised boxes per image."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import yaml

from datadiet.data import images
from datadiet.data.dataset import Box, Dataset, Origin
from datadiet.data.draft import Draft
from datadiet.data.paths import find_images, inside, split_source
from datadiet.errors import DataError

__all__ = ["YoloReader"]

_SPLITS = ("train", "val", "valid", "test")


class YoloReader:
    """Reads `data.yaml`, or the folder that holds it; `data.yaml#val` picks a split.

    Without a named split all splits of the file are read, and a condition `split` tells them apart. A split is a
    folder, a text file of paths, or a list of either. The labels of `images/a.jpg` are in `labels/a.txt`, or beside
    it: `class x y w h`, relative to the upright image, or `class x1 y1 x2 y2 ...` for a polygon.
    """

    name: ClassVar[str] = "yolo"

    def recognises(self, source: Path) -> bool:
        """Look for a YAML with `names` and a split."""
        path, _ = split_source(source)
        file = _yaml_file(path)
        if file is None:
            return False
        text = file.read_text(encoding="utf-8", errors="replace")
        return "names" in text and any(f"{split}:" in text for split in _SPLITS)

    def read(self, source: Path, *, origin: Origin) -> Dataset:
        """Read images and boxes; missing images and malformed lines are listed."""
        path, split = split_source(source)
        file = _yaml_file(path)
        if file is None:
            raise DataError(f"{path} holds no data.yaml", expected="a data.yaml with names and train or val")
        content = _load(file.absolute())
        draft = Draft(_root(file.absolute(), content))
        names = _names(content)
        for chosen in _chosen(content, split, file):
            more = {} if split else {"split": chosen}
            for image in _split_images(draft, content[chosen]):
                sample = draft.image(image, more=more)
                if sample is not None:
                    _read_labels(draft, sample, image, names)
        name = f"{draft.root.name}#{split}" if split else draft.root.name
        return draft.finish(source.absolute(), origin=origin, format=self.name, name=name)


def _yaml_file(path: Path) -> Path | None:
    if path.is_file():
        return path if path.suffix.lower() in (".yaml", ".yml") else None
    return next((path / name for name in ("data.yaml", "data.yml", "dataset.yaml") if (path / name).is_file()), None)


def _load(file: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError(f"{file} is not valid YAML ({error})") from error
    if not isinstance(content, dict) or not any(content.get(split) for split in _SPLITS):
        raise DataError(f"{file} names no split", expected=f"at least one of {', '.join(_SPLITS)}")
    return content


def _root(file: Path, content: Mapping[str, Any]) -> Path:
    """The folder that `path` names, where it is inside; else the folder of the file, which is where exports put it."""
    try:
        named = inside(file.parent, str(content.get("path") or "."))
    except DataError:
        return file.parent
    return named if named.is_dir() else file.parent


def _names(content: Mapping[str, Any]) -> dict[int, str]:
    """Class number -> name; only plain values, since YAML aliases can nest into something endless to print."""
    names = content.get("names")
    pairs = names.items() if isinstance(names, Mapping) else enumerate(names if isinstance(names, list) else [])
    return {key: str(value) for key, value in pairs if isinstance(key, int) and isinstance(value, str | int | float)}


def _chosen(content: Mapping[str, Any], split: str | None, file: Path) -> list[str]:
    there = [name for name in _SPLITS if content.get(name)]
    if split is None:
        # Where there is nothing to validate on, trainers want the same images named twice.
        return [name for at, name in enumerate(there) if content[name] not in [content[other] for other in there[:at]]]
    if split not in there:
        raise DataError(f"{file} has no split '{split}'", expected=f"one of {', '.join(there)}")
    return [split]


def _split_images(draft: Draft, where: Any) -> list[Path]:
    found: list[Path] = []
    for reference in where if isinstance(where, list) else [where]:
        if not isinstance(reference, str):
            draft.problem("data.yaml", "a split is neither a path nor a list of paths")
            continue
        try:
            path = _locate(draft.root, reference)
        except DataError as error:
            draft.problem(reference, str(error))
            continue
        if os.path.isdir(path):
            found += find_images(path, draft.problem)
        elif os.path.isfile(path):
            lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
            listed = (draft.resolve(line.strip(), base=path.parent) for line in lines if line.strip())
            found += [image for image in listed if image is not None]
        else:
            draft.problem(reference, f"the folder of the split is missing: {path}")
    return found


def _locate(root: Path, reference: str) -> Path:
    """Exports often write `../train/images` for a folder that lies beside the data.yaml."""
    stripped = root / reference.removeprefix("../")
    return inside(root, reference.removeprefix("../") if os.path.exists(stripped) else reference)


def _labels_file(image: Path) -> Path:
    parts = list(image.with_suffix(".txt").parts)
    for at in range(len(parts) - 2, -1, -1):
        if parts[at] == "images":
            moved = Path(*parts[:at], "labels", *parts[at + 1 :])
            return moved if moved.is_file() else image.with_suffix(".txt")
    return image.with_suffix(".txt")


def _read_labels(draft: Draft, sample: str, image: Path, names: Mapping[int, str]) -> None:
    file = _labels_file(image)
    if not file.is_file():
        return
    try:
        inside(draft.root, str(file))
        size = images.size(image)
    except DataError as error:
        draft.problem(sample, f"its boxes cannot be placed: {error}")
        return
    for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        where = f"{draft.name(file)}, line {number}"
        if not line.strip():
            continue
        parsed = _parse(line, size)
        if parsed is None:
            draft.problem(where, f"'{line[:60]}' is neither a box nor a polygon")
            continue
        category, box, mask = parsed
        draft.box(sample, names.get(category, str(category)), box, size=size, mask=mask, where=where)


def _parse(line: str, size: tuple[int, int]) -> tuple[int, Box, str | None] | None:
    """One line -> class, (left, top, right, bottom) in pixels, polygon as JSON."""
    try:
        category, *values = line.split()
        number, numbers = int(category), [float(value) for value in values]
    except ValueError:
        return None
    width, height = size
    if len(numbers) in (4, 5):
        x, y, w, h = numbers[:4]
        return number, ((x - w / 2) * width, (y - h / 2) * height, (x + w / 2) * width, (y + h / 2) * height), None
    if len(numbers) < 6 or len(numbers) % 2:
        return None
    xs, ys = [x * width for x in numbers[::2]], [y * height for y in numbers[1::2]]
    polygon = [value for point in zip(xs, ys, strict=True) for value in point]
    return number, (min(xs), min(ys), max(xs), max(ys)), json.dumps([polygon])
