"""Multinomial logistic regression on standardised vectors; how much it is held back is chosen by cross-validation."""

from collections.abc import Iterator
from dataclasses import dataclass
from warnings import catch_warnings, simplefilter

import numpy as np
from threadpoolctl import threadpool_limits

__all__ = ["Regression", "chances", "fit"]

STRENGTHS = (1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0)
"""Inverse weights of the penalty that are tried."""
FOLDS = 3
CHOSEN_ON = 5000
"""Samples, at random, that the strength is chosen on."""
STEPS = 300
_LEAST = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """A fitted classifier of k classes on D dimensions."""

    mean: np.ndarray
    """(D,)"""
    scale: np.ndarray
    """(D,)"""
    weight: np.ndarray
    """(k, D)"""
    bias: np.ndarray
    """(k,)"""
    strength: float
    accuracy: float
    """By cross-validation, on the training set."""


def chances(weights: "dict[str, np.ndarray]", vectors: np.ndarray) -> np.ndarray:
    """Return (n, k) chances of the classes, each row of sum 1, from (n, D) vectors.

    Args:
        weights: `mean`, `scale`, `weight`, `bias`, as `Regression` has them.
        vectors: (n, D).
    """
    with threadpool_limits(1):
        z = ((vectors - weights["mean"]) / weights["scale"]).astype(np.float64) @ weights["weight"].T + weights["bias"]
    z = np.exp(z - z.max(axis=1, keepdims=True))
    return z / z.sum(axis=1, keepdims=True)


def fit(vectors: np.ndarray, codes: np.ndarray, groups: np.ndarray, *, rng: np.random.Generator) -> Regression:
    """Fit a classifier.

    Args:
        vectors: (n, D).
        codes: (n,) int, number of the class, 0 to k - 1; each occurs.
        groups: (n,) int: samples of one group are never on both sides of a fold.
        rng: draws the folds.
    """
    mean = vectors.mean(axis=0, dtype=np.float64)
    scale = vectors.std(axis=0, dtype=np.float64)
    scale[scale < 1e-9] = 1.0
    x = (vectors - mean) / scale
    with threadpool_limits(1), catch_warnings():
        simplefilter("ignore")  # that a weak penalty has not converged is seen in its score
        strength, accuracy = _chosen(x, codes, groups, rng)
        weight, bias = _fitted(x, codes, strength)
    return Regression(mean, scale, weight, bias, strength, accuracy)


def _fitted(x: np.ndarray, codes: np.ndarray, strength: float) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, max_iter=STEPS).fit(x, codes)
    if len(model.classes_) > 2:
        return model.coef_, model.intercept_
    return np.vstack([np.zeros_like(model.coef_), model.coef_]), np.append(0.0, model.intercept_)


def _chosen(x: np.ndarray, codes: np.ndarray, groups: np.ndarray, rng: np.random.Generator) -> tuple[float, float]:
    """Return the strength with the best log-likelihood on what was held out, and the accuracy there."""
    some = np.sort(rng.permutation(len(x))[:CHOSEN_ON])
    folds = list(_folds(codes[some], groups[some], int(rng.integers(2**31))))
    if not folds:
        return 0.01, float("nan")
    scores = [_held_out(x[some], codes[some], folds, strength) for strength in STRENGTHS]
    best = int(np.argmax([likelihood for likelihood, _ in scores]))
    return STRENGTHS[best], scores[best][1]


def _folds(codes: np.ndarray, groups: np.ndarray, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield rows to fit and rows to test; a fold whose fitting part lacks a class is passed over."""
    from sklearn.model_selection import StratifiedGroupKFold

    folds = min(FOLDS, len(np.unique(groups)), int(np.bincount(codes).max()))
    if folds < 2:
        return
    for fitted, tested in StratifiedGroupKFold(folds, shuffle=True, random_state=seed).split(codes, codes, groups):
        if len(np.unique(codes[fitted])) > 1 and len(tested):
            yield fitted, tested


def _held_out(
    x: np.ndarray, codes: np.ndarray, folds: list[tuple[np.ndarray, np.ndarray]], strength: float
) -> tuple[float, float]:
    """Return log-likelihood and accuracy, averaged over the samples."""
    likelihood, right, n = 0.0, 0, 0
    for fitted, tested in folds:
        there, own = np.unique(codes[fitted], return_inverse=True)
        weight, bias = _fitted(x[fitted], own, strength)
        z = x[tested] @ weight.T + bias
        z -= z.max(axis=1, keepdims=True)
        log = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        every = np.full((len(tested), codes.max() + 1), np.log(_LEAST))
        every[:, there] = np.maximum(log, np.log(_LEAST))
        likelihood += float(every[np.arange(len(tested)), codes[tested]].sum())
        right += int((every.argmax(axis=1) == codes[tested]).sum())
        n += len(tested)
    return likelihood / n, right / n
