"""Boxes that nobody should learn from: marked as crowds, or left out."""

from collections.abc import Collection
from dataclasses import replace

import polars as pl

from datadiet.data.dataset import Dataset

__all__ = ["as_crowds", "image_of", "item_ids", "without_boxes"]


def item_ids(dataset: Dataset) -> pl.Series:
    """Return what each annotated box is called at the level `item`: `<image id>#<number of the box in its image>`."""
    number = pl.int_range(pl.len()).over("sample").cast(pl.String)
    return dataset.annotations.select(pl.concat_str("sample", pl.lit("#"), number)).to_series()


def image_of(item: str) -> str:
    """Return the id of the image that an item is in."""
    return item.rpartition("#")[0]


def as_crowds(dataset: Dataset, items: Collection[str]) -> Dataset:
    """Return the data set with the boxes of some items marked as crowds.

    A trainer that knows COCO's `iscrowd` neither learns from what is there nor takes it for background.
    """
    chosen = item_ids(dataset).is_in(list(items))
    marked = dataset.annotations.with_columns((pl.col("crowd").fill_null(False) | chosen).alias("crowd"))
    return replace(dataset, annotations=marked)


def without_boxes(dataset: Dataset, items: Collection[str]) -> Dataset:
    """Return the data set without the boxes of some items: what is there is then taken for background."""
    return replace(dataset, annotations=dataset.annotations.filter(~item_ids(dataset).is_in(list(items))))
