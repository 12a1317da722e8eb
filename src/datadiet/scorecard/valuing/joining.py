"""Labels from a file of their own, joined by name."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from datadiet.data import Dataset, Problem, metadata, tables
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
    column = _label_column(Path(labels))
    empty = [replace(side, samples=side.samples.with_columns(pl.lit(None, pl.String).alias("label"))) for side in data]
    joined, _ = metadata.join_each(empty, labels)
    return [
        _unnamed(own, labels) if side is blank else _labelled(side, column)
        for own, blank, side in zip(data, empty, joined, strict=True)
    ]


def _labelled(side: Dataset, column: str) -> Dataset:
    """Take the labels of the file alone: a sample that it does not name has none."""
    return replace(side, samples=side.samples.with_columns(pl.col(column).cast(pl.String).alias("label")))


def _unnamed(own: Dataset, file: str) -> Dataset:
    problem = Problem(file, f"names no sample of {own.name}, which keeps the labels that it has")
    return replace(own, problems=(*own.problems, problem))


def _label_column(file: Path) -> str:
    table = tables.load(file)
    rest = [name for name in table.columns if name != metadata.key_column(table, file)]
    found = next((name for name in rest if name.lower() in NAMES), rest[0] if len(rest) == 1 else None)
    if found is None:
        raise DataError(
            f"{file} has the columns {', '.join(table.columns)}", expected=f"a column called {', '.join(NAMES)}"
        )
    return found
