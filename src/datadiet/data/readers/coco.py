"""COCO: one JSON file with images, annotations and categories."""

import json
import mmap
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from datadiet.data.dataset import ANNOTATIONS, Box, Dataset, Origin
from datadiet.data.draft import Draft, conditions
from datadiet.data.paths import split_source
from datadiet.errors import DataError

__all__ = ["CocoReader", "annotation_file", "image_folders", "load_coco"]

_KEYS = ("images", "annotations", "categories")

_OWN = frozenset(["id", "file_name", "width", "height", "license", "coco_url", "flickr_url", "date_captured"])
_BOX = frozenset(
    ["id", "image_id", "category_id", "bbox", "area", "iscrowd", "segmentation", "num_keypoints", "score", "item"]
) | frozenset(ANNOTATIONS)
"""What an annotation says in any COCO file, and names that have a meaning of their own."""
Size = tuple[int, int]


class CocoReader:
    """Reads a COCO file, or the folder that holds one (`folder#val` picks the file whose name has `val` in it).

    Images are looked for beside the file, in `images` or `data` there or one level up, and in the folder that the
    file's name ends on (`annotations/instances_val2017.json` -> `val2017/`). `label` and `group` of an image entry are
    taken as such, and its further plain values become conditions; segmentation goes to `mask` as JSON; `iscrowd` to
    `crowd`.
    """

    name: ClassVar[str] = "coco"

    def recognises(self, source: Path) -> bool:
        """Look for the three keys of COCO in a JSON file or in those of a folder."""
        source, _ = split_source(source)
        return bool(_candidates(source))

    def read(self, source: Path, *, origin: Origin) -> Dataset:
        """Read images and boxes; what is missing, outside or double is listed."""
        file = annotation_file(source)
        content = load_coco(file)
        draft = Draft(file.parent.parent if file.parent.name == "annotations" else file.parent)
        images = _read_images(draft, content["images"], image_folders(file, draft.root))
        names = {_key(entry, "id"): str(entry.get("name")) for entry in _records(content["categories"])}
        _read_boxes(draft, content["annotations"], images, names)
        return draft.finish(source.absolute(), origin=origin, format=self.name)


def annotation_file(source: Path) -> Path:
    """Return the COCO file that a path means: itself, or the one in the folder; DataError where that is not one."""
    folder, split = split_source(source)
    found = [path for path in _candidates(folder) if split is None or split in path.stem]
    if len(found) == 1:
        return found[0].absolute()
    if not found:
        raise DataError(f"{source} holds no COCO file", expected="a JSON with images, annotations and categories")
    names = ", ".join(path.name for path in found)
    raise DataError(f"{source} holds {len(found)} COCO files: {names}", todo=f"name one, such as {found[0]}")


def _candidates(source: Path) -> list[Path]:
    if source.is_dir():
        found = sorted([*source.glob("*.json"), *source.glob("annotations/*.json")])
    else:
        found = [source] if source.suffix.lower() == ".json" else []
    # without categories it was meant to be COCO all the same, and reading it says what is missing
    return [path for path in found if _mentions(path, *_KEYS)] or [
        path for path in found if _mentions(path, *_KEYS[:2])
    ]


def _mentions(path: Path, *keys: str) -> bool:
    if not path.is_file() or path.stat().st_size == 0:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        return all(text.find(f'"{key}"'.encode()) >= 0 for key in keys)


def load_coco(file: Path) -> dict[str, list[Any]]:
    """Return the images, annotations and categories of a COCO file as they stand; DataError where there are none."""
    try:
        content = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise DataError(f"{file} is not valid JSON ({error})", todo="export it again") from error
    missing = [key for key in _KEYS if not isinstance(content, dict) or not isinstance(content.get(key), list)]
    if missing:
        part = missing == ["categories"]
        what = "is no whole COCO file: it has no list named categories" if part else "is not a COCO file"
        raise DataError(f"{file} {what}", expected=f"lists named {_KEYS[0]}, {_KEYS[1]} and {_KEYS[2]}")
    return content


def image_folders(file: Path, root: Path) -> list[Path]:
    """Return where the images of a COCO file may be, the likeliest folder first."""
    split = file.stem.rpartition("_")[2]
    names = ("", "images", "data", split, f"images/{split}")
    bases = dict.fromkeys(base / name for base in (file.parent, root) for name in names)
    return [folder for folder in bases if folder.is_dir()]


def _key(entry: Mapping[str, Any], name: str) -> int | float | str | None:
    """An id, or None where it is of a kind that can be none."""
    value = entry.get(name)
    return value if isinstance(value, int | float | str) else None


def _records(items: Iterable[Any]) -> Iterable[Mapping[str, Any]]:
    return (item for item in items if isinstance(item, Mapping))


def _read_images(
    draft: Draft, entries: Iterable[Any], folders: list[Path]
) -> dict[Any, tuple[str | None, Size | None]]:
    """Add the images and return image id -> (sample id or None where unusable, size)."""
    images: dict[Any, tuple[str | None, Size | None]] = {}
    for entry in _records(entries):
        number, file_name = _key(entry, "id"), str(entry.get("file_name"))
        if number in images:
            draft.problem(file_name, f"a second image with id {number}; the first one is kept")
            continue
        base = next((folder for folder in folders if os.path.isfile(folder / file_name)), draft.root)
        path = draft.resolve(file_name, base=base)
        sample = path and draft.image(
            path,
            label=_text(entry.get("label")),
            group=_text(entry.get("group")),
            more=conditions(entry, skip=_OWN),
        )
        images[number] = sample or None, _size(entry)
    return images


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _size(entry: Mapping[str, Any]) -> Size | None:
    width, height = entry.get("width"), entry.get("height")
    return (width, height) if isinstance(width, int) and isinstance(height, int) and width > 0 < height else None


def _read_boxes(
    draft: Draft,
    entries: Iterable[Any],
    images: Mapping[Any, tuple[str | None, Size | None]],
    names: Mapping[Any, str],
) -> None:
    seen = set()
    for entry in _records(entries):
        number, image = _key(entry, "id"), _key(entry, "image_id")
        where = f"annotation {number}"
        if number is not None and number in seen:
            draft.problem(where, "a second annotation with this id; the first one is kept")
            continue
        seen.add(number)
        if image not in images:
            draft.problem(where, f"image {image} is not among the images")
            continue
        sample, size = images[image]
        box = _box(entry)
        if sample is None or (box is None and not entry.get("segmentation")):
            continue
        if box is None:
            draft.problem(where, "bbox is not four numbers")
            continue
        segmentation = entry.get("segmentation")
        draft.box(
            sample,
            _label(draft, where, _key(entry, "category_id"), names),
            box,
            size=size,
            mask=json.dumps(segmentation) if segmentation else None,
            crowd=bool(entry.get("iscrowd")),
            where=f"{sample}, {where}",
            more=_conditions(entry),
        )


def _conditions(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of an object: plain values beside the standard ones, its `attributes`, and `parameters` that
    made it, under the name of its `item` where it has one, since the sizes of two kinds of items do not compare.
    """
    found = conditions(entry, skip=_BOX)
    prefix = f"{entry['item']}." if isinstance(entry.get("item"), str) else ""
    for name, start in (("attributes", ""), ("parameters", prefix)):
        inner = entry.get(name)
        if isinstance(inner, Mapping):
            plain = conditions(inner, skip=frozenset())
            found |= {f"{start}{key}": value for key, value in plain.items() if f"{start}{key}" not in _BOX}
    return found


def _label(draft: Draft, where: str, category: Any, names: Mapping[Any, str]) -> str:
    if category not in names:
        draft.problem(where, f"category {category} is not among the categories; its number is the label")
    return names.get(category, str(category))


def _box(entry: Mapping[str, Any]) -> Box | None:
    """(left, top, right, bottom) from `bbox`, or around the polygons where there is no bbox."""
    try:
        if entry.get("bbox"):
            left, top, width, height = map(float, entry["bbox"])
            return left, top, left + width, top + height
        points = [float(value) for polygon in entry["segmentation"] for value in polygon]
        return min(points[::2]), min(points[1::2]), max(points[::2]), max(points[1::2])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
