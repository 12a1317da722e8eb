"""Two sets of data as one, so that one draft holds both and they can be compared within it."""

import dataclasses

import numpy as np
import polars as pl

from datadiet.data.dataset import Dataset
from datadiet.errors import DataError

__all__ = ["together"]


def together(first: Dataset, second: Dataset) -> Dataset:
    """Return the samples of two data sets as one, ids kept apart by `first/` and `second/`.

    A column that only one has is unknown in the other. Of tables only the columns of numbers that both have are kept.

    Raises:
        DataError: one holds images and the other rows of numbers, or their metadata is of different kinds.
    """
    if (first.vectors is None) != (second.vectors is None):
        raise DataError(
            f"{first.name} and {second.name} are of different kinds", expected="two sets of images, or two tables"
        )
    parts = [_renamed(first, "first"), _renamed(second, "second")]
    columns, vectors = _numbers(first, second)
    try:
        samples = pl.concat([part.samples for part in parts], how="diagonal_relaxed")
    except pl.exceptions.PolarsError as error:
        raise DataError(f"the metadata of {first.name} and {second.name} do not go together: {error}") from None
    return dataclasses.replace(
        first,
        name=f"{first.name} and {second.name}",
        samples=samples,
        annotations=pl.concat([part.annotations for part in parts], how="diagonal_relaxed"),
        problems=(*first.problems, *second.problems),
        vectors=vectors,
        columns=columns,
        root=None,
    )


def _renamed(data: Dataset, name: str) -> Dataset:
    samples = data.samples.with_columns(id=pl.lit(f"{name}/") + pl.col("id"))
    annotations = data.annotations.with_columns(sample=pl.lit(f"{name}/") + pl.col("sample"))
    return dataclasses.replace(data, samples=samples, annotations=annotations)


def _numbers(first: Dataset, second: Dataset) -> tuple[tuple[str, ...], np.ndarray | None]:
    if first.vectors is None or second.vectors is None:
        return (), None
    shared = tuple(name for name in first.columns if name in second.columns)
    rows = [part[:, [names.index(name) for name in shared]] for part, names in _tables(first, second)]
    return shared, np.vstack(rows)


def _tables(*data: Dataset) -> list[tuple[np.ndarray, tuple[str, ...]]]:
    return [(one.vectors, one.columns) for one in data if one.vectors is not None]
