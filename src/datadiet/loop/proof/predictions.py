"""What models said of the test samples: found in files, model folders, and folders of several training seeds."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from datadiet.data import tables
from datadiet.errors import DataError
from datadiet.loop.proof.truth import Truth
from datadiet.measure.detection import Boxes

__all__ = ["BOXES", "LABELS", "Labelled", "files_of", "read_boxes", "read_labels"]

BOXES, LABELS = "results.json", "predictions.csv"
_SHOWN = 3


def files_of(source: str | Path) -> tuple[Path, ...]:
    """Return the files of predictions, one a training seed, in the order of the seeds.

    Args:
        source: a file, a model folder with results.json or predictions.csv, or a folder of seed-0, seed-1, …

    Raises:
        DataError: there is none, or the seeds do not all have the same kind.
    """
    path = Path(source)
    if path.is_file():
        return (path,)
    folders = sorted(path.glob("seed-*"), key=_number) if path.is_dir() else []
    found = tuple(file for folder in folders or [path] for file in _in(folder))
    missing = [folder.name for folder in folders if not _in(folder)]
    if not found or missing:
        where = f"{path}: {', '.join(missing)}" if missing and found else str(path)
        raise DataError(
            f"{where} {'holds' if path.exists() else 'does not exist, and so holds'} no predictions",
            expected=f"{BOXES}, {LABELS}, a model folder with one of them, or folders seed-0, seed-1, … of such",
            todo="train it with a test set: datadiet train DATA --with TRAINER --test REAL --out MODEL",
        )
    if len({file.name for file in found}) > 1:
        raise DataError(f"{path} holds both {BOXES} and {LABELS}", expected="predictions of one task")
    return found


def _in(folder: Path) -> list[Path]:
    return [folder / name for name in (BOXES, LABELS) if (folder / name).is_file()]


def _number(folder: Path) -> tuple[int, str]:
    digits = folder.name.rpartition("-")[2]
    return (int(digits) if digits.isdigit() else -1), folder.name


def read_boxes(file: Path, truth: Truth) -> Boxes:
    """Read COCO results: a list of image_id, category_id, bbox and score.

    An image may be called by its id or by its file name (`file_name`), a class by its id or name (`category`).

    Raises:
        DataError: it is not such a list, or boxes, scores, images or classes cannot be used; all are counted.
    """
    entries = _list(file)
    images = [_known(entry, ("image_id", "file_name"), truth.keys) for entry in entries]
    kinds = [_known(entry, ("category_id", "category"), truth.class_keys) for entry in entries]
    _refuse_unknown(
        file, "image", [e.get("image_id") for e, at in zip(entries, images, strict=True) if at is None], truth.keys
    )
    _refuse_unknown(
        file,
        "category",
        [e.get("category_id") for e, at in zip(entries, kinds, strict=True) if at is None],
        truth.class_keys,
    )
    box = np.array([_box(entry) for entry in entries], dtype=float).reshape(-1, 4)
    score = np.array([_plain(entry.get("score")) for entry in entries], dtype=float)
    bad = ~np.isfinite(box).all(axis=1) | (box[:, 2:] < 0).any(axis=1)
    _refuse(file, bad, entries, "bbox", "boxes that are not four finite numbers of no negative size")
    _refuse(file, ~((score >= 0) & (score <= 1)), entries, "score", "scores outside of 0 to 1")
    return Boxes(
        image=np.array(images, dtype=np.int64),
        category=np.array(kinds, dtype=np.int64),
        box=box,
        area=box[:, 2] * box[:, 3],
        crowd=np.zeros(len(box), dtype=bool),
        score=score,
    )


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


def _known(entry: Mapping[str, Any], names: Iterable[str], keys: Mapping[Any, int]) -> int | None:
    for name in names:
        value = entry.get(name)
        if isinstance(value, int | str) and not isinstance(value, bool) and value in keys:
            return keys[value]
    return None


def _refuse_unknown(file: Path, what: str, unknown: list[Any], keys: Mapping[Any, int]) -> None:
    if not unknown:
        return
    different = list(dict.fromkeys(map(str, unknown)))
    raise DataError(
        f"{file}: {len(unknown):,} predictions name {len(different):,} {what} ids that the ground truth does not have: "
        + _some(different),
        expected=f"ids of the ground truth, such as {_some(dict.fromkeys(map(str, keys)))}",
        todo="predict on the same test set, or name the right ground truth",
    )


def _refuse(file: Path, bad: np.ndarray, entries: Sequence[Mapping[str, Any]], key: str, what: str) -> None:
    if bad.any():
        first = int(np.flatnonzero(bad)[0])
        raise DataError(
            f"{file}: {int(bad.sum()):,} of {len(bad):,} predictions have {what}; the first is number {first + 1}, "
            f"with {key} {entries[first].get(key)}",
            expected="bbox [left, top, width, height] in pixels and score from 0 to 1",
            todo="mend what writes the predictions",
        )


def _some(names: Iterable[str]) -> str:
    shown = list(names)
    return ", ".join(shown[:_SHOWN]) + (", …" if len(shown) > _SHOWN else "")


def _box(entry: Mapping[str, Any]) -> list[float]:
    box = entry.get("bbox")
    return [_plain(side) for side in box] if isinstance(box, list) and len(box) == 4 else [math.nan] * 4


def _plain(value: Any) -> float:
    """Return a number, and NaN for anything else."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan


@dataclass(frozen=True, slots=True)
class Labelled:
    """Predicted classes."""

    label: np.ndarray
    """(n,) number of the class; -1 where the model says nothing, -2 a class that the test set does not have."""
    score: np.ndarray
    """(n,) how sure it is; NaN where it does not say."""


def read_labels(file: Path, truth: Truth) -> Labelled:
    """Read predicted classes: a table with the columns id and label, and score if known.

    A class that the test set does not hold is a wrong answer, not an error: a model may know more classes.

    Raises:
        DataError: columns are missing, an id is there twice or unknown, a score is outside of 0 to 1, or not one
            predicted class is known.
    """
    frame = tables.load(file)
    if not {"id", "label"} <= set(frame.columns):
        raise DataError(
            f"{file} has the columns {', '.join(frame.columns)}", expected="id and label, and score if known"
        )
    ids = frame["id"].cast(pl.String).fill_null("")
    twice = ids.filter(ids.is_duplicated()).unique(maintain_order=True)
    if len(twice):
        raise DataError(
            f"{file}: {len(twice):,} ids are there more than once: {_some(twice)}",
            expected="one prediction a sample",
            todo="mend what writes the predictions",
        )
    at = [truth.keys.get(id) for id in ids]
    _refuse_unknown(file, "sample", [id for id, place in zip(ids, at, strict=True) if place is None], truth.keys)
    names = frame["label"].cast(pl.String)
    if not any(name in truth.class_keys for name in names):
        raise DataError(
            f"{file}: not one predicted class is one of the ground truth: {_some(names.drop_nulls().unique().sort())}",
            expected=f"classes such as {_some(truth.classes)}",
            todo="name the right ground truth, or write classes by name",
        )
    label, score = np.full(len(truth), -1), np.full(len(truth), np.nan)
    rows = np.array(at, dtype=np.int64)
    label[rows] = [-1 if name is None else truth.class_keys.get(name, -2) for name in names]
    score[rows] = _scores(file, frame)
    return Labelled(label, score)


def _scores(file: Path, frame: pl.DataFrame) -> np.ndarray:
    if "score" not in frame.columns:
        return np.full(frame.height, np.nan)
    score: np.ndarray = frame["score"].cast(pl.Float64, strict=False).fill_null(float("nan")).to_numpy()
    _refuse(
        file, (score < 0) | (score > 1), frame.select("id", "score").to_dicts(), "score", "scores outside of 0 to 1"
    )
    return score
