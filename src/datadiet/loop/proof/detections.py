"""What a detector said of the test images: COCO results."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from datadiet.data.dataset import Problem
from datadiet.data.spelling import plural
from datadiet.errors import DataError
from datadiet.loop.proof.naming import numbered
from datadiet.loop.proof.truth import Truth
from datadiet.loop.proof.usable import unusable
from datadiet.measure.detection import Boxes

__all__ = ["Given", "read_boxes", "refuse"]

Entries = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Given:
    """The detections of one file."""

    boxes: Boxes
    unusable: tuple[Problem, ...]
    """Those without area, or outside of their image: false alarms, whatever the truth is."""


def read_boxes(file: Path, truth: Truth) -> Given:
    """Read COCO results: a list of image_id, category_id, bbox and score.

    An image may be called by its id or by its file name (`file_name`), a class by its id or name (`category`). Boxes
    without area, or wholly outside of their image, are listed; they stay, as the false alarms that they are.

    Raises:
        DataError: it is not such a list, or boxes, scores, images or classes cannot be used; all are counted.
    """
    entries = _list(file)
    image = numbered(file, entries, ("image_id", "file_name"), truth.keys, truth.ids)
    category = numbered(file, entries, ("category_id", "category"), truth.class_keys, truth.class_ids)
    box = np.array([_box(entry) for entry in entries], dtype=float).reshape(-1, 4)
    score = np.array([_plain(entry.get("score")) for entry in entries], dtype=float)
    bad = ~np.isfinite(box).all(axis=1) | (box[:, 2:] < 0).any(axis=1)
    refuse(file, bad, entries, "bbox", "boxes that are not four finite numbers of no negative size")
    refuse(file, ~((score >= 0) & (score <= 1)), entries, "score", "scores outside of 0 to 1")
    sizes = np.full((len(truth), 2), np.nan) if truth.sizes is None else truth.sizes
    odd = unusable(box, sizes[image])
    problems = tuple(Problem(f"number {at + 1}", reason) for at, reason in odd.items())
    if problems and len(problems) == len(entries):
        raise DataError(
            f"{file}: not one of {plural(len(entries), 'box', 'boxes')} can be used; the first is "
            f"{problems[0].where}, {problems[0].reason}",
            expected="bbox [left, top, width, height] in pixels of the test image",
            todo="mend what writes the predictions, or name the right ground truth",
        )
    crowd = np.zeros(len(entries), dtype=bool)
    boxes = Boxes(image=image, category=category, box=box, area=box[:, 2] * box[:, 3], crowd=crowd, score=score)
    return Given(boxes, problems)


def _list(file: Path) -> list[Mapping[str, Any]]:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"{file} is not valid JSON ({error})", todo="write the predictions again") from error
    if not isinstance(found, list) or not all(isinstance(entry, Mapping) for entry in found):
        raise DataError(
            f"{file} is not a list of detections",
            expected="COCO results: [{image_id, category_id, bbox, score}, …]",
            todo="name the predictions of the model; the ground truth goes to --gt",
        )
    return found


def refuse(file: Path, bad: np.ndarray, entries: Entries, key: str, what: str) -> None:
    """Refuse predictions of which some make no sense.

    Args:
        file: for messages.
        bad: (n,) whether each is.
        entries: n.
        key: of the value that is wrong.
        what: they have, in the plural.

    Raises:
        DataError: one is bad.
    """
    if bad.any():
        first, count = int(np.flatnonzero(bad)[0]), int(bad.sum())
        raise DataError(
            f"{file}: {count:,} of {plural(len(bad), 'prediction')} {'has' if count == 1 else 'have'} {what}; the "
            f"first is number {first + 1}, with {key} {json.dumps(entries[first].get(key), ensure_ascii=False)}",
            expected="score from 0 to 1" if key == "score" else "bbox [left, top, width, height] in pixels",
            todo="mend what writes the predictions",
        )


def _box(entry: Mapping[str, Any]) -> list[float]:
    box = entry.get("bbox")
    return [_plain(side) for side in box] if isinstance(box, list) and len(box) == 4 else [math.nan] * 4


def _plain(value: Any) -> float:
    """Return a number, and NaN for anything else."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
