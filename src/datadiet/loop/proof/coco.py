"""A test set in COCO as it stands: no image files are needed, nothing is clipped; what no box can find is left out."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from datadiet.data.dataset import ANNOTATIONS, SAMPLES, Dataset, Problem
from datadiet.data.draft import conditions
from datadiet.data.paths import inside
from datadiet.data.readers.coco import annotation_file, image_folders, load_coco
from datadiet.data.spelling import plural
from datadiet.errors import DataError
from datadiet.loop.proof.coco_boxes import Entry, coco_boxes, id_of
from datadiet.loop.proof.truth import Truth
from datadiet.loop.proof.usable import size_of

__all__ = ["coco_truth"]

_OWN = frozenset(["id", "file_name", "width", "height", "license", "coco_url", "flickr_url", "date_captured"])


def coco_truth(path: Path) -> Truth:
    """Read a COCO file, or the folder that holds one; DataError where it is none, or an id means two things."""
    file = annotation_file(path)
    content = load_coco(file)
    images, categories = (_by_id(content[kind], kind, file) for kind in ("images", "categories"))
    numbers = {id: at for at, id in enumerate(images)}
    class_numbers = {id: at for at, id in enumerate(categories)}
    titles = [str(entry.get("name", id)) for id, entry in categories.items()]
    names = _names(images)
    problems: list[Problem] = []
    samples = _samples(images, names, file)
    sizes = _sizes(images, samples["uri"].to_list())
    objects = coco_boxes(content["annotations"], numbers, class_numbers, sizes, problems, file)
    data = Dataset(
        name=path.name,
        origin="real",
        source=str(file),
        format="coco",
        samples=samples,
        annotations=ANNOTATIONS.to_frame(),
        problems=tuple(problems),
        root=_root(file),
    )
    by_title = {title: at for at, title in enumerate(titles)}
    return Truth(
        data,
        dict(zip(names, numbers.values(), strict=True)) | numbers,
        tuple(titles),
        by_title | class_numbers,
        objects,
        None,
        sizes,
        dict(zip(images, names, strict=True)),
        dict(zip(categories, titles, strict=True)),
    )


def _by_id(entries: list[Any], what: str, file: Path) -> dict[Any, Entry]:
    """Return the entries by id, in the order of the ids where those are numbers: ties in score go by it."""
    found = [(id, entry) for entry in entries if isinstance(entry, Mapping) and (id := id_of(entry, "id")) is not None]
    twice = [id for id, count in Counter(id for id, _ in found).items() if count > 1]
    if twice:
        raise DataError(
            f"{file} has {plural(len(twice), 'id')} of {what} more than once, such as {json.dumps(twice[0])}",
            expected="one entry an id",
            todo="export it again",
        )
    if all(isinstance(id, int) for id, _ in found):
        found = sorted(found, key=lambda each: each[0])
    return dict(found)


def _names(images: Mapping[Any, Entry]) -> list[str]:
    """Return what each image is called: its file name, or its id where several have the same."""
    files = [str(entry.get("file_name", id)) for id, entry in images.items()]
    count = Counter(files)
    return [name if count[name] == 1 else str(id) for id, name in zip(images, files, strict=True)]


def _root(file: Path) -> Path:
    return file.parent.parent if file.parent.name == "annotations" else file.parent


def _samples(images: Mapping[Any, Entry], names: list[str], file: Path) -> pl.DataFrame:
    folders = image_folders(file, _root(file))
    rows = []
    for name, entry in zip(names, images.values(), strict=True):
        known = {key: entry.get(key) if isinstance(entry.get(key), str) else None for key in ("label", "group")}
        uri = _file_of(str(entry.get("file_name", "")), folders)
        rows.append(conditions(entry, skip=_OWN) | {"id": name, "uri": uri} | known)
    columns = dict.fromkeys([*SAMPLES, *(key for row in rows for key in row)])
    return pl.DataFrame(
        {key: pl.Series(key, [row.get(key) for row in rows], SAMPLES.get(key), strict=False) for key in columns}
    )


def _file_of(name: str, folders: list[Path]) -> str | None:
    """Return the image file inside one of the folders, or None: a comparison needs no pictures."""
    for folder in folders:
        try:
            path = inside(folder, name)
        except DataError:
            return None
        if path.is_file():
            return str(path)
    return None


def _sizes(images: Mapping[Any, Entry], uris: list[str | None]) -> np.ndarray:
    """Return (n, 2) width and height, as the file says or as the image at hand has them; NaN where neither is."""
    stated = [(entry.get("width"), entry.get("height")) for entry in images.values()]
    return np.array([size_of(size, uri) for size, uri in zip(stated, uris, strict=True)], dtype=float).reshape(-1, 2)
