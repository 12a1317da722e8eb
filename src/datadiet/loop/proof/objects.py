"""The annotated boxes of a test set, from any format."""

from pathlib import Path

import numpy as np
import polars as pl

from datadiet.data import read
from datadiet.data.dataset import Dataset
from datadiet.data.readers.coco import CocoReader
from datadiet.data.spelling import plural
from datadiet.errors import DataError
from datadiet.loop.proof.coco import coco_truth
from datadiet.loop.proof.truth import Truth, numbers_of
from datadiet.loop.proof.usable import size_of
from datadiet.measure.detection import Boxes

__all__ = ["objects_of"]


def objects_of(source: str | Path) -> Truth:
    """Read the annotated boxes of a test set: COCO as it stands, anything else through its reader.

    COCO needs no image files, and nothing in it is clipped, so that average precision is what other tools make of the
    same boxes. Boxes that nothing can find, without area or outside of their image, are left out and listed.

    Raises:
        DataError: it cannot be read, or nothing is annotated.
    """
    path = Path(source)
    truth = coco_truth(path) if CocoReader().recognises(path) else _read_boxes(read(path, origin="real"))
    if truth.objects is None or not len(truth.objects):
        problems = truth.data.problems
        why = f" that can be used; the first is {problems[0].where}, {problems[0].reason}" if problems else ""
        raise DataError(
            f"{source} has {plural(len(truth), 'image')} and not one annotated box{why}",
            expected="ground truth with the objects that are to be found",
            todo="name the annotated test set with --gt",
        )
    return truth


def _read_boxes(data: Dataset) -> Truth:
    """Take the boxes of any other format: classes are their names, in the order of the alphabet."""
    rows = data.annotations.filter(pl.col("label").is_not_null())
    classes = tuple(sorted(rows["label"].unique().to_list()))
    numbers, class_numbers = numbers_of(data), {name: at for at, name in enumerate(classes)}
    corners = rows.select("left", "top", "right", "bottom").to_numpy()
    size = corners[:, 2:] - corners[:, :2]
    objects = Boxes(
        image=np.array([numbers[sample] for sample in rows["sample"]], dtype=np.int64),
        category=np.array([class_numbers[label] for label in rows["label"]], dtype=np.int64),
        box=np.concatenate([corners[:, :2], size], axis=1),
        area=size.prod(axis=1),
        crowd=rows["crowd"].fill_null(False).to_numpy(),
        score=np.ones(rows.height),
    )
    sizes = np.array([size_of((None, None), uri) for uri in data.samples["uri"]], dtype=float).reshape(-1, 2)
    return Truth(data, numbers, classes, class_numbers, objects, None, sizes)
