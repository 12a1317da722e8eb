"""Values with their intervals: validation samples are drawn again, so that luck among them is not taken for harm."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from datadiet.curate.valuation.knn_shapley import points_of
from datadiet.errors import OptionError, TooFewSamples

__all__ = ["FEWEST", "RESAMPLES", "Values", "values"]

RESAMPLES = 200
LEVEL = 0.95
FEWEST = 10
"""Independent validation samples with fewer than which no interval means anything."""
_BLOCK = 64
"""Validation samples whose values are added to the resamples at once."""
_COLUMNS = 1 << 16
"""Training samples whose quantiles are taken at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """The value of n training samples for real validation samples, beyond that of one that never votes, times n.

    A sample so far away that it never votes has a Shapley value above 0: the share of validation samples with its
    label, over n. With that taken off, 0 adds nothing and below 0 misleads, whatever the class, and the mean is what
    the set is worth beyond blind votes. Higher is better.
    """

    value: np.ndarray
    """(n,) and the ends of their 95 % intervals:"""
    low: np.ndarray
    high: np.ndarray
    k: int
    validation: int
    """Validation samples, and how many of them are independent:"""
    groups: int
    worth: float
    """What the whole set is worth: the mean share of right votes among the k nearest, 0 to 1."""
    worth_interval: tuple[float, float]
    """95 %."""


def values(
    train: np.ndarray,
    labels: np.ndarray,
    validation: np.ndarray,
    validation_labels: np.ndarray,
    *,
    k: int,
    rng: np.random.Generator,
    groups: np.ndarray | None = None,
    resamples: int = RESAMPLES,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Values:
    """Return KNN-Shapley values with percentile intervals over resampled validation samples.

    Args:
        train: (n, D) vectors.
        labels: (n,) their labels, numbers or text.
        validation: (m, D) vectors of real samples.
        validation_labels: (m,) their labels.
        k: neighbours that vote.
        rng: draws the resamples.
        groups: (m,) what is not independent among validation samples is drawn together; None takes each alone.
        resamples: how often validation samples are drawn again; memory holds so many numbers for each training sample.
        progress: called with how many validation samples are done, and of how many.

    Raises:
        DataError, OptionError: as `knn_shapley`.
        TooFewSamples: there are fewer than 10 independent validation samples.
    """
    if resamples < 1:
        raise OptionError(f"resamples is {resamples}", expected="a whole number from 1")
    m, n = len(validation), len(train)
    _, member = np.unique(np.arange(m) if groups is None else groups, return_inverse=True)
    independent = int(member.max(initial=-1)) + 1
    if independent < FEWEST:
        raise TooFewSamples(
            f"{independent} independent validation samples",
            expected=f"{FEWEST} or more, for each value is a mean over them",
            todo="give more real validation data",
        )
    drawn = rng.multinomial(independent, np.full(independent, 1 / independent), size=resamples)
    weights = drawn[:, member].astype(np.float32)  # (resamples, m)
    weights /= weights.sum(axis=1, keepdims=True)
    exact, totals, sums = np.zeros(n), np.zeros((resamples, n), np.float32), np.empty(m)
    names, wanted = np.asarray(labels), np.asarray(validation_labels)
    block = np.empty((_BLOCK, n), np.float32)
    for at, point in enumerate(points_of(train, labels, validation, validation_labels, k=k)):
        sums[at] = point.sum()
        point -= (names == wanted[at]) / n
        exact += point
        block[at % _BLOCK] = point
        if at % _BLOCK == _BLOCK - 1 or at == m - 1:
            here = at % _BLOCK + 1
            totals += weights[:, at + 1 - here : at + 1] @ block[:here]
            progress(at + 1, m)
    low, high = _ends(totals)
    worth_low, worth_high = np.quantile(weights @ sums, _TAILS)
    return Values(
        value=exact / m * n,
        low=low * n,
        high=high * n,
        k=k,
        validation=m,
        groups=independent,
        worth=float(sums.mean()),
        worth_interval=(float(worth_low), float(worth_high)),
    )


_TAILS = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]


def _ends(totals: np.ndarray) -> np.ndarray:
    """Return (2, n): both ends of each sample's interval, a few samples at a time, for quantiles copy."""
    parts = [np.quantile(totals[:, at : at + _COLUMNS], _TAILS, axis=0) for at in range(0, totals.shape[1], _COLUMNS)]
    return np.concatenate(parts, axis=1).astype(np.float64)
