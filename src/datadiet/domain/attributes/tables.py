"""Annotations become columns: one row per image, or one row per object."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from datadiet.data.dataset import Dataset, Problem
from datadiet.data.levels import SIDES
from datadiet.domain.attributes.objects import COUNT_OF, ITEM, SCENE, TYPES, Objects, count_of
from datadiet.errors import DataError

__all__ = ["boxes_of_items", "boxes_of_scenes", "item_columns", "scene_columns"]

Size = tuple[int, int] | None
_NUMBER = "#number"


def boxes_of_scenes(dataset: Dataset) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    """Return the boxes of objects: `image`, `item`, `label` and the four sides, and a problem for each without area.

    Crowds are left out. An `item` has the name that `at_level` gives it.
    """
    number = pl.int_range(pl.len()).over("sample").alias(_NUMBER)
    name = pl.concat_str("sample", pl.lit("#"), pl.col(_NUMBER).cast(pl.String))
    annotations = dataset.annotations.filter(pl.col("sample").is_in(dataset.samples["id"].to_list()))
    boxes = annotations.with_columns(number).with_columns(image=pl.col("sample"), item=name)
    sound = _sound()
    problems = tuple(Problem(item, "the box has no area") for item in boxes.filter(~sound)["item"])
    objects = boxes.filter(sound & ~pl.col("crowd").fill_null(False))
    return objects.select("image", "item", "label", *SIDES), problems


def boxes_of_items(dataset: Dataset, whole: Dataset | None) -> pl.DataFrame:
    """Return the boxes that items belong to, columns as of scenes: as annotated in `whole`, else as they were cut."""
    if whole is None:
        cut = dataset.samples.filter(_sound())
        return cut.select(pl.col("uri").alias("image"), pl.col("id").alias("item"), "label", *SIDES)
    files = whole.samples.select(pl.col("id").alias("image"), "uri")
    boxes = boxes_of_scenes(whole)[0].join(files, on="image", how="left", maintain_order="left")
    strangers = dataset.samples.join(boxes, left_on="id", right_on="item", how="anti")["id"]
    if len(strangers):
        raise DataError(
            f"{len(strangers)} items such as '{strangers[0]}' are not annotated in {whole.name}",
            expected="the images that the items were cut from, with their annotations",
            todo="give as whole= what at_level was given",
        )
    return boxes.select(pl.col("uri").alias("image"), "item", "label", *SIDES)


def scene_columns(
    ids: Sequence[str], boxes: pl.DataFrame, sizes: Mapping[str, Size], names: Sequence[str]
) -> list[pl.Series]:
    """Return a column per name with a row per image; `sizes` goes by id."""
    objects = {image: found for image, _, found in _by_image(boxes, sizes)}
    columns = []
    for name in names:
        ask = SCENE.get(name) or count_of(name.removeprefix(COUNT_OF))
        values = [ask(objects.get(id) or _nothing(sizes.get(id))) for id in ids]
        kind = pl.Int64 if name not in SCENE else TYPES.get(name, pl.Float64)
        columns.append(pl.Series(name, values, kind))
    return columns


def item_columns(
    ids: Sequence[str], boxes: pl.DataFrame, sizes: Mapping[str, Size], names: Sequence[str]
) -> list[pl.Series]:
    """Return a column per name with a row per item; `sizes` goes by file."""
    rows: dict[str, dict[str, Any]] = {}
    for _, items, objects in _by_image(boxes, sizes):
        answers = {name: ITEM[name](objects) for name in names}
        rows |= {item: {name: answers[name][k] for name in names} for k, item in enumerate(items)}
    return [
        pl.Series(name, [rows[id][name] if id in rows else None for id in ids], TYPES.get(name, pl.Float64))
        for name in names
    ]


def _by_image(boxes: pl.DataFrame, sizes: Mapping[str, Size]) -> Iterator[tuple[str, list[str], Objects]]:
    wanted = boxes.filter(pl.col("image").is_in(list(sizes)))
    for some in wanted.partition_by("image", maintain_order=True):
        image = some["image"][0]
        sides = some.select(pl.col(SIDES).cast(pl.Float64)).to_numpy()
        yield image, some["item"].to_list(), Objects(sides, tuple(some["label"]), sizes[image])


def _nothing(size: Size) -> Objects:
    return Objects(np.empty((0, 4)), (), size)


def _sound() -> pl.Expr:
    """Whether a box is finite and has an area."""
    finite = pl.all_horizontal(pl.col(SIDES).is_finite().fill_null(False))
    return finite & (pl.col("right") > pl.col("left")) & (pl.col("bottom") > pl.col("top"))
