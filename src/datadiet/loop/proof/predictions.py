"""What models said of the test samples: found in files, model folders, and folders of several training seeds."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from datadiet.data import tables
from datadiet.data.spelling import plural
from datadiet.errors import DataError
from datadiet.loop.proof.detections import refuse
from datadiet.loop.proof.naming import refuse_unknown, some
from datadiet.loop.proof.truth import Truth

__all__ = ["BOXES", "LABELS", "Labelled", "files_of", "read_labels"]

BOXES, LABELS = "results.json", "predictions.csv"
RUN = "scorecard.json"
"""Stands in the folder of a run that scored or valued data."""


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
        if (path / RUN).is_file():
            raise DataError(
                f"{path} is a run of `datadiet score` or `datadiet value`, and no model",
                expected="the predictions of two models",
                todo="compare runs with `datadiet compare`; train models on the data first, with `datadiet train`",
            )
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
            f"{file} has {plural(len(twice), 'id')} more than once: {some(twice)}",
            expected="one prediction a sample",
            todo="mend what writes the predictions",
        )
    at = [truth.keys.get(id) for id in ids]
    unknown = [("id", id) for id, place in zip(ids, at, strict=True) if place is None]
    refuse_unknown(file, unknown, truth.keys)
    names = frame["label"].cast(pl.String)
    if not any(name in truth.class_keys for name in names):
        raise DataError(
            f"{file}: not one predicted class is one of the ground truth: {some(names.drop_nulls().unique().sort())}",
            expected=f"classes such as {some(truth.classes)}",
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
    refuse(file, (score < 0) | (score > 1), frame.select("id", "score").to_dicts(), "score", "scores outside of 0 to 1")
    return score
