"""Combinations that few real people have: who shares a row with one of them may point at somebody."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl

from datadiet.errors import DataError
from datadiet.schema import Schema
from datadiet.schema.types import as_type, to_words

__all__ = ["Rare", "find_rare", "known_of_people"]

_CODES = r"zip|post[ _-]?code|^plz$|city|town|village|county|district|region|country"
_PUBLIC = re.compile(
    rf"^age$|\bage\b|birth|^born|^sex$|gender|{_CODES}"
    r"|nationality|citizen|ethnic|race|religion|marital|occupation|profession|^job|employer|education|language|^dob$",
    re.IGNORECASE,
)
_CODE = re.compile(_CODES, re.IGNORECASE)
"""Numbers that are called so are no quantities, and are compared as they are."""
_BINS = 20
_MANY = 100
"""Whole numbers and dates with at most so many different values are compared as they are."""
_TOGETHER = 3
_TABLE = 1 << 24
"""So many combinations at most are counted in a table; more are sorted."""


@dataclass(frozen=True, slots=True)
class Rare:
    """Which rows have a combination that few real rows have."""

    columns: tuple[str, ...]
    binned: tuple[str, ...]
    """Those of them that were compared in parts."""
    k: int
    rows: np.ndarray
    """(n,) whether 1 to k - 1 real rows have what this one has, in one column, two or three of them."""
    worst: tuple[str, ...] = ()
    """The columns together in which most rows are so."""
    hits: int = 0
    """How many rows are so in those."""
    fewest: int | None = None
    """Of the rows that are not so: the least number of real rows, above 0, that have a combination of one of them."""


def known_of_people(schema: Schema) -> tuple[str, ...]:
    """Return the columns that say what others know of a person, by what they are called: age, town, job."""
    return tuple(column.name for column in schema.columns if column.modelled and _PUBLIC.search(column.name))


def find_rare(shared: pl.DataFrame, real: pl.DataFrame, columns: Sequence[str], k: int) -> Rare:
    """Find rows with a value, a pair or three values that some real rows have, but fewer than k.

    Each subset of up to three columns is looked at, so that naming one more never finds less. What no real row has
    points at nobody. Numbers with decimals, and whole numbers, dates and times with more than 100 different values, are
    compared in 20 parts that have as many real rows each; codes such as zip are not.

    Args:
        shared: rows that are to be given away.
        real: rows of people.
        columns: what others may know of people.
        k: so many must be alike.

    Raises:
        DataError: a column is missing.

    Source: Sweeney 2002 (k-anonymity), turned to made rows.
    """
    if gone := [name for name in columns if name not in shared.columns or name not in real.columns]:
        raise DataError(f"there is no column '{gone[0]}' on both sides", expected=", ".join(shared.columns))
    columns = tuple(dict.fromkeys(columns))
    sides = {name: _in_parts(shared[name], real[name]) for name in columns}
    coded = {name: _codes(*(sides[name] or (shared[name], real[name]))) for name in columns}
    least = np.full(shared.height, np.inf)
    worst: tuple[str, ...] = ()
    hits = 0
    for group in _groups(columns):
        people = _people([coded[name] for name in group])
        least = np.where(people > 0, np.minimum(least, people), least)
        count = int(((people > 0) & (people < k)).sum())
        if count > hits:
            worst, hits = group, count
    rows = least < k
    left = least[~rows & np.isfinite(least)]
    binned = tuple(name for name in columns if sides[name])
    return Rare(columns, binned, k, rows, worst, hits, int(left.min()) if left.size else None)


def _groups(columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for size in range(1, _TOGETHER + 1):
        yield from combinations(columns, size)


def _people(coded: Sequence[tuple[np.ndarray, np.ndarray, int]]) -> np.ndarray:
    """Return how many real rows have the combination of each row: (n,)."""
    ours, theirs, room = coded[0]
    for mine, other, size in coded[1:]:
        ours, theirs, room = ours * size + mine, theirs * size + other, room * size
    if room <= _TABLE:
        return np.bincount(theirs, minlength=room)[ours]
    values, counts = np.unique(theirs, return_counts=True)
    if not len(values):
        return np.zeros(len(ours), np.int64)
    at = np.minimum(np.searchsorted(values, ours), len(values) - 1)
    return np.where(values[at] == ours, counts[at], 0)


def _codes(ours: pl.Series, theirs: pl.Series) -> tuple[np.ndarray, np.ndarray, int]:
    """Return the values of both sides as numbers from 0, which stands for missing, and how many there are."""
    plain = ours.dtype == theirs.dtype and (ours.dtype.is_numeric() or ours.dtype.is_temporal())
    both = [side if plain else to_words(side) for side in (ours, theirs)]
    ranks = pl.concat([side.rename("") for side in both]).rank("dense").fill_null(0).cast(pl.Int64).to_numpy()
    return ranks[: len(ours)], ranks[len(ours) :], int(ranks.max() if len(ranks) else 0) + 1


def _in_parts(ours: pl.Series, theirs: pl.Series) -> tuple[pl.Series, pl.Series] | None:
    """Return the parts in which the values of both sides lie; None for values that are compared as they are."""
    if _CODE.search(theirs.name):
        return None
    there = _quantities(theirs)
    if there is None or (not _decimals(there) and there.n_unique() <= _MANY):
        return None
    present = there.drop_nulls().to_numpy()
    edges = np.unique(np.quantile(present, np.arange(1, _BINS) / _BINS)) if len(present) else np.zeros(0)
    here = _quantities(ours)
    if here is None:
        return None
    mine, other = (
        pl.Series(theirs.name, np.searchsorted(edges, side.to_numpy(), side="right")).set(side.is_null(), None)
        for side in (here, there)
    )
    return mine, other


def _decimals(numbers: pl.Series) -> bool:
    return bool((numbers.drop_nulls() % 1 != 0).any())


def _quantities(values: pl.Series) -> pl.Series | None:
    """Return numbers, or moments in microseconds; None for words that are neither, and for yes and no."""
    if values.dtype.is_numeric():
        return values.cast(pl.Float64).fill_nan(None)
    if values.dtype == pl.String:
        for kind in (pl.Float64(), pl.Datetime("us")):
            made = as_type(values, kind)
            if made.null_count() == values.null_count() and made.len() > made.null_count():
                return _quantities(made)
        return None
    if values.dtype in (pl.Date, pl.Datetime):
        return values.cast(pl.Datetime("us")).cast(pl.Int64).cast(pl.Float64)
    return None
