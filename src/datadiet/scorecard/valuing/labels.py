"""Which label does each sample have, and which vectors know nothing of it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from datadiet.embed.rows import RowSpace
from datadiet.errors import DataError, OptionError
from datadiet.schema import NUMBERS, Coded
from datadiet.scorecard.sides import Pair, Sides
from datadiet.scorecard.tables.reading import Rows
from datadiet.scorecard.valuing.joining import NAMES

__all__ = ["Labelled", "labelled"]

MOST = 0.5
"""Different labels for each sample, above which they are no classes."""
_SHOWN = 5
_GIVE = "give them with --labels COLUMN, or with --labels FILE, a table with the columns id and label"


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Both sides at one level, as a model would be trained and tried on them."""

    real: np.ndarray
    """(n_r, D) vectors without the label."""
    synthetic: np.ndarray
    real_labels: np.ndarray
    """(n_r,) text, None where there is none."""
    synthetic_labels: np.ndarray
    source: str
    """Where the labels came from."""
    apart: bool
    """Whether these are other vectors than those that were scored, which hold the label."""
    rows: Coded | None = None
    """The synthetic rows of a table without the label, and the space in which they lie:"""
    space: RowSpace | None = None


def labelled(sides: Sides, labels: str | None, *, target: str | None = None) -> Labelled:
    """Return vectors and labels of both sides.

    Args:
        sides: at one level.
        labels: a column; None takes the label that samples have; a file was joined before.
        target: of a table, the column that is to be predicted, where `labels` is None.

    Raises:
        DataError: a side has no labels, both sides have no label in common, or the real one only one.
        OptionError: there is no such column, or it holds no classes.
    """
    column = None if labels is None or Path(labels).is_file() else labels
    rows = sides.pair.rows
    if rows is not None:
        found = _of_rows(rows, labels if column is None else column, target)
    elif column is not None and column in sides.real.data.columns:
        found = _of_dimension(sides, column)
    else:
        found = _of_samples(sides, column)
    _check(found, sides.pair)
    return found


def _of_samples(sides: Sides, column: str | None) -> Labelled:
    name = column or "label"
    for side in sides.both:
        if name not in side.data.samples.columns:
            known = [each for each in side.data.samples.columns if each not in ("id", "uri", "group")]
            raise OptionError(
                f"the {side.data.origin} samples have no column '{name}'",
                expected=f"one of {', '.join(known)}",
                todo="join it with --metadata, or give --labels FILE",
            )
    own = "the label of each box" if sides.level == "item" else "the label of each sample"
    texts = [_texts(side.data.samples[name]) for side in sides.both]
    source = own if column is None else f"the column '{column}'"
    return Labelled(sides.real.vectors, sides.synthetic.vectors, texts[0], texts[1], source, apart=False)


def _of_dimension(sides: Sides, column: str) -> Labelled:
    """Take one dimension of numbers, that are compared as they are, as the label."""
    at = sides.real.data.columns.index(column)
    vectors = [np.delete(side.vectors, at, axis=1) for side in sides.both]
    if not vectors[0].shape[1]:
        raise OptionError(f"'{column}' is the only column", expected="columns beside the label")
    texts = [_numbers(side.vectors[:, at]) for side in sides.both]
    return Labelled(vectors[0], vectors[1], texts[0], texts[1], f"the column '{column}'", apart=True)


def _of_rows(rows: Rows, column: str | None, target: str | None) -> Labelled:
    known = [each.name for each in rows.columns]
    name = column or rows.label(target) or next((each for each in NAMES if each in known), None)
    if name is None or name not in known:
        raise OptionError(
            f"the tables have no column '{name}'" if name else "the column of the label is not said",
            expected=f"one of {', '.join(known[:30])}",
            todo="say --labels COLUMN",
        )
    if len(known) == 1:
        raise OptionError(f"'{name}' is the only column", expected="columns beside the label")
    at = rows.place(name)
    numeric = rows.columns[at].kind in NUMBERS
    texts = [
        _numbers(side.values[:, at]) if numeric else _levels(side.values[:, at], rows.columns[at].levels)
        for side in (rows.real, rows.synthetic)
    ]
    real, synthetic = (_without(side, at) for side in (rows.real, rows.synthetic))
    space = RowSpace.of(real)
    return Labelled(
        space.vectors(real),
        space.vectors(synthetic),
        texts[0],
        texts[1],
        f"the column '{name}'",
        apart=True,
        rows=synthetic,
        space=space,
    )


def _without(coded: Coded, at: int) -> Coded:
    columns = tuple(column for place, column in enumerate(coded.columns) if place != at)
    return Coded(columns, np.delete(coded.values, at, axis=1))


def _texts(labels: pl.Series) -> np.ndarray:
    cleaned = [None if text is None or not text.strip() else text.strip() for text in labels.cast(pl.String).to_list()]
    return np.array(cleaned, dtype=object)


def _numbers(values: np.ndarray) -> np.ndarray:
    return np.array([None if np.isnan(value) else f"{value:.10g}" for value in values], dtype=object)


def _levels(values: np.ndarray, levels: Sequence[str]) -> np.ndarray:
    """Name the levels; those of an order that lie between two are told by their place."""
    whole = [value == int(value) and 0 <= value < len(levels) if not np.isnan(value) else False for value in values]
    return np.array(
        [
            None if np.isnan(value) else levels[int(value)] if exact else f"level {value:.3g}"
            for value, exact in zip(values, whole, strict=True)
        ],
        dtype=object,
    )


def _check(found: Labelled, pair: Pair) -> None:
    for labels, side in ((found.real_labels, pair.real), (found.synthetic_labels, pair.synthetic)):
        if not any(label is not None for label in labels):
            raise DataError(
                f"none of the {len(labels)} {side.origin} samples in {side.source} has a label, and value asks whether "
                "labels are right",
                expected="a label for each sample",
                todo=_GIVE + (", or use --level item for annotated boxes" if side.annotations.height else ""),
            )
    real = {label for label in found.real_labels if label is not None}
    if len(real) < 2:
        raise DataError(
            f"all real validation samples have the label '{next(iter(real))}'",
            expected="two classes or more: with one, every label is right",
        )
    if len(real) > max(2, MOST * sum(label is not None for label in found.real_labels)):
        raise OptionError(
            f"{found.source} has {len(real)} different values in {len(found.real_labels)} real samples",
            expected="classes, several samples of each",
            todo="name a column of classes with --labels COLUMN",
        )
    synthetic = {label for label in found.synthetic_labels if label is not None}
    if not real & synthetic:
        raise DataError(
            f"no label is on both sides: real samples have {_some(real)}, synthetic ones {_some(synthetic)}",
            expected="the same names of classes on both sides",
        )


def _some(labels: set[str]) -> str:
    shown = ", ".join(f"'{label}'" for label in sorted(labels)[:_SHOWN])
    return shown + (f" and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else "")
