"""Combinations that few real people have: who shares a row with one of them may point at somebody."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from datadiet.errors import DataError
from datadiet.schema import Schema
from datadiet.schema.types import to_words

__all__ = ["Rare", "find_rare", "known_of_people"]

_PUBLIC = re.compile(
    r"^age$|\bage\b|birth|^born|^sex$|gender|zip|post[ _-]?code|^plz$|city|town|village|county|district|region|country"
    r"|nationality|citizen|ethnic|race|religion|marital|occupation|profession|^job|employer|education|language|^dob$",
    re.IGNORECASE,
)
_BINS = 20


@dataclass(frozen=True, slots=True)
class Rare:
    """Which rows have a combination that few real rows have."""

    columns: tuple[str, ...]
    k: int
    rows: np.ndarray
    """(n,) whether 1 to k - 1 real rows have what this one has."""


def known_of_people(schema: Schema) -> tuple[str, ...]:
    """Return the columns that say what others know of a person, by what they are called: age, town, job."""
    return tuple(column.name for column in schema.columns if column.modelled and _PUBLIC.search(column.name))


def find_rare(shared: pl.DataFrame, real: pl.DataFrame, columns: Sequence[str], k: int) -> Rare:
    """Find rows with a combination of values that some real rows have, but fewer than k.

    A combination that no real row has points at nobody. Numbers with decimals are compared in 20 parts.

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
    if not columns:
        return Rare((), k, np.zeros(shared.height, bool))
    keys = [_keys(shared[name], real[name]) for name in columns]
    ours = pl.DataFrame({f"k{at}": key[0] for at, key in enumerate(keys)})
    theirs = pl.DataFrame({f"k{at}": key[1] for at, key in enumerate(keys)})
    counts = theirs.group_by(theirs.columns).len(name="people")
    found = ours.join(counts, on=ours.columns, how="left", nulls_equal=True, maintain_order="left")["people"]
    people = found.fill_null(0).to_numpy()
    return Rare(tuple(columns), k, (people > 0) & (people < k))


def _keys(ours: pl.Series, theirs: pl.Series) -> tuple[pl.Series, pl.Series]:
    if not theirs.dtype.is_float():
        return to_words(ours), to_words(theirs)
    there = theirs.drop_nulls().to_numpy()
    edges = np.unique(np.quantile(there, np.arange(1, _BINS) / _BINS)) if len(there) else np.zeros(0)
    first, second = (
        pl.Series(np.searchsorted(edges, side.cast(pl.Float64).fill_null(np.nan).to_numpy())).cast(pl.String)
        for side in (ours, theirs)
    )
    return first, second
