"""What one trained model shows on the test set: its scores under any weighting of the samples."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

__all__ = ["Evidence", "Scores", "mean_known"]


@dataclass(frozen=True, slots=True)
class Scores:
    """Under B weightings."""

    overall: Mapping[str, np.ndarray]
    """Measure -> (B,)."""
    classes: np.ndarray
    """(B, K) of each class; NaN where the weighting leaves none of it."""


class Evidence(Protocol):
    """One trained model on the test set."""

    @property
    def class_measure(self) -> str:
        """What the scores of the classes are called."""
        ...

    def scores(self, weights: np.ndarray) -> Scores:
        """Score under (B, n) weights: how often each sample counts."""
        ...

    def part(self, rows: np.ndarray) -> "Evidence":
        """Return the evidence on some of the samples."""
        ...

    def same(self, other: "Evidence") -> bool:
        """Whether the predictions are the same."""
        ...


def mean_known(values: np.ndarray, axis: int | tuple[int, ...]) -> np.ndarray:
    """Return the mean of what is not NaN, and NaN where nothing is."""
    known = np.isfinite(values)
    count = known.sum(axis=axis)
    mean: np.ndarray = np.divide(
        np.where(known, values, 0).sum(axis=axis), count, out=np.full(count.shape, np.nan), where=count > 0
    )
    return mean
