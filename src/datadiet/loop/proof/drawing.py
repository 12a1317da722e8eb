"""Mixtures of two training sets."""

from dataclasses import replace

import numpy as np
import polars as pl

from datadiet.errors import DataError
from datadiet.loop.training.material import Material
from datadiet.loop.training.parts import classes_in

__all__ = ["mixed"]


def mixed(first: Material, second: Material) -> Material:
    """Return two training sets as one; ids say which of the two a sample is of.

    Raises:
        DataError: they are of different kinds.
    """
    kinds = [(each.task, each.level, each.table is None, each.data.vectors is None) for each in (first, second)]
    if kinds[0] != kinds[1] or (first.table is not None and first.target != second.target):
        raise DataError(
            f"{first.source} and {second.source} cannot be mixed: {first.task} and {second.task}, or other columns",
            expected="two versions of one data set",
        )
    parts = [_named(each, f"{at}/") for at, each in enumerate((first, second), 1)]
    both = [each.data for each in parts]
    data = replace(
        both[0],
        samples=pl.concat([each.samples for each in both], how="diagonal_relaxed"),
        annotations=pl.concat([each.annotations for each in both], how="diagonal_relaxed"),
        vectors=None
        if both[0].vectors is None
        else np.concatenate([each.vectors for each in both if each.vectors is not None]),
        problems=(*both[0].problems, *both[1].problems),
        source=f"{first.source} + {second.source}",
        name=f"{both[0].name} + {both[1].name}",
    )
    table = (
        None
        if first.table is None or second.table is None
        else pl.concat([first.table, second.table], how="vertical_relaxed")
    )
    boxed = first.task == "detection"
    classes = classes_in(data)
    return replace(
        first,
        source=data.source,
        data=data,
        table=table,
        classes=classes,
        numbers={id: at for at, id in enumerate(data.samples["id"], 1)} if boxed else None,
        categories={name: at for at, name in enumerate(classes, 1)} if boxed else None,
        numbered=False,
        whole=None,
    )


def _named(material: Material, before: str) -> Material:
    """Return it with something before each id, so that the ids of two sets differ."""
    data = material.data
    samples = data.samples.with_columns((before + pl.col(name)).alias(name) for name in ("id", "group"))
    boxes = data.annotations.with_columns((before + pl.col("sample")).alias("sample"))
    return replace(material, data=replace(data, samples=samples, annotations=boxes))
