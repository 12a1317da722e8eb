"""Rank correlations as they are wanted, through normal numbers that are correlated.

A Gaussian copula with correlation r has Spearman's rank correlation (6/π) arcsin(r/2) where both columns are
continuous. Ties lower it; there r is found from the Hermite expansion of the mid-ranks (Mehler's formula): the
covariance of g(X) and h(Y) is Σ r^k a_k b_k, with a_k and b_k the coefficients of g and h.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import pi, sin

import numpy as np

from datadiet.distributions import Distribution
from datadiet.errors import DataError

__all__ = ["Dependence", "dependence_of", "normal_correlation"]

_GRID = 20_000
"""Evenly spaced shares at which a column's values are looked at."""
_TERMS = 60
_TIES = 1e-3
"""Share of draws that are equal to others, above which a column has ties."""
_LEAST = 1e-8
"""Least eigenvalue."""
_ROUNDS = 500


@dataclass(frozen=True, slots=True)
class Dependence:
    """Correlations of the normal numbers behind the columns."""

    names: tuple[str, ...]
    factor: np.ndarray
    """(d, d) lower triangular: rows of independent normal numbers times its transpose are correlated."""
    moved: float
    """By how much at most a correlation was moved, so that all can hold together; 0 where none was."""


def dependence_of(columns: Mapping[str, Distribution], ranks: Mapping[tuple[str, str], float]) -> Dependence:
    """Return what gives these rank correlations; pairs that are not named depend only through those that are.

    Args:
        columns: name -> its distribution.
        ranks: two names -> Spearman's rank correlation, -1 to 1.

    Raises:
        DataError: a pair cannot be correlated so strongly, because of its ties.
    """
    names = tuple(columns)
    wanted = np.eye(len(names))
    for (first, second), rank in ranks.items():
        i, j = names.index(first), names.index(second)
        try:
            wanted[i, j] = wanted[j, i] = normal_correlation(columns[first], columns[second], rank)
        except DataError as error:
            raise DataError(f"{first} and {second}: {error.found}", expected=error.expected) from None
    named = wanted != 0
    for first, second in ranks:
        i, j = names.index(first), names.index(second)
        named[i, j] = named[j, i] = True
    held = _completed(wanted, named)
    if np.linalg.eigvalsh(held).min(initial=1) < _LEAST:
        held = _possible(held)
    moved = float(np.abs(np.where(named, held - wanted, 0.0)).max(initial=0))
    return Dependence(names, np.linalg.cholesky(held), moved if moved > 1e-6 else 0.0)


def _completed(wanted: np.ndarray, named: np.ndarray) -> np.ndarray:
    """Fill in the correlations that are not named, so that those pairs are independent given all other columns.

    Of all matrices with the named correlations it has the largest determinant (Dempster 1972); column by column, as
    in Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, algorithm 17.1.
    """
    held = wanted.copy()
    for _ in range(_ROUNDS):
        before = held.copy()
        for j in range(len(held)):
            near = np.flatnonzero(named[j] & (np.arange(len(held)) != j))
            filled = held[:, near] @ np.linalg.lstsq(held[np.ix_(near, near)], wanted[near, j], rcond=None)[0]
            filled[named[j]] = wanted[named[j], j]
            held[:, j] = held[j, :] = filled
        if np.abs(held - before).max(initial=0) < 1e-12:
            break
    return held


def _possible(wanted: np.ndarray) -> np.ndarray:
    """Return the nearest correlation matrix (Higham 2002: alternating projections with Dykstra's correction)."""
    held, correction = wanted.copy(), np.zeros_like(wanted)
    for _ in range(_ROUNDS):
        values, vectors = np.linalg.eigh(held - correction)
        positive = (vectors * np.maximum(values, 0)) @ vectors.T
        correction = positive - (held - correction)
        held = positive.copy()
        np.fill_diagonal(held, 1.0)
        if np.abs(held - positive).max() < 1e-9:
            break
    values, vectors = np.linalg.eigh(held)
    held = (vectors * np.maximum(values, 1e-6)) @ vectors.T
    scale = np.sqrt(np.diag(held))
    return held / np.outer(scale, scale)


def normal_correlation(first: Distribution, second: Distribution, rank: float) -> float:
    """Return the correlation of normal numbers that gives two columns this rank correlation.

    Raises:
        DataError: ties keep it from being reached.
    """
    smooth = [_coefficients(each) for each in (first, second)]
    if all(each is None for each in smooth):
        return 2 * sin(pi * rank / 6)
    a, b = (_uniform() if each is None else each for each in smooth)
    powers = np.arange(1, _TERMS + 1)

    def reached(r: float) -> float:
        return float(np.sum(a[1:] * b[1:] * r**powers) / np.sqrt(a[0] * b[0]))

    low, high = reached(-0.999), reached(0.999)
    if not low <= rank <= high:
        raise DataError(
            f"a rank correlation of {rank:g} cannot be reached, as many of their values are equal",
            expected=f"one from {low:.2f} to {high:.2f}",
        )
    return float(_bisected(reached, rank))


def _bisected(reached: Callable[[float], float], rank: float) -> float:
    from scipy.optimize import brentq

    return float(brentq(lambda r: reached(r) - rank, -0.999, 0.999, xtol=1e-10))


def _shares() -> np.ndarray:
    return (np.arange(_GRID) + 0.5) / _GRID


def _coefficients(column: Distribution) -> np.ndarray | None:
    """Return the variance of the mid-ranks and their Hermite coefficients; None where there are no ties."""
    values = column.quantiles(_shares())
    starts = np.flatnonzero(np.append(True, values[1:] != values[:-1]))
    if len(starts) > (1 - _TIES) * _GRID:
        return None
    ends = np.append(starts[1:], _GRID)
    if len(starts) < 2:
        raise DataError("one of them has a single value", expected="columns that vary")
    return _expanded(np.repeat((starts + ends) / 2 / _GRID, ends - starts))


def _uniform() -> np.ndarray:
    return _expanded(_shares())


def _expanded(ranks: np.ndarray) -> np.ndarray:
    """Return [variance, a_1, ..., a_K] of a function of a normal number, given at evenly spaced shares."""
    from scipy.special import ndtri

    z = ndtri(_shares())
    found = [float(ranks.var())]
    before, now = np.ones_like(z), z
    for k in range(1, _TERMS + 1):
        found.append(float(np.mean(ranks * now)))
        before, now = now, (z * now - np.sqrt(k) * before) / np.sqrt(k + 1)
    return np.array(found)
