"""Part of a training set."""

from dataclasses import replace

import numpy as np
import polars as pl

from datadiet.data.dataset import Dataset
from datadiet.loop.training.material import Material, classes_of

__all__ = ["classes_in", "only"]


def only(material: Material, rows: np.ndarray) -> Material:
    """Return some samples of a training set, with their boxes, in the order of the rows."""
    data = material.data
    samples = data.samples[rows.tolist()]
    boxes = data.annotations.filter(pl.col("sample").is_in(samples["id"].implode()))
    vectors = None if data.vectors is None else np.ascontiguousarray(data.vectors[rows])
    table = None if material.table is None else material.table[rows.tolist()]
    part = replace(data, samples=samples, annotations=boxes, vectors=vectors)
    return replace(material, data=part, table=table, classes=classes_in(part), whole=None)


def classes_in(data: Dataset) -> tuple[str, ...]:
    """Return the classes of boxes, where there are any, else those of samples; sorted."""
    if data.annotations.height:
        return classes_of(data.annotations)
    return tuple(sorted(data.samples["label"].drop_nulls().unique().to_list()))
