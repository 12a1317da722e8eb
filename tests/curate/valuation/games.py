"""The definition of the Shapley value, with every coalition listed: slow, and nothing to get wrong."""

import itertools
import math

import numpy as np


def worth(right: np.ndarray, members: tuple[int, ...], *, k: int, guess: float | None) -> float:
    """What a set of samples, numbered from the nearest, is worth; `guess` that of the empty one with soft labels."""
    voters = sorted(members)[:k]
    if guess is None:
        return sum(right[i] for i in voters) / k
    return sum(right[i] for i in voters) / len(voters) if voters else guess


def by_all_coalitions(
    train: np.ndarray,
    labels: np.ndarray,
    validation: np.ndarray,
    wanted: np.ndarray,
    *,
    k: int,
    guess: float | None = None,
) -> np.ndarray:
    """The Shapley value of each training sample, averaged over validation samples."""
    n, total = len(train), np.zeros(len(train))
    for sample, label in zip(validation, wanted, strict=True):
        order = np.argsort(((train - sample) ** 2).sum(axis=1), kind="stable")
        right = (np.asarray(labels)[order] == label).astype(float)
        for i in range(n):
            others = [j for j in range(n) if j != i]
            for size in range(n):
                weight = math.factorial(size) * math.factorial(n - size - 1) / math.factorial(n)
                for coalition in itertools.combinations(others, size):
                    gain = worth(right, (*coalition, i), k=k, guess=guess) - worth(right, coalition, k=k, guess=guess)
                    total[order[i]] += weight * gain
    return total / len(validation)
