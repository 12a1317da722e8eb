"""The numbers that a COCO file has for its images and categories, under datadiet's names for them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from datadiet.data.paths import inside
from datadiet.data.readers.coco import annotation_file, image_folders, load_coco
from datadiet.errors import DataError

__all__ = ["coco_numbers"]


def coco_numbers(source: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return sample id -> image id, and class -> category id, of the COCO file that a source means."""
    file = annotation_file(source)
    content = load_coco(file)
    root = file.parent.parent if file.parent.name == "annotations" else file.parent
    folders = image_folders(file, root)
    numbers: dict[str, Any] = {}
    for entry in _records(content["images"]):
        sample = _sample(str(entry.get("file_name")), root.absolute(), folders)
        if sample is not None:
            numbers.setdefault(sample, entry.get("id"))
    categories: dict[str, Any] = {}
    for entry in _records(content["categories"]):
        categories.setdefault(str(entry.get("name")), entry.get("id"))
    return numbers, categories


def _records(items: list[Any]) -> list[Mapping[str, Any]]:
    return [item for item in items if isinstance(item, Mapping)]


def _sample(name: str, root: Path, folders: list[Path]) -> str | None:
    base = next((folder for folder in folders if (folder / name).is_file()), root)
    try:
        return inside(root, name, base=base).relative_to(root).as_posix()
    except (DataError, ValueError):
        return None
