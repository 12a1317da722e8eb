"""A generator for each level of one column: what is rare is as it is, not a corner of what is frequent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from scipy.special import ndtr

from datadiet.errors import DataError, OptionError
from datadiet.generate.tables.models.contract import Arrays, TableModel
from datadiet.generate.tables.models.registry import model_class
from datadiet.schema import Coded, Column

__all__ = ["FEWEST", "Stratified", "fit_stratified", "strata_of", "told_shared"]

FEWEST = 30
"""Rows of a level from which it gets a generator of its own; rarer ones share one."""
MOST = 20
_SHOWN = 8
"""Levels that are named in a note."""


@dataclass(frozen=True, slots=True, eq=False)
class Stratified:
    """Generators of which each makes the rows of one stratum."""

    method: ClassVar[str] = "stratified"
    by: str
    """The column by whose levels rows were parted."""
    ends: tuple[float, ...]
    """Share of rows up to and with each stratum, the most frequent first; the last is 1."""
    parts: tuple[TableModel, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that it makes."""
        return self.parts[0].columns

    @property
    def dimensions(self) -> int:
        """One for the stratum, and what its generator needs."""
        return 1 + max(part.dimensions for part in self.parts)

    def decode(self, latent: np.ndarray) -> np.ndarray:
        """Return (n, d) values from (n, D) standard normal numbers."""
        which = np.searchsorted(self.ends[:-1], ndtr(latent[:, 0]), side="right")
        made = np.empty((len(latent), len(self.columns)))
        for at, part in enumerate(self.parts):
            rows = np.flatnonzero(which == at)
            if rows.size:
                made[rows] = part.decode(latent[rows, 1 : 1 + part.dimensions])
        return made

    def dump(self) -> tuple[dict[str, Any], Arrays]:
        """Return it as facts and arrays."""
        dumped = [part.dump() for part in self.parts]
        strata = [{"method": part.method, "model": own} for part, (own, _) in zip(self.parts, dumped, strict=True)]
        arrays = {f"{at}/{name}": array for at, (_, own) in enumerate(dumped) for name, array in own.items()}
        return {"by": self.by, "ends": list(self.ends), "strata": strata}, arrays

    @classmethod
    def load(cls, columns: tuple[Column, ...], facts: Mapping[str, Any], arrays: Arrays) -> Self:
        """Return what `dump` took apart."""
        try:
            ends = tuple(map(float, facts["ends"]))
            named = [(str(each["method"]), each["model"]) for each in facts["strata"]]
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(f"a part of the model is missing or not as expected ({error!r})") from error
        if len(ends) != len(named) or not ends or ends[-1] != 1 or sorted(ends) != list(ends):
            raise DataError(f"shares of strata that end at {ends}", expected="rising ones that end at 1")
        parts = []
        for at, (method, own) in enumerate(named):
            its = {name.partition("/")[2]: array for name, array in arrays.items() if name.startswith(f"{at}/")}
            parts.append(model_class(method).load(columns, own, its))
        return cls(str(facts.get("by", "")), ends, tuple(parts))


def strata_of(rows: Coded, by: str) -> tuple[np.ndarray, ...]:
    """Return the rows of each stratum, the largest first: each level with 30 rows or more, and all others together.

    Raises:
        OptionError: there is no such column, or it has no levels.
    """
    names = {column.name: j for j, column in enumerate(rows.columns) if column.levels}
    if by not in names:
        raise OptionError(f"rows cannot be parted by '{by}'", expected=f"a column of levels: {', '.join(names)}")
    values = np.nan_to_num(rows.values[:, names[by]], nan=-1.0)
    levels, counts = np.unique(values, return_counts=True)
    own = [level for level, n in sorted(zip(levels, counts, strict=True), key=lambda each: -each[1]) if n >= FEWEST]
    strata = [np.flatnonzero(values == level) for level in own[:MOST]]
    others = np.flatnonzero(~np.isin(values, own[:MOST]))
    if len(others) >= FEWEST or not strata:
        return (*strata, others) if len(others) else tuple(strata)
    return (np.sort(np.concatenate([strata[0], others])), *strata[1:])


def told_shared(rows: Coded, by: str) -> str:
    """Say which levels have no generator of their own, and whose they share; empty where each has one.

    Raises:
        OptionError: there is no such column, or it has no levels.
    """
    strata = strata_of(rows, by)
    at = next(j for j, column in enumerate(rows.columns) if column.name == by)
    codes = np.nan_to_num(rows.values[:, at], nan=-1.0)
    for number, which in enumerate(strata):
        levels, counts = np.unique(codes[which], return_counts=True)
        order = np.argsort(-counts, kind="stable").tolist()
        if len(order) > 1:
            words = ["missing" if levels[k] < 0 else rows.columns[at].levels[int(levels[k])] for k in order]
            named = [f"{word} ({counts[k]:,} rows)" for word, k in zip(words, order, strict=True)]
            largest = number == 0 and counts.max() >= FEWEST  # the others are too few for one among themselves
            return _shared(by, named[1:], words[0]) if largest else _shared(by, named, "")
    return ""


def _shared(by: str, named: list[str], whose: str) -> str:
    more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    its, share = ("its", "it shares") if len(named) == 1 else ("their", "they share")
    return (
        f"Not every level of {by} has a generator of its own: that takes {FEWEST} rows, and the {MOST} most frequent"
        f" levels have one. Without {its} own: {', '.join(named[:_SHOWN])}{more};"
        f" {share} {f'that of {whose}, the most frequent level' if whose else 'one among themselves'}."
    )


def fit_stratified(rows: Coded, by: str, fit: Callable[[Coded, int], TableModel]) -> Stratified:
    """Fit a generator to each stratum.

    Args:
        rows: of all strata.
        by: a column of levels.
        fit: fits one to the rows of a stratum, which has this number.

    Raises:
        OptionError: there is no such column, or it has no levels.
    """
    strata = sorted(strata_of(rows, by), key=lambda which: -len(which))
    ends = np.cumsum([len(which) for which in strata]) / len(rows)
    ends[-1] = 1.0
    parts = tuple(fit(rows.rows(which), at) for at, which in enumerate(strata))
    return Stratified(by, tuple(map(float, ends)), parts)
