"""A training set without some of its samples, or of its boxes."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from datadiet.data.crowds import as_crowds, image_of, item_ids
from datadiet.data.spelling import plural
from datadiet.errors import DataError, OptionError
from datadiet.loop.training import Material
from datadiet.loop.training.parts import only

__all__ = ["Part", "Unit", "part_without"]

Unit = Literal["sample", "box"]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What is left."""

    rest: Material
    removed: int
    left: int
    unit: Unit
    """What is counted."""


def part_without(whole: Material, without: Collection[str]) -> Part:
    """Return a training set without some samples, or boxes that are called `<image id>#<number>`.

    Boxes are marked as crowds, and images in which no other box is left are left out.

    Raises:
        DataError: an id is unknown, or nothing would be left.
        OptionError: no ids.
    """
    ids, gone = whole.data.samples["id"], set(without)
    if not gone:
        raise OptionError("no samples to leave out", expected="the ids of a group of samples")
    samples = gone & set(ids)
    boxes = gone - samples
    known = set(item_ids(whole.data)) if whole.task == "detection" else set()
    if unknown := sorted(boxes - known):
        raise DataError(
            f"{len(unknown):,} of {plural(len(gone), 'id')} {'is' if len(unknown) == 1 else 'are'} not in "
            f"{whole.source}, such as {unknown[0]}",
            expected=f"ids such as {ids[0]}",
        )
    marked = replace(whole, data=as_crowds(whole.data, boxes)) if boxes else whole
    rows = (~ids.is_in([*samples, *_emptied(marked, boxes)])).arg_true().to_numpy()
    if not len(rows):
        raise DataError(f"nothing of {whole.source} would be left", expected="a group that is not all of it")
    rest = only(marked, rows)
    if not boxes:
        return Part(rest, len(whole) - len(rest), len(rest), "sample")
    before, after = (int((~each.data.annotations["crowd"]).sum()) for each in (whole, rest))
    return Part(rest, before - after, after, "box")


def _emptied(marked: Material, boxes: Collection[str]) -> set[str]:
    """Return the images of these boxes that have no others."""
    rest = marked.data.annotations.filter(~pl.col("crowd"))["sample"]
    return {image_of(box) for box in boxes} - set(rest)
