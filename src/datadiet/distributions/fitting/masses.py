"""Point masses: single values that occur more often than a body of values around them explains."""

from dataclasses import dataclass

import numpy as np
from scipy import special as sp

from datadiet.distributions.fitting.columns import Column

__all__ = ["Mass", "few_values", "split_masses"]

_MOST = 10
"""Point masses that are told apart at most."""
_FEW = 10
"""Decimals that take no more values than this, each five times or more on average, are taken as they are."""
_LEAST_SHARE = 0.005
_SURPRISE = 1e-6
"""Probability below which a count is more than its neighbourhood explains."""
_NEIGHBOURS = 20


@dataclass(frozen=True, slots=True)
class Mass:
    """One value with a share of its own."""

    value: float
    n: int
    share: float
    """Of the values that are there, without missing ones."""
    reason: str


def few_values(column: Column) -> tuple[Mass, ...]:
    """Return all values as point masses where there are too few different ones for a body; otherwise nothing."""
    values, counts = np.unique(column.values, return_counts=True)
    n = len(column.values)
    if len(values) == 1:
        return (Mass(float(values[0]), n, 1.0, "it is the only value"),)
    if len(values) == 2:
        reason = "there are only two values"
    elif len(values) <= _FEW and n >= 5 * len(values) and not column.whole:
        reason = f"there are only {len(values)} different values among {n}"
    else:
        return ()
    return tuple(Mass(float(v), int(c), float(c / n), reason) for v, c in zip(values, counts, strict=True))


def split_masses(column: Column) -> tuple[tuple[Mass, ...], np.ndarray]:
    """Return the point masses, by value, and the values that remain.

    A value is one where it stands at the edge of the support, where continuous families have no probability, or where
    it occurs more often than the values around it explain: P(count or more | rate nearby) < 1e-6, at least three times,
    at least .5 % of all, and three times what is expected. Zeros of counts are looked at elsewhere: families of
    counts have a share of zeros of their own.
    """
    values, counts = np.unique(column.values, return_counts=True)
    n = len(column.values)
    found: list[tuple[int, Mass]] = []
    often = counts >= max(2, _LEAST_SHARE * n)
    for i in np.flatnonzero(often | (values == column.low) | (values == column.high)):
        value, count = float(values[i]), int(counts[i])
        expected = _beside(values, counts, int(i)) if column.whole else _expected(values, counts, int(i), column.step)
        if reason := _reason(value, count, n, expected, column, inner=bool(0 < i < len(values) - 1)):
            found.append((count, Mass(value, count, count / n, reason)))
    kept = sorted((mass for _, mass in sorted(found, key=lambda each: -each[0])[:_MOST]), key=lambda mass: mass.value)
    rest = column.values[~np.isin(column.values, [mass.value for mass in kept])]
    return tuple(kept), rest


def _expected(values: np.ndarray, counts: np.ndarray, at: int, step: float | None) -> float:
    """Return how often a value should occur, by the nearest ones on either side."""
    first, last = max(0, at - _NEIGHBOURS), min(len(values), at + _NEIGHBOURS + 1)
    near = np.delete(np.arange(first, last), at - first)
    if not len(near):
        return float(counts[at])
    often = float(counts[near].sum())
    repeats = often / len(near) - 1  # copies beyond the first, of the values around
    cells = max((values[last - 1] - values[first]) / step, len(near)) if step else np.inf
    return float(max(often / cells, repeats))


def _beside(values: np.ndarray, counts: np.ndarray, at: int) -> float:
    """Return the greatest count of the two whole numbers on either side that occur."""
    first = max(0, at - 2)
    near = np.delete(counts[first : at + 3], at - first)
    return float(near.max(initial=1))


def _reason(value: float, count: int, n: int, expected: float, column: Column, inner: bool) -> str:
    edge = value in (column.low, column.high)
    surprise = float(sp.pdtrc(count - 1, max(expected, 1e-12)))
    said = f"{count} of {n} values are {value:g}, where those around it let {expected:.2g} be expected"
    if column.whole:  # counts at an end of the data may rise or fall steeply by themselves
        factor = 3.0 if inner else 8.0
        enough = count > factor * max(expected, 1.0) and count >= 5
        return said if enough and surprise < _SURPRISE and count / n >= 0.01 and value != 0 else ""
    if edge and (surprise < 1e-3 or count > 3 * expected):
        return f"{said}, and it is the edge of the support" if count > 1 else f"{value:g} is the edge of the support"
    enough = count >= 3 and count / n >= _LEAST_SHARE and count > 3 * expected
    return said if enough and surprise < _SURPRISE else ""
