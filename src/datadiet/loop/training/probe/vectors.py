"""Training and test data as vectors: embedded images, given vectors, or rows in the space of the training rows."""

from functools import partial
from typing import Any

import numpy as np
import polars as pl
from pydantic import TypeAdapter

from datadiet.data.levels import image_refs
from datadiet.embed.loading import load
from datadiet.embed.rows import RowSpace
from datadiet.embed.run import embed_images
from datadiet.engine.progress import Progress
from datadiet.errors import DataError
from datadiet.loop.training.material import Material
from datadiet.schema import Column, infer
from datadiet.scorecard.tables.coding import code, with_other

__all__ = ["groups_of", "image_vectors", "row_space", "row_vectors", "space_facts", "space_of_facts"]

_COLUMNS = TypeAdapter(tuple[Column, ...])


def image_vectors(material: Material, embedder: str, progress: Progress) -> tuple[np.ndarray, list[str], str]:
    """Return (n, D) vectors of the samples that can be read, their ids, and the embedder's fingerprint."""
    if material.data.vectors is not None:
        return material.data.vectors, material.data.samples["id"].to_list(), "given"
    with_progress = partial(progress, "embedding")
    found = embed_images(image_refs(material.data), load(embedder), progress=with_progress)
    if not found.embedding.ids:
        first = found.problems[0].reason if found.problems else "there are none"
        raise DataError(f"no image of {material.source} can be read ({first})", expected="at least one that can")
    return found.embedding.vectors, list(found.embedding.ids), found.embedding.fingerprint


def row_space(material: Material) -> RowSpace:
    """Return the space of the training rows, without the target."""
    assert material.table is not None
    frame = material.table.drop(material.target or "", strict=False)
    columns = with_other(tuple(column for column in infer(frame, name=material.source).columns if column.modelled))
    return RowSpace.of(code(frame, columns, "training"))


def row_vectors(material: Material, space: RowSpace) -> np.ndarray:
    """Return (n, D) vectors of rows; DataError where a column is missing."""
    table = material.table
    assert table is not None
    if gone := [column.name for column in space.columns if column.name not in table.columns]:
        raise DataError(
            f"{material.source} has no column '{gone[0]}'",
            expected=f"the columns that the model was trained on: {', '.join(c.name for c in space.columns[:20])}",
        )
    return space.vectors(code(table, space.columns, "test"))


def space_facts(space: RowSpace) -> tuple[list[Any], dict[str, np.ndarray]]:
    """Return a space as facts for JSON and arrays."""
    return _COLUMNS.dump_python(space.columns, mode="json"), space.arrays()


def space_of_facts(columns: list[Any], arrays: dict[str, np.ndarray]) -> RowSpace:
    """Return what `space_facts` took apart."""
    return RowSpace.from_arrays(_COLUMNS.validate_python(columns), arrays)


def groups_of(samples: pl.DataFrame) -> np.ndarray:
    """Return (n,) int: the group of each sample; one that has none is alone."""
    names = samples.select(pl.coalesce(pl.col("group"), pl.concat_str(pl.lit("\x00"), pl.col("id"))))
    return np.unique(names.to_series().to_numpy().astype(str), return_inverse=True)[1]
