"""Labels from a file of their own, joined by name."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from datadiet.data import Dataset, metadata, tables
from datadiet.errors import DataError, OptionError

__all__ = ["NAMES", "join_labels"]

NAMES = ("label", "class", "category", "target")
"""What a column of labels is called."""


def join_labels(data: Sequence[Dataset], labels: str | None, level: str) -> list[Dataset]:
    """Join a file of labels to each side that it names; what is no file is a column, and is there already.

    Raises:
        OptionError: a file of labels for items, whose labels are those of their boxes.
        DataError: the file has no column of labels, or names no sample.
    """
    if labels is None or not Path(labels).is_file():
        return list(data)
    if level == "item":
        raise OptionError(
            f"labels from {labels} at the level item",
            expected="the labels of the annotated boxes, or the name of one of their columns",
            todo="leave out --labels, or use --level scene",
        )
    joined, _ = metadata.join_each(data, labels)
    column = _label_column(Path(labels))
    return [
        replace(side, samples=side.samples.with_columns(pl.col(column).cast(pl.String).alias("label")))
        if column in side.samples.columns
        else side
        for side in joined
    ]


def _label_column(file: Path) -> str:
    table = tables.load(file)
    rest = [name for name in table.columns if name != metadata.key_column(table, file)]
    found = next((name for name in rest if name.lower() in NAMES), rest[0] if len(rest) == 1 else None)
    if found is None:
        raise DataError(
            f"{file} has the columns {', '.join(table.columns)}", expected=f"a column called {', '.join(NAMES)}"
        )
    return found
