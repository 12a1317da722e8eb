"""The two sides, read and embedded alike: one decoder, one resize, one embedder, one noise."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from datadiet import embed
from datadiet.data import Dataset, Problem, groups, metadata, read
from datadiet.data.images import FileFacts
from datadiet.errors import DataError, OptionError
from datadiet.plugins import Embedder
from datadiet.scorecard.options import Options
from datadiet.scorecard.tables.reading import GIVEN, Rows, read_rows
from datadiet.scorecard.tables.samples import dataset, with_group
from datadiet.scorecard.valuing.joining import join_labels

__all__ = ["ROWS", "Moved", "Pair", "Side", "Sides", "read_sides"]

ROWS = "row"
"""The one level of vectors and tables."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Both data sets as they were read."""

    real: Dataset
    synthetic: Dataset
    embedder: Embedder | None
    """None where the samples are vectors already, or rows."""
    levels: tuple[str, ...]
    notes: tuple[str, ...] = ()
    rows: Rows | None = None
    """Both tables, where the samples are rows of mixed columns."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Some samples, and where the noise moves them."""

    rows: np.ndarray
    """(k,) rows of the side."""
    vectors: np.ndarray
    """(k, D) of their noisy copies."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side at one level: only what could be embedded, in the order of its vectors."""

    data: Dataset
    vectors: np.ndarray
    groups: np.ndarray
    """(n,) number of each sample's group."""
    content: tuple[str, ...]
    facts: tuple[FileFacts, ...]
    """What is known of each sample's file; empty for vectors."""
    noisy: Moved
    half: Moved
    double: Moved
    problems: tuple[Problem, ...]
    unreadable: pl.DataFrame
    """Samples without a vector, columns as in `data.samples`."""
    table: pl.DataFrame | None = None
    """The whole table, where samples are its rows."""

    def __len__(self) -> int:
        return len(self.vectors)


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides at one level."""

    level: str
    real: Side
    synthetic: Side
    pair: Pair

    @property
    def both(self) -> tuple[Side, Side]:
        """Real, then synthetic."""
        return self.real, self.synthetic


def read_sides(real: Any, synthetic: Any, options: Options) -> Pair:
    """Read both data sets, join metadata, declare groups, and load the embedder that both will go through."""
    rows = _rows(real, synthetic, options)
    data = _row_sets(rows, real, synthetic, options) if rows else _read_sets(real, synthetic, options)
    data, notes = _joined(data, options.metadata)
    if options.valuation is not None and rows is None:
        data = join_labels(data, options.valuation.labels, options.level)
    _check_group(data, options.group)
    data = [groups.assign(side, options.group) for side in data]
    images = rows is None and data[0].vectors is None
    embedder = embed.load(options.embedder) if images else None
    return Pair(data[0], data[1], embedder, _levels(options.level, images), notes, rows)


def _rows(real: Any, synthetic: Any, options: Options) -> Rows | None:
    return read_rows(
        real,
        synthetic,
        embedder=options.embedder,
        holdout=options.holdout,
        schema=options.schema,
        wanted=(*([options.target] if options.target else []), *options.protected),
    )


def _row_sets(rows: Rows, real: Any, synthetic: Any, options: Options) -> list[Dataset]:
    tables, label = (rows.real_table, rows.synthetic_table), rows.label(options.target)
    data = [
        dataset(tables[0], tables[1], "real", real, label),
        dataset(tables[1], tables[0], "synthetic", synthetic, label),
    ]
    return [with_group(side, table, options.group) for side, table in zip(data, tables, strict=True)]


def _read_sets(real: Any, synthetic: Any, options: Options) -> list[Dataset]:
    data = [read(real, origin="real"), read(synthetic, origin="synthetic")]
    kinds = [_kind(side, options.embedder) for side in data]
    if kinds[0] != kinds[1]:
        raise DataError(
            f"the real side holds {kinds[0]} and the synthetic side {kinds[1]}",
            expected="images on both sides, vectors on both, or rows on both",
            todo=f"say --embedder {GIVEN} where numbers are embeddings"
            if "rows of a table" in kinds
            else "embed the images with the embedder that made the vectors, or give both as images",
        )
    if kinds[0] == "images" and options.embedder == GIVEN:
        raise OptionError(f"embedder is '{GIVEN}', and the samples are images", expected="vectors, or numbers")
    return data


def _kind(side: Dataset, embedder: str) -> str:
    if side.vectors is None:
        return "images"
    return "rows of a table" if side.columns and embedder != GIVEN else "vectors"


def _joined(data: Sequence[Dataset], file: Path | None) -> tuple[list[Dataset], tuple[str, ...]]:
    """Join metadata to each side that it names; a file that names neither side is an error."""
    if file is None:
        return list(data), ()
    joined, failures = metadata.join_each(data, file)
    return joined, tuple(f"Metadata was joined to one side only: {error}" for error in failures)


def _check_group(data: Sequence[Dataset], rule: str | None) -> None:
    """Refuse a column that only one side has: the other side's groups would be a guess."""
    having = [side.origin for side in data if rule in side.samples.columns]
    if len(having) == 1:
        raise DataError(
            f"only the {having[0]} side has the column '{rule}' to group by",
            expected="the column on both sides",
            todo="add it to the other side with --metadata; a column that differs in every row says 'independent'",
        )


def _levels(asked: str, images: bool) -> tuple[str, ...]:
    if images:
        return ("item", "environment", "scene") if asked == "all" else (asked,)
    if asked not in ("scene", "all"):
        raise OptionError(
            f"level is '{asked}', and the samples are vectors or rows",
            expected="images with annotations",
            todo="leave out --level",
        )
    return (ROWS,)
