"""One data set at three levels: the items in it, what is around them, and whole scenes."""

import dataclasses

import polars as pl

from datadiet.data.dataset import ANNOTATIONS, SAMPLES, Box, Dataset, ImageRef, Problem
from datadiet.errors import DataError, OptionError

__all__ = ["at_level", "image_refs"]

SIDES = ("left", "top", "right", "bottom")
_NUMBER = "#number"


def at_level(dataset: Dataset, level: str, *, margin: float = 0.1) -> Dataset:
    """Return the data set whose samples are the items, the environments or the scenes of `dataset`.

    Args:
        dataset: images, with annotations for item and environment.
        level: `item`: one sample per annotated box, called `<image id>#<number of the box in its image>`, with the
            label of the box, the conditions of the image and of the box (which come first where they are called alike),
            and the image as its group unless one was declared;
            `environment`: every image with its boxes blanked out; `scene`: the data set as it is.
        margin: share of the width and height of a box that is added on each side of it.

    Boxes without area are listed as problems and skipped; boxes of crowds are blanked out but are no items. DataError
    where the level needs annotations and there are none.
    """
    if level == "scene":
        return dataset
    if level not in ("item", "environment"):
        raise OptionError(f"level is '{level}'", expected="item, environment or scene")
    boxes, problems = _usable(dataset, level)
    boxes = _grown(boxes, margin)
    if level == "environment":
        kept = boxes.select(list(ANNOTATIONS))
        return dataclasses.replace(dataset, annotations=kept, problems=dataset.problems + problems, masked=True)
    samples = _items(dataset.samples, boxes.filter(~pl.col("crowd").fill_null(False)))
    return dataclasses.replace(
        dataset, samples=samples, annotations=ANNOTATIONS.to_frame(), problems=dataset.problems + problems
    )


def image_refs(dataset: Dataset) -> tuple[ImageRef, ...]:
    """Return what a worker needs for each sample, in row order; DataError for vectors, which have no images."""
    if dataset.vectors is not None:
        raise DataError(f"{dataset.name} is a set of vectors", expected="images")
    columns = dataset.samples
    crops: list[Box | None] = [None] * len(dataset)
    if all(side in columns.columns and columns.schema[side].is_numeric() for side in SIDES):
        crops = [None if None in row else row for row in columns.select(SIDES).iter_rows()]
    masks = _boxes_by_sample(dataset.annotations) if dataset.masked else {}
    return tuple(
        ImageRef(id=id, uri=uri, crop=crop, masked=masks.get(id, ()))
        for id, uri, crop in zip(columns["id"], columns["uri"], crops, strict=True)
    )


def _usable(dataset: Dataset, level: str) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    """The boxes that have an area, numbered within their image, and a problem for each that has none."""
    if not dataset.annotations.height:
        raise DataError(
            f"{dataset.name} has no annotated boxes, which the level '{level}' needs",
            expected="boxes from COCO, YOLO, Pascal VOC or FiftyOne",
            todo="use the level scene, or give a data set with annotations",
        )
    number = pl.int_range(pl.len()).over("sample")
    boxes = dataset.annotations.with_columns(number.alias(_NUMBER))
    finite = pl.all_horizontal(pl.col(SIDES).is_finite().fill_null(False))
    area = finite & (pl.col("right") > pl.col("left")) & (pl.col("bottom") > pl.col("top"))
    problems = tuple(
        Problem(f"{sample}#{k}", "the box has no area") for sample, k in boxes.filter(~area)["sample", _NUMBER].rows()
    )
    usable = boxes.filter(area)
    if not usable.height:
        raise DataError(
            f"not one of the {boxes.height} boxes of {dataset.name} has an area", todo="use the level scene"
        )
    return usable, problems


def _grown(boxes: pl.DataFrame, margin: float) -> pl.DataFrame:
    width, height = (pl.col("right") - pl.col("left")) * margin, (pl.col("bottom") - pl.col("top")) * margin
    return boxes.with_columns(
        (pl.col("left") - width).clip(lower_bound=0.0),
        (pl.col("top") - height).clip(lower_bound=0.0),
        pl.col("right") + width,
        pl.col("bottom") + height,
    )


def _items(samples: pl.DataFrame, boxes: pl.DataFrame) -> pl.DataFrame:
    own = [name for name in boxes.columns if name not in ANNOTATIONS and name not in SAMPLES and name != _NUMBER]
    images = samples.drop("label", *SIDES, *own, strict=False)
    boxes = boxes.select(pl.col("sample").alias("id"), "label", _NUMBER, *SIDES, *own)
    items = images.join(boxes, on="id", how="inner", maintain_order="left_right")
    named = items.with_columns(
        id=pl.concat_str("id", pl.lit("#"), pl.col(_NUMBER).cast(pl.String)),
        group=pl.coalesce("group", "id"),
    )
    conditions = [name for name in images.columns if name not in SAMPLES]
    return named.select(*SAMPLES, *SIDES, *conditions, *own)


def _boxes_by_sample(annotations: pl.DataFrame) -> dict[str, tuple[Box, ...]]:
    masks: dict[str, list[Box]] = {}
    for sample, *box in annotations.select("sample", *SIDES).iter_rows():
        left, top, right, bottom = box
        masks.setdefault(sample, []).append((left, top, right, bottom))
    return {sample: tuple(boxes) for sample, boxes in masks.items()}
