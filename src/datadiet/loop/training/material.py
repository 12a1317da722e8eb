"""What a model is trained or tested on: images with boxes, images with classes, or the rows of a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl

from datadiet.data import read
from datadiet.data.dataset import ANNOTATIONS, SAMPLES, Dataset, Problem
from datadiet.data.levels import at_level
from datadiet.errors import DataError, OptionError
from datadiet.loop.training.numbering import coco_numbers
from datadiet.scorecard.tables.reading import table_of
from datadiet.scorecard.tables.samples import dataset

__all__ = ["LEVELS", "Material", "Task", "classes_of", "material_of"]

Task = Literal["classification", "detection"]
LEVELS = ("scene", "item")
MOST_CLASSES = 1000
_TARGETS = ("label", "class", "category", "target")
NAMELESS = "object"
"""The class of boxes that have none."""


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """A training or test set, as a trainer gets it."""

    source: str
    task: Task
    data: Dataset
    """The samples; of detection with boxes and crowds in `annotations`, else with the class in the column `label`."""
    classes: tuple[str, ...]
    """Those that occur, sorted."""
    level: str = "scene"
    """`item`: samples are crops of annotated objects."""
    table: pl.DataFrame | None = None
    """The rows, in the order of the samples, where the data is a table."""
    target: str | None = None
    """The column of the table that is predicted."""
    numbers: Mapping[str, Any] | None = None
    """Of detection: sample id -> number of the image, that of the COCO file where the data is one."""
    categories: Mapping[str, Any] | None = None
    """Of detection: class -> number of the category, likewise."""
    numbered: bool = False
    """Whether the numbers are those of a COCO file that the user has."""
    whole: Dataset | pl.DataFrame | None = None
    """What was read, before any sample or box was left out; None of a part or a mixture of sets."""

    @property
    def labels(self) -> list[str | None]:
        """The class of each sample, in order."""
        return self.data.samples["label"].to_list()

    def __len__(self) -> int:
        return len(self.data)

    def knowing(self, classes: Sequence[str]) -> "Material":
        """Return it with numbers for further classes too; a COCO file says itself which it has."""
        if self.categories is None or self.numbered:
            return self
        new = [name for name in classes if name not in self.categories]
        more = {name: number for number, name in enumerate(new, len(self.categories) + 1)}
        return replace(self, categories={**self.categories, **more})


def material_of(
    source: Any, *, task: Task | None = None, level: str = "scene", target: str | None = None, labelled: bool = True
) -> Material:
    """Read a training or test set.

    Args:
        source: whatever `datadiet.data.read` takes, a table, or a frame.
        task: None is detection where there are boxes, else classification.
        level: `item` makes a sample of each annotated box; the task is then classification.
        target: of a table, the column to be predicted; None looks for label, class, category or target.
        labelled: whether samples without a class are left out, and data without any refused. Test data may have none.

    Raises:
        DataError: nothing is there, or nothing is labelled.
        OptionError: the level or target cannot be used with this data.
    """
    if isinstance(source, Material):
        return source
    if level not in LEVELS:
        raise OptionError(f"level is '{level}'", expected=" or ".join(LEVELS))
    frame = table_of(source)
    if frame is not None:
        return _of_table(source, frame, task, level, target, labelled)
    data = read(source, origin="real")  # first of all: it says so where nothing is there
    if target is not None:
        raise OptionError(f"the target '{target}' beside data that is no table", expected="a table with that column")
    if level == "item":
        return _of_classes(data, at_level(data, "item"), task, "item", labelled)
    if task == "classification" or (task is None and not data.annotations.height):
        return _of_classes(data, data, task, level, labelled)
    return _of_boxes(data, labelled)


def _of_boxes(data: Dataset, labelled: bool) -> Material:
    boxes = data.annotations.with_columns(pl.col("label").fill_null(NAMELESS), pl.col("crowd").fill_null(False))
    classes = classes_of(boxes)
    if labelled and not classes:
        raise DataError(
            f"{data.source} has no annotated boxes, which a detector learns from",
            expected="boxes from COCO, YOLO, Pascal VOC or FiftyOne",
            todo="give annotated data, or train a classifier on class folders",
        )
    if numbered := data.format == "coco":
        numbers, categories = coco_numbers(Path(data.source))
    else:
        numbers = {id: number for number, id in enumerate(data.samples["id"], 1)}
        categories = {name: number for number, name in enumerate(classes, 1)}
    return Material(
        data.source,
        "detection",
        replace(data, annotations=boxes),
        classes,
        numbers=numbers,
        categories=categories,
        numbered=numbered,
        whole=data,
    )


def classes_of(boxes: pl.DataFrame) -> tuple[str, ...]:
    """Return the classes that boxes have, sorted; crowds teach none."""
    return tuple(sorted(boxes.filter(~pl.col("crowd").fill_null(False))["label"].drop_nulls().unique()))


def _of_classes(whole: Dataset, data: Dataset, task: Task | None, level: str, labelled: bool) -> Material:
    if task == "detection":
        raise OptionError(f"detection at the level {level}", expected="the level scene, where images are whole")
    boxed = data.annotations.height > 0
    data = replace(data, annotations=ANNOTATIONS.to_frame()) if labelled else data
    kept = _labelled(data, "train a detector, or say --level item" if boxed else "label it") if labelled else data
    classes = tuple(sorted(kept.samples["label"].drop_nulls().unique()))
    return Material(whole.source, "classification", kept, classes, level=level, whole=whole)


def _labelled(data: Dataset, todo: str = "label it") -> Dataset:
    known = data.samples["label"].is_not_null()
    if not known.any():
        raise DataError(
            f"no sample of {data.source} has a label",
            expected="a folder for each class, or a column 'label'",
            todo=todo,
        )
    gone = tuple(Problem(id, "it has no label, and is left out") for id in data.samples.filter(~known)["id"])
    rows = known.to_numpy()
    vectors = None if data.vectors is None else np.ascontiguousarray(data.vectors[rows])
    return replace(data, samples=data.samples.filter(known), vectors=vectors, problems=(*data.problems, *gone))


def _of_table(
    source: Any, frame: pl.DataFrame, task: Task | None, level: str, target: str | None, labelled: bool
) -> Material:
    if task == "detection" or level == "item":
        raise OptionError("a table where images with boxes are due", expected="images, or --with probe")
    name = _target(frame, target, labelled)
    there = name if name in frame.columns else None
    data = dataset(frame, frame, "real", source, there)
    whole = frame
    label = pl.lit(None, pl.String) if there is None else frame[there].cast(pl.String)
    data = replace(data, samples=data.samples.select(list(SAMPLES)).with_columns(label.alias("label")))
    if labelled:
        known = data.samples["label"].is_not_null()
        data, frame = _labelled(data), frame.filter(known)
    classes = tuple(sorted(data.samples["label"].drop_nulls().unique()))
    if len(classes) > MOST_CLASSES:
        raise OptionError(
            f"the target '{name}' has {len(classes):,} values",
            expected=f"a column of at most {MOST_CLASSES:,} classes; numbers are not predicted",
        )
    return Material(data.source, "classification", data, classes, table=frame, target=name, whole=whole)


def _target(frame: pl.DataFrame, asked: str | None, labelled: bool) -> str | None:
    found = next((name for name in ((asked,) if asked else _TARGETS) if name in frame.columns), None)
    if found is None and labelled:
        raise OptionError(
            f"the table has no column '{asked}'" if asked else "no column of the table is said to be its target",
            expected=f"one of {', '.join(frame.columns[:30])}",
            todo="name it with --target",
        )
    if found is not None and frame.schema[found].is_float() and frame[found].n_unique() > len(frame) / 10:
        raise OptionError(f"the target '{found}' holds measured numbers", expected="a column of classes")
    return found or asked
