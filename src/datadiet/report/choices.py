"""What the map can be filtered by: verdict, class, and the values or ranges of each condition."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from datadiet.report.formats import number

__all__ = ["Choice", "choices"]

RANGES = 4
"""A numeric condition is cut into so many ranges with equally many samples."""
VALUES = 40
"""A column with more values offers its most frequent ones."""
PREFIX = "condition."


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter: a column with its values, and which value each drawn sample has."""

    key: str
    title: str
    values: tuple[str, ...]
    codes: tuple[int, ...]
    """Index into `values`, or -1; in the order of the drawn samples."""


def choices(points: pl.DataFrame, first: Sequence[str] | None = None) -> tuple[Choice, ...]:
    """Return the filters of a map; a column that has one value only is no choice.

    Args:
        points: the drawn samples.
        first: the conditions that are offered, where there are too many for all.
    """
    columns = {"verdict": "Verdict"} | ({"label": "Class"} if first is None else {})
    wanted = points.columns if first is None else [f"{PREFIX}{name}" for name in first]
    columns |= {
        name: name.removeprefix(PREFIX) for name in wanted if name.startswith(PREFIX) and name in points.columns
    }
    found = (_choice(points[key], key, title) for key, title in columns.items() if not points[key].dtype.is_nested())
    return tuple(choice for choice in found if len(choice.values) > 1)


def _choice(column: pl.Series, key: str, title: str) -> Choice:
    if column.dtype.is_numeric() and column.drop_nulls().n_unique() > RANGES + 1:
        return _numeric(column.cast(pl.Float64).to_numpy(), key, title)
    words = column.cast(pl.String).to_list()
    counts = Counter(word for word in words if word)
    values = tuple(sorted(word for word, _ in counts.most_common(VALUES)))
    code = {value: i for i, value in enumerate(values)}
    return Choice(key, title, values, tuple(code.get(word or "", -1) for word in words))


def _numeric(column: np.ndarray, key: str, title: str) -> Choice:
    known = np.isfinite(column)
    edges = np.unique(np.quantile(column[known], np.linspace(0, 1, RANGES + 1)))
    codes = np.clip(np.searchsorted(edges, column, side="right") - 1, 0, len(edges) - 2)
    values = tuple(f"{number(low)} to {number(high)}" for low, high in pairwise(edges))
    return Choice(key, title, values, tuple(np.where(known, codes, -1).tolist()))
