"""Predicted classes on the test set, scored under any weighting of the samples."""

from dataclasses import dataclass, replace

import numpy as np

from datadiet.loop.proof.evidence import Evidence, Scores, mean_known
from datadiet.loop.proof.predictions import Labelled

__all__ = ["Classified"]

CELLS = 20_000_000
"""Weights that are held as decimals at once."""


@dataclass(frozen=True, slots=True)
class Classified:
    """The predicted classes of one model."""

    truth: np.ndarray
    """(n,) number of the class."""
    said: Labelled
    classes: int

    @property
    def class_measure(self) -> str:
        """What the scores of the classes are called."""
        return "recall"

    @property
    def right(self) -> np.ndarray:
        """(n,) whether each sample is told rightly; what has no prediction is not."""
        right: np.ndarray = self.said.label == self.truth
        return right

    def scores(self, weights: np.ndarray) -> Scores:
        """Return accuracy, the mean recall of the classes (balanced accuracy), and the recall of each class."""
        one = np.eye(self.classes)[self.truth]  # (n, K)
        hits = one * self.right[:, None]
        size = max(1, CELLS // max(len(self.truth), 1))
        blocks = (weights[start : start + size].astype(float) for start in range(0, len(weights), size))
        parts = [(block @ hits, block @ one) for block in blocks]
        right, there = (np.concatenate(each) for each in zip(*parts, strict=True))
        recall = np.divide(right, there, out=np.full(right.shape, np.nan), where=there > 0)
        whole = there.sum(axis=1)
        accuracy = np.divide(right.sum(axis=1), whole, out=np.full(len(whole), np.nan), where=whole > 0)
        return Scores({"accuracy": accuracy, "balanced accuracy": mean_known(recall, 1)}, recall)

    def part(self, rows: np.ndarray) -> "Classified":
        """Return the predictions on some samples."""
        said = Labelled(self.said.label[rows], self.said.score[rows])
        return replace(self, truth=self.truth[rows], said=said)

    def same(self, other: Evidence) -> bool:
        """Whether the predicted classes are the same."""
        return isinstance(other, Classified) and np.array_equal(self.said.label, other.said.label)
