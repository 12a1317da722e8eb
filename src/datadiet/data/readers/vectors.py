"""Rows of numbers become a data set without images."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from datadiet.data.dataset import ANNOTATIONS, SAMPLES, Dataset, Origin, Problem
from datadiet.data.draft import nothing_left
from datadiet.errors import EmbeddingError

__all__ = ["vector_dataset"]


def vector_dataset(
    vectors: np.ndarray,
    *,
    source: str,
    origin: Origin,
    format: str,
    ids: pl.Series | None = None,
    labels: pl.Series | None = None,
    groups: pl.Series | None = None,
    more: pl.DataFrame | None = None,
    columns: Sequence[str] = (),
    root: Path | None = None,
) -> Dataset:
    """Make a data set of (n, D) numbers, any real type; stored as float32.

    Rows that are not finite, or beyond float32, and rows whose id was there before are listed and left out. The id is
    the row number unless `ids` are given. EmbeddingError for another shape or type, DataError where no row is left.
    """
    _check(vectors, source)
    n = len(vectors)
    with np.errstate(over="ignore"):
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    table = pl.DataFrame(
        {
            "id": _strings(ids, source, n) if ids is not None else pl.Series([str(row) for row in range(n)]),
            "uri": pl.Series([None] * n, dtype=pl.String),
            "label": _strings(labels, source, n),
            "group": _strings(groups, source, n),
        },
        schema=SAMPLES,
    )
    table = table.with_columns(pl.col("id").fill_null(pl.Series([f"row {row}" for row in range(n)])))
    if more is not None:
        table = table.hstack(more.get_columns())
    finite = np.isfinite(vectors).all(axis=1)
    first = table["id"].is_first_distinct().to_numpy()
    keep = finite & first
    problems = tuple(
        Problem(id, "its vector is not finite" if not ok else "a second row with this id; the first one is kept")
        for id, ok in zip(table["id"].to_numpy()[~keep], finite[~keep], strict=True)
    )
    if not keep.any():
        raise nothing_left(source, problems)
    return Dataset(
        name=Path(source).name,
        origin=origin,
        source=source,
        format=format,
        samples=table.filter(pl.Series(keep)),
        annotations=ANNOTATIONS.to_frame(),
        problems=problems,
        vectors=vectors if keep.all() else vectors[keep],
        root=root,
        columns=tuple(columns),
    )


def _check(vectors: np.ndarray, source: str) -> None:
    if vectors.ndim != 2 or not vectors.size:
        raise EmbeddingError(
            f"{source} has the shape {vectors.shape}",
            expected="(n, D): one row of D numbers a sample",
            todo="reshape it, or write images as files",
        )
    if vectors.dtype.kind not in "fiub":
        raise EmbeddingError(f"{source} holds {vectors.dtype}", expected="real numbers")


def _strings(values: pl.Series | None, source: str, n: int) -> pl.Series:
    if values is None:
        return pl.Series([None] * n, dtype=pl.String)
    if len(values) != n:
        raise EmbeddingError(f"{source} has {n} vectors beside {len(values)} ids, labels or groups", expected="as many")
    return values.cast(pl.String)
