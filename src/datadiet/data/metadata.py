"""Conditions from a table beside the data, matched by file name."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

import polars as pl

from datadiet.data import tables
from datadiet.data.dataset import Dataset, Problem
from datadiet.data.readers.frame import PATHS
from datadiet.errors import DataError

__all__ = ["doubles", "join", "join_each", "key_column", "match"]

_PROTECTED = ("id", "uri")


def join(dataset: Dataset, file: str | Path) -> Dataset:
    """Return the data set with the columns of a table (CSV, JSON, JSON lines or Parquet) as conditions.

    A row belongs to the sample whose path relative to the folder, else file name, else name without suffix, is what
    the row's column `path`, `filename`, `file`, `image` or `id` says. Where the table has a value it wins over what is
    there; a sample without a row gets nulls. Names that fit several rows or samples are listed and left out.
    DataError where no row fits.
    """
    table = tables.load(Path(file))
    key = key_column(table, Path(file))
    names = [str(name).replace("\\", "/") for name in table[key]]
    problems = doubles(names, Path(file))
    paths = [_path(id, uri, dataset.root) for id, uri in dataset.samples["id", "uri"].iter_rows()]
    rows = match(dataset.samples["id"].to_list(), paths, names)
    if not any(row is not None for row in rows):
        raise DataError(
            f"0 of the {len(names)} rows of {file} match the {len(dataset)} samples of {dataset.name}",
            expected=f"names such as '{dataset.samples['id'][0]}' in the column '{key}', which has '{names[0]}'",
            todo="write paths relative to the folder, or plain file names",
        )
    columns = table.drop(key, *_PROTECTED, strict=False)
    found = columns.select(pl.all().gather(pl.Series(rows, dtype=pl.UInt32)))
    samples = dataset.samples.with_columns(_merged(dataset.samples, column) for column in found.get_columns())
    return dataclasses.replace(dataset, samples=samples, problems=(*dataset.problems, *problems))


def join_each(data: Sequence[Dataset], file: str | Path) -> tuple[list[Dataset], list[DataError]]:
    """Join a table to each data set that it names, and return the reasons why it fits the others not.

    DataError where it names no sample of any.
    """
    joined: list[Dataset] = []
    failures: list[DataError] = []
    for one in data:
        try:
            joined.append(join(one, file))
        except DataError as error:
            failures.append(error)
            joined.append(one)
    if len(failures) == len(data) == 1:
        raise failures[0]
    if len(failures) == len(data):
        raise DataError(
            f"no row of {file} matches a sample of {' or of '.join(one.name for one in data)}",
            expected=f"names such as {' or '.join(repr(one.samples['id'][0]) for one in data)}",
            todo="write paths relative to the folder, or plain file names",
        ) from failures[0]
    return joined, failures


def key_column(table: pl.DataFrame, file: Path) -> str:
    """Return the column that names the samples; DataError where there is none."""
    lower = {column.lower(): column for column in table.columns}
    for name in (*PATHS, "id", "name"):
        if name in lower:
            return lower[name]
    raise DataError(
        f"{file} has no column that names files, only {', '.join(table.columns)}",
        expected=f"one called {', '.join(PATHS)} or id",
    )


def doubles(names: list[str], file: Path) -> list[Problem]:
    """List the names that several rows have."""
    counts = Counter(names)
    return [
        Problem(f"{file}: {name}", f"{count} rows with this name; the first one is kept")
        for name, count in counts.items()
        if count > 1
    ]


def match(ids: list[str], paths: list[str], names: list[str]) -> list[int | None]:
    """Return, sample by sample, the row that it gets: by the most exact name that fits one row and one sample only.

    Args:
        ids: of the samples.
        paths: of the samples, relative to their folder.
        names: what each row of a table says that it is about.
    """
    rows: list[int | None] = [None] * len(ids)
    for short, called in ((str, ids), (str, paths), (_name, paths), (_stem, paths)):
        by_name = _unambiguous(names, short)
        wanted = [short(name) for name in called]
        count = Counter(wanted)
        for index, name in enumerate(wanted):
            if rows[index] is None and count[name] == 1:
                rows[index] = by_name.get(name)
    return rows


def _path(id: str, uri: str | None, root: Path | None) -> str:
    if uri and root and Path(uri).is_relative_to(root):
        return Path(uri).relative_to(root).as_posix()
    return id


def _unambiguous(names: list[str], short: Callable[[str], str]) -> dict[str, int]:
    """Shortened name -> first row, without those that different full names share."""
    found: dict[str, int] = {}
    shared = set()
    for row, name in enumerate(names):
        first = found.setdefault(short(name), row)
        if names[first] != name:
            shared.add(short(name))
    return {name: row for name, row in found.items() if name not in shared}


def _name(path: str) -> str:
    return PurePosixPath(path).name


def _stem(path: str) -> str:
    return PurePosixPath(path).stem


def _merged(samples: pl.DataFrame, column: pl.Series) -> pl.Series:
    if column.name in ("label", "group"):
        column = column.cast(pl.String)
    if column.name in samples.columns and samples.schema[column.name] == column.dtype:
        return samples.select(pl.coalesce(column, pl.col(column.name)).alias(column.name)).to_series()
    return column
