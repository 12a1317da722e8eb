"""A frame becomes a data set: of images where a column holds paths, of vectors otherwise."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from datadiet.data.dataset import Dataset, Origin
from datadiet.data.draft import Draft, conditions
from datadiet.data.readers.vectors import vector_dataset
from datadiet.errors import DataError, EmbeddingError

__all__ = ["from_frame", "is_frame", "to_polars"]

PATHS = ("path", "filepath", "file_path", "filename", "file_name", "file", "image", "image_path", "uri")
IDS = ("id", "sample_id")
LABELS = ("label", "class", "category")
GROUPS = ("group",)
VECTORS = ("embedding", "embeddings", "vector", "vectors")


def is_frame(source: object) -> bool:
    """Whether `source` is a Polars, pandas or pyarrow table, or anything else with an Arrow interface."""
    return hasattr(source, "__arrow_c_stream__") or hasattr(source, "__dataframe__")


def to_polars(source: Any) -> pl.DataFrame:
    """Take over any frame; DataError where a library for it is missing."""
    try:
        return source if isinstance(source, pl.DataFrame) else _in_order(pl.DataFrame(source), source)
    except (ImportError, pl.exceptions.PolarsError, TypeError, ValueError) as error:
        raise DataError(
            f"the frame cannot be read ({error})",
            expected="plain columns: numbers, text, dates",
            todo="install pyarrow, or pass a Polars frame",
        ) from error


def _in_order(frame: pl.DataFrame, source: Any) -> pl.DataFrame:
    """Keep the order of ordered categories of pandas, which Polars does not take over."""
    kinds: Any = getattr(source, "dtypes", None)
    found = dict(kinds.items()) if hasattr(kinds, "items") else {}
    orders = {
        name: list(kind.categories)
        for name, kind in found.items()
        if getattr(kind, "ordered", False) is True and all(isinstance(level, str) for level in kind.categories)
    }
    return frame.with_columns(frame[name].cast(pl.String).cast(pl.Enum(levels)) for name, levels in orders.items())


def from_frame(frame: pl.DataFrame, *, source: str, origin: Origin, format: str, root: Path | None = None) -> Dataset:
    """Turn a frame into a data set.

    A text column called path, filepath, filename, file, image or uri (the first of those, in any case) makes it a set
    of images, with the other columns as conditions. Otherwise the numeric columns, or one column of lists, are vectors
    and the rest conditions. `id`, `label` (class, category) and `group` are taken as such.

    With `root`, paths are relative to it and must stay inside, absolute ones too: the table is untrusted. Without, the
    frame comes from the caller's own code and may point anywhere.
    """
    if not frame.height:
        raise DataError(f"{source} holds no rows", expected="at least one row")
    path = _column(frame, PATHS)
    if path is not None and frame.schema[path] == pl.String:
        return _images(frame, path, source=source, origin=origin, format=format, root=root)
    return _vectors(frame, source=source, origin=origin, format=format, root=root)


def _column(frame: pl.DataFrame, names: tuple[str, ...]) -> str | None:
    lower = {column.lower(): column for column in reversed(frame.columns)}
    return next((lower[name] for name in names if name in lower), None)


def _images(
    frame: pl.DataFrame, path_column: str, *, source: str, origin: Origin, format: str, root: Path | None
) -> Dataset:
    draft = Draft(root or Path.cwd())
    id_column, label, group = (_column(frame, names) for names in (IDS, LABELS, GROUPS))
    taken = frozenset(filter(None, (path_column, id_column, label, group)))
    for number, row in enumerate(frame.iter_rows(named=True)):
        if row[path_column] is None:
            draft.problem(f"{source}, row {number}", f"no {path_column}")
            continue
        path = draft.resolve(row[path_column]) if root else _anywhere(draft, row[path_column])
        if path is None:
            continue
        draft.image(
            path,
            id=_text(row[id_column]) if id_column else None if root else row[path_column],
            label=_text(row[label]) if label else None,
            group=_text(row[group]) if group else None,
            more=conditions(row, skip=taken),
        )
    return draft.finish(source, origin=origin, format=format)


def _anywhere(draft: Draft, reference: str) -> Path | None:
    path = Path(reference).absolute()
    if not os.path.isfile(path):
        draft.problem(reference, f"the image file is missing: {path}")
        return None
    return path


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _vectors(frame: pl.DataFrame, *, source: str, origin: Origin, format: str, root: Path | None) -> Dataset:
    id_column, label, group = (_column(frame, names) for names in (IDS, LABELS, GROUPS))
    taken = [name for name in (id_column, label, group) if name]
    lists = _column(frame, VECTORS)
    if lists is not None and frame.schema[lists].is_nested():
        vectors, used, columns = _stack(frame[lists], source), [lists], []
    else:
        used = [name for name, kind in frame.schema.items() if kind.is_numeric() and name not in taken]
        if not used:
            raise DataError(
                f"{source} has neither paths nor numbers, only {', '.join(frame.columns)}",
                expected=f"a text column called {' or '.join(PATHS[:3])}, or numeric columns",
            )
        columns = used
        vectors = frame.select(pl.col(used).cast(pl.Float64).fill_null(float("nan"))).to_numpy()
    plain = [name for name in frame.columns if name not in {*used, *taken, "uri"}]
    return vector_dataset(
        vectors,
        ids=None if id_column is None else frame[id_column],
        labels=None if label is None else frame[label],
        groups=None if group is None else frame[group],
        more=frame.select(plain),
        columns=columns,
        source=source,
        origin=origin,
        format=format,
        root=root,
    )


def _stack(column: pl.Series, source: str) -> np.ndarray:
    """A column of lists -> (n, D) float64; a null row becomes NaN, and is listed with the rows that are not finite."""
    lengths = (
        (column.list.len() if column.dtype == pl.List else column.arr.len()).drop_nulls().unique().sort().to_list()
    )
    if len(lengths) > 1:
        raise EmbeddingError(
            f"the vectors of {source} differ in length, from {lengths[0]} to {lengths[-1]}", expected="one length"
        )
    width = lengths[0] if lengths else 0
    rows = np.full((len(column), width), np.nan)
    rows[column.is_not_null().to_numpy()] = column.drop_nulls().explode().to_numpy().reshape(-1, width)
    return rows
