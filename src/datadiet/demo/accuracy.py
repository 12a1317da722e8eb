"""What a training set is worth: the accuracy of a classifier that learnt from it, on real digits it never saw."""

from dataclasses import dataclass

import numpy as np

__all__ = ["Accuracy", "accuracy"]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """A share of right answers, 0 to 1."""

    score: float
    interval: tuple[float, float]
    """Wilson's, 95 %: over the draw of test digits, with the classifier as it is."""


def accuracy(train_x: np.ndarray, train_y: np.ndarray, test_x: np.ndarray, test_y: np.ndarray) -> Accuracy:
    """Train a support vector machine (RBF kernel, C = 10) on one set and count its right answers on the other.

    Args:
        train_x: (n, ...) scans or vectors; all axes after the first are flattened.
        train_y: (n,) labels.
        test_x: (m, ...) of the same shape after the first axis.
        test_y: (m,) labels.
    """
    from scipy.stats import binomtest
    from sklearn.svm import SVC

    machine = SVC(C=10).fit(train_x.reshape(len(train_x), -1).astype(np.float64), train_y)
    answers = machine.predict(test_x.reshape(len(test_x), -1).astype(np.float64))
    right = int((answers == test_y).sum())
    low, high = binomtest(right, len(test_y)).proportion_ci(0.95, method="wilson")
    return Accuracy(right / len(test_y), (float(low), float(high)))
