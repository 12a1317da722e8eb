"""The annotations of a COCO test set as boxes; what cannot be used, or is there again, is listed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from datadiet.data.dataset import Problem
from datadiet.data.spelling import plural
from datadiet.errors import DataError
from datadiet.loop.proof.usable import unusable
from datadiet.measure.detection import Boxes

__all__ = ["Entry", "coco_boxes", "id_of"]

TWICE = "a second annotation with this id; the first one is kept"
Entry = Mapping[str, Any]
Row = tuple[int, int, list[float], float, bool]
"""Image, class, box (left, top, width, height), area, crowd."""


def id_of(entry: Entry, key: str) -> int | str | None:
    """Return an id, 7.0 as 7; None where it is of a kind that can be none."""
    value = entry.get(key)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int | str) else None


def coco_boxes(
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
        elif seen.again(id_of(entry, "id"), row):
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
        if id_of(entry, key) not in known:
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
    return images[id_of(entry, "image_id")], categories[id_of(entry, "category_id")], box, area, crowd


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
