"""Groups of people that a column makes, and the share that a domain asks for of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from datadiet.domain.domain import Domain, Guarantee, Levels
from datadiet.errors import DatadietError
from datadiet.schema import Column
from datadiet.schema.types import from_words, type_named
from datadiet.scorecard.tables.coding import OTHER
from datadiet.scorecard.tables.facts import Interval

__all__ = ["Cut", "cut_by", "targets_of"]

MOST = 12
"""Groups of one column; rarer levels are taken together."""
BANDS = 4
"""Parts into which numbers are cut, with equally many real rows each."""
_MISSING = "missing"


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """How the values of a column become groups."""

    names: tuple[str, ...]
    """The last one is that of missing values."""
    column: Column
    edges: np.ndarray
    """Of numbers: where the second group begins, the third, ..."""
    place: np.ndarray
    """Of levels: to which group each belongs."""

    def of(self, values: np.ndarray) -> np.ndarray:
        """Return the group of each value; the last one is that of missing values."""
        gone = np.isnan(values)
        if len(self.place):
            codes = np.clip(np.rint(np.where(gone, 0, values)), 0, len(self.place) - 1).astype(int)
            found = self.place[codes]
        else:
            found = np.searchsorted(self.edges, np.where(gone, 0, values), side="right")
        return np.where(gone, len(self.names) - 1, found)


def cut_by(column: Column, real: np.ndarray, domain: Domain | None) -> Cut:
    """Make groups of a column: its levels, or bands of numbers.

    Numbers are cut where guarantees of the domain about this column alone begin or cease to hold, and where there are
    none into four bands of as many real rows.

    Args:
        column: a compared one.
        real: (n,) its real values.
        domain: what is asked for.
    """
    if not column.levels:
        known = real[~np.isnan(real)]
        edges = _turns(column.name, np.unique(known), _asked(domain, column))
        if not len(edges):
            edges = np.unique(np.quantile(known, np.linspace(0, 1, BANDS + 1)[1:-1]))
        ends = [f"below {edges[0]:.4g}", *(f"{a:.4g} to {b:.4g}" for a, b in pairwise(edges))]
        return Cut((*ends, f"{edges[-1]:.4g} or more", _MISSING), column, edges, np.zeros(0, int))
    k = len(column.levels)
    counts = np.bincount(np.rint(real[~np.isnan(real)]).astype(int).clip(0, k - 1), minlength=k)
    if k <= MOST:
        return Cut((*column.levels, _MISSING), column, np.zeros(0), np.arange(k))
    kept = np.sort(np.argsort(-counts, kind="stable")[: MOST - 1])
    place = np.full(k, len(kept))
    place[kept] = np.arange(len(kept))
    return Cut((*(column.levels[i] for i in kept), "others", _MISSING), column, np.zeros(0), place)


def targets_of(cut: Cut, domain: Domain | None) -> Mapping[str, Interval]:
    """Return the share of each group that a domain asks for, or says that the field has: group -> from, to.

    A guarantee that holds in one group alone is about that group; one that holds in all but one says of that one how
    great it may be at most.
    """
    if domain is None:
        return {}
    column = cut.column
    names, values = _shown(cut)
    found: dict[str, Interval] = {}
    variable = next((each for each in domain.variables if each.name == column.name), None)
    if isinstance(variable, Levels) and variable.field is not None:
        shares = {_plain(level): share for level, share in variable.field.shares.items()}
        found |= {level: (shares[level], shares[level]) for level in names if level in shares}
    asked = _asked(domain, column)
    for guarantee, holds in zip(asked, _holding(column.name, values, asked), strict=False):
        low, high = guarantee.share.min, guarantee.share.max
        if holds.sum() == 1:
            found[names[int(holds.argmax())]] = low, high
        if holds.sum() == len(names) - 1:
            found.setdefault(names[int(holds.argmin())], (1 - high, 1 - low))
    return found


def _asked(domain: Domain | None, column: Column) -> tuple[Guarantee, ...]:
    """Return the guarantees that are about this column alone."""
    every = () if domain is None else domain.guarantees
    return tuple(each for each in every if each.where.columns == {column.name})


def _shown(cut: Cut) -> tuple[tuple[str, ...], pl.Series]:
    """Return the groups that stand for one level or band each, and a value of each."""
    column = cut.column
    if not column.levels:
        middles = (cut.edges[1:] + cut.edges[:-1]) / 2
        values = np.concatenate([cut.edges[:1] - 1, middles, cut.edges[-1:]])
        return cut.names[:-1], pl.Series(values)
    names = tuple(level for level in column.levels if level != OTHER)
    try:
        return names, from_words(names, type_named(column.type), column=column.name)
    except DatadietError:
        return names, pl.Series(names)


def _turns(name: str, known: np.ndarray, asked: Sequence[Guarantee]) -> np.ndarray:
    """Return the values, of sorted ones, from which on a guarantee holds or ceases to."""
    flips = [known[1:][holds[1:] != holds[:-1]] for holds in _holding(name, pl.Series(known), asked)]
    edges = np.unique(np.concatenate(flips)) if flips else known[:0]
    return edges if len(edges) < MOST else edges[:0]


def _holding(name: str, values: pl.Series, asked: Sequence[Guarantee]) -> list[np.ndarray]:
    """Say for which values each guarantee holds; nothing where the domain writes them in another type."""
    frame = values.rename(name).to_frame()
    try:
        return [frame.select(each.where.expr().fill_null(False).alias("holds"))["holds"].to_numpy() for each in asked]
    except (DatadietError, pl.exceptions.PolarsError):
        return []


def _plain(level: object) -> str:
    if isinstance(level, bool):
        return str(level).lower()
    return repr(level).removesuffix(".0") if isinstance(level, float) else str(level)
