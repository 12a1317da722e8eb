"""A test set in COCO as it stands: no image files are needed, nothing is clipped; what no box can find is left out."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
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
from datadiet.loop.proof.truth import Truth
from datadiet.loop.proof.usable import size_of, unusable
from datadiet.measure.detection import Boxes

__all__ = ["coco_truth"]

_OWN = frozenset(["id", "file_name", "width", "height", "license", "coco_url", "flickr_url", "date_captured"])
TWICE = "a second annotation with this id; the first one is kept"
Entry = Mapping[str, Any]
Row = tuple[int, int, list[float], float, bool]
"""Image, class, box (left, top, width, height), area, crowd."""


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
    objects = _boxes(content["annotations"], numbers, class_numbers, sizes, problems, file)
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
    found = [(id, entry) for entry in entries if isinstance(entry, Mapping) and (id := _id(entry, "id")) is not None]
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


def _id(entry: Entry, key: str) -> int | str | None:
    """Return an id, 7.0 as 7; None where it is of a kind that can be none."""
    value = entry.get(key)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int | str) else None


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


def _boxes(
    entries: list[Any],
    images: Mapping[Any, int],
    categories: Mapping[Any, int],
    sizes: np.ndarray,
    problems: list[Problem],
    file: Path,
) -> Boxes:
    """Return the annotated boxes; one that cannot be used, or is there again, is listed.

    DataError where several with one id say different things.
    """
    rows: list[Row] = []
    places: list[str] = []
    seen = _Seen()
    for entry in entries:
        where = f"annotation {entry.get('id')}" if isinstance(entry, Mapping) else "an annotation"
        row = _row(entry, images, categories) if isinstance(entry, Mapping) else f"it is {json.dumps(entry)[:40]}"
        if isinstance(row, str):
            problems.append(Problem(where, row))
        elif seen.again(_id(entry, "id"), row):
            problems.append(Problem(where, TWICE))
        else:
            rows.append(row)
            places.append(where)
    seen.check(file)
    found = _arrays(rows)
    odd = unusable(found.box, sizes[found.image])
    problems += [Problem(places[at], reason) for at, reason in odd.items()]
    return _arrays([row for at, row in enumerate(rows) if at not in odd]) if odd else found


@dataclass(slots=True)
class _Seen:
    """The annotations that had an id."""

    rows: dict[int | str, Row] = field(default_factory=dict)
    others: dict[int | str, None] = field(default_factory=dict)
    """Ids under which different things are said."""

    def again(self, id: int | str | None, row: Row) -> bool:
        """Whether an annotation with this id was there before."""
        if id is None or id not in self.rows:
            if id is not None:
                self.rows[id] = row
            return False
        if self.rows[id] != row:
            self.others[id] = None
        return True

    def check(self, file: Path) -> None:
        """Refuse different annotations with one id: which of them are meant cannot be known."""
        if self.others:
            count, first = len(self.others), json.dumps(next(iter(self.others)))
            raise DataError(
                f"{file} has {plural(count, 'id')} of annotations more than once, with other boxes, such as {first}",
                expected="an id of its own for each annotation",
                todo="export it again; where two files were put together, number the annotations anew",
            )


def _row(entry: Entry, images: Mapping[Any, int], categories: Mapping[Any, int]) -> Row | str:
    """Return what an annotation says, or why it cannot be used."""
    for key, known, whole in (("image_id", images, "images"), ("category_id", categories, "categories")):
        if _id(entry, key) not in known:
            return f"{key} {json.dumps(entry.get(key))} is not among the {whole}"
    try:
        left, top, width, height = (float(side) for side in entry["bbox"])
        area = float(entry.get("area", width * height))
    except (KeyError, TypeError, ValueError):
        return "bbox is not four numbers, or area is none"
    if not np.isfinite([left, top, width, height, area]).all():
        return "bbox or area is not finite"
    box = [left, top, width, height]
    crowd = bool(entry.get("iscrowd"))
    return images[_id(entry, "image_id")], categories[_id(entry, "category_id")], box, area, crowd


def _arrays(rows: list[Row]) -> Boxes:
    image, category, box, area, crowd = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    return Boxes(
        np.array(image, dtype=np.int64),
        np.array(category, dtype=np.int64),
        np.array(box, dtype=float).reshape(-1, 4),
        np.array(area, dtype=float),
        np.array(crowd, dtype=bool),
        np.ones(len(rows)),
    )
