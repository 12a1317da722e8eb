"""Groups of people: how many there are in reality and in synthetic rows, and how models err on each."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
from scipy.stats import norm

from datadiet.domain.domain import Domain, Levels
from datadiet.errors import DatadietError
from datadiet.schema import Column
from datadiet.schema.types import from_words, type_named
from datadiet.scorecard.tables.coding import OTHER
from datadiet.scorecard.tables.facts import Group, Interval, Protected
from datadiet.scorecard.tables.intervals import exact
from datadiet.scorecard.tables.reading import Rows
from datadiet.scorecard.tables.usefulness import Tested

__all__ = ["protected_column"]

MOST = 12
"""Groups of one column; rarer levels are taken together."""
BANDS = 4
"""Parts into which numbers are cut, with equally many real rows each."""
FEWEST = 10
"""Test rows of a group below which no error is told."""
_MISSING = "missing"


@dataclass(frozen=True, slots=True, eq=False)
class _Cut:
    """How the values of a column become groups."""

    names: tuple[str, ...]
    column: Column
    edges: np.ndarray
    """Of numbers."""
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


@dataclass(frozen=True, slots=True)
class _Errors:
    """Of two models on one group, each with its interval."""

    real: tuple[float, Interval] | None
    synthetic: tuple[float, Interval] | None
    n: int


def protected_column(rows: Rows, name: str, tested: Tested | None, domain: Domain | None) -> Protected:
    """Compare the groups that a column makes: levels, or four bands of numbers.

    Args:
        rows: both tables.
        name: a compared column.
        tested: models trained on either side, for their errors.
        domain: for the shares that are declared.
    """
    j = rows.place(name)
    cut = _cut(rows.columns[j], rows.real.values[:, j])
    real, made = (cut.of(side.values[:, j]) for side in (rows.real, rows.synthetic))
    of_test = None if tested is None else cut.of(tested.rows[:, j])
    targets = _targets(domain, rows.columns[j]) if domain else {}
    groups = []
    for k, group in enumerate(cut.names):
        n = int((real == k).sum()), int((made == k).sum())
        if any(n):
            errors = _errors(tested, None if of_test is None else of_test == k)
            groups.append(_group(group, n, (len(real), len(made)), targets.get(group), errors))
    return Protected(name, tuple(groups), _sentence(name, groups))


def _cut(column: Column, real: np.ndarray) -> _Cut:
    if not column.levels:
        known = real[~np.isnan(real)]
        edges = np.unique(np.quantile(known, np.linspace(0, 1, BANDS + 1)[1:-1]))
        ends = [f"below {edges[0]:.4g}", *(f"{a:.4g} to {b:.4g}" for a, b in pairwise(edges))]
        return _Cut((*ends, f"{edges[-1]:.4g} or more", _MISSING), column, edges, np.zeros(0, int))
    k = len(column.levels)
    counts = np.bincount(np.rint(real[~np.isnan(real)]).astype(int).clip(0, k - 1), minlength=k)
    if k <= MOST:
        return _Cut((*column.levels, _MISSING), column, np.zeros(0), np.arange(k))
    kept = np.sort(np.argsort(-counts, kind="stable")[: MOST - 1])
    place = np.full(k, len(kept))
    place[kept] = np.arange(len(kept))
    return _Cut((*(column.levels[i] for i in kept), "others", _MISSING), column, np.zeros(0), place)


def _targets(domain: Domain, column: Column) -> Mapping[str, Interval]:
    """Return the share of each level that a domain asks for, or says that the field has."""
    found: dict[str, Interval] = {}
    levels = tuple(level for level in column.levels if level != OTHER)
    variable = next((each for each in domain.variables if each.name == column.name), None)
    if isinstance(variable, Levels) and variable.field is not None:
        shares = {_plain(level): share for level, share in variable.field.shares.items()}
        found |= {level: (shares[level], shares[level]) for level in levels if level in shares}
    if not levels:
        return found
    try:
        values = pl.DataFrame({column.name: from_words(levels, type_named(column.type), column=column.name)})
        for guarantee in domain.guarantees:
            if guarantee.where.columns == {column.name}:
                holds = values.select(guarantee.where.expr().fill_null(False).alias("holds"))["holds"].to_list()
                if sum(holds) == 1:
                    found[levels[holds.index(True)]] = (guarantee.share.min, guarantee.share.max)
    except (DatadietError, pl.exceptions.PolarsError):  # the domain writes its levels in another type
        return found
    return found


def _plain(level: object) -> str:
    if isinstance(level, bool):
        return str(level).lower()
    return repr(level).removesuffix(".0") if isinstance(level, float) else str(level)


def _errors(tested: Tested | None, group: np.ndarray | None) -> _Errors:
    """Return the mean errors of both models on the test rows of a group; none where these are too few."""
    n = 0 if group is None else int(group.sum())
    if tested is None or n < FEWEST:
        return _Errors(None, None, n)
    share = tested.found.task == "classification"
    real, made = (_mean(side, share) for side in tested.found.errors[group].T)
    return _Errors(real, made, n)


def _mean(errors: np.ndarray, share: bool) -> tuple[float, Interval]:
    value, n = float(errors.mean()), len(errors)
    if share:
        return value, exact(round(value * n), n)
    reach = float(norm.isf(0.025) * errors.std(ddof=1) / n**0.5)
    return value, (max(0.0, value - reach), value + reach)


def _group(name: str, n: tuple[int, int], of: tuple[int, int], target: Interval | None, errors: _Errors) -> Group:
    return Group(
        value=name,
        n=n,
        real=n[0] / of[0],
        real_interval=exact(n[0], of[0]),
        synthetic=n[1] / of[1],
        synthetic_interval=exact(n[1], of[1]),
        target=target,
        error_real=errors.real[0] if errors.real else None,
        error_real_interval=errors.real[1] if errors.real else None,
        error_synthetic=errors.synthetic[0] if errors.synthetic else None,
        error_synthetic_interval=errors.synthetic[1] if errors.synthetic else None,
        tested=errors.n,
    )


def _sentence(name: str, groups: list[Group]) -> str:
    """Say which group changes most, beyond what both intervals explain."""
    apart = [
        group
        for group in groups
        if group.synthetic_interval[1] < group.real_interval[0] or group.real_interval[1] < group.synthetic_interval[0]
    ]
    if not apart:
        return f"The shares of the groups of {name} are as in the real rows."
    worst = max(apart, key=lambda group: abs(group.synthetic - group.real))
    word = "more" if worst.synthetic > worst.real else "fewer"
    return (
        f"{name} = {worst.value} is {100 * worst.synthetic:.3g} % of the synthetic rows, {word} than the "
        f"{100 * worst.real:.3g} % of the real ones."
    )
