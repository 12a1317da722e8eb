"""The rows of a table as samples."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from datadiet.data.dataset import ANNOTATIONS, Dataset, Origin, Problem
from datadiet.data.readers.frame import IDS, is_frame

__all__ = ["dataset", "with_group"]

_CROP = ("left", "top", "right", "bottom")


def dataset(frame: pl.DataFrame, other: pl.DataFrame, origin: Origin, source: Any, label: str | None) -> Dataset:
    """Return a table as a data set: its columns are conditions, its rows samples without pixels.

    Args:
        frame: the table.
        other: that of the other side: `id` and `group` on one side alone name rows and what they depend on.
        origin: which side it is.
        source: where it came from.
        label: the column that is the class, where none is called so.
    """
    text = f"{origin} frame" if is_frame(source) else str(Path(source).expanduser().absolute())
    n, numbers = frame.height, pl.Series("id", [str(row) for row in range(frame.height)])
    named = next((name for name in IDS if name in frame.columns), None)
    unique = named is not None and frame[named].null_count() == 0 and frame[named].n_unique() == n
    double = () if named is None or unique else (_no_name(text, frame[named]),)
    own = "group" in frame.columns and "group" not in other.columns
    empty = pl.Series([None] * n, dtype=pl.String)
    first = "label" if "label" in frame.columns else label
    samples = pl.DataFrame(
        {
            "id": frame[named].cast(pl.String) if named is not None and unique else numbers,
            "uri": empty,
            "label": empty if first is None or frame[first].dtype.is_nested() else frame[first].cast(pl.String),
            "group": frame["group"].cast(pl.String) if own else empty,
        }
    )
    taken = {"id", "uri", "label", "group", *_CROP}
    more = frame.select(name for name in frame.columns if name not in taken)
    return Dataset(
        name=Path(text).name,
        origin=origin,
        source=text,
        format="" if is_frame(source) else "rows",
        samples=samples.hstack(more.get_columns()),
        annotations=ANNOTATIONS.to_frame(),
        problems=double,
    )


def _no_name(source: str, ids: pl.Series) -> Problem:
    """Say why rows are not called by their ids."""
    missing, twice = ids.null_count(), len(ids.drop_nulls()) - ids.drop_nulls().n_unique()
    what = f"{twice:,} values of the column '{ids.name}' are there before" if twice else f"'{ids.name}' is missing"
    more = f", and {missing:,} are missing" if twice and missing else "" if twice else f" in {missing:,} rows"
    return Problem(source, f"{what}{more}: rows are called by their numbers, from 0")


def with_group(data: Dataset, frame: pl.DataFrame, rule: str | None) -> Dataset:
    """Take a column `group` that is data as the groups, where that was asked for."""
    if rule != "group" or "group" not in frame.columns:
        return data
    return replace(data, samples=data.samples.with_columns(frame["group"].cast(pl.String).alias("group")))
