"""Can a classifier tell the sets apart? The two-sample test by held-out area under the curve."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from scipy.special import expit, logit
from scipy.stats import norm
from threadpoolctl import threadpool_limits

from datadiet.errors import TooFewSamples

__all__ = ["FOLDS", "Auc", "Kind", "two_sample_auc"]

FOLDS = 5
COMPONENTS = 64
LEVEL = 0.95
Interval = tuple[float, float]
Kind = Literal["linear", "boosting"]


class _Model(Protocol):
    def fit(self, x: np.ndarray, y: np.ndarray) -> object: ...

    def predict_proba(self, x: np.ndarray) -> np.ndarray: ...


@dataclass(frozen=True, slots=True)
class Auc:
    """Held-out area under the curve: .5 is chance, 1 is a perfect separation."""

    score: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class _Placements:
    """For each sample of one side: the share of the other side, in its fold, that it is ranked above (or below)."""

    share: np.ndarray
    centred: np.ndarray
    groups: np.ndarray


def two_sample_auc(
    real: np.ndarray,
    synthetic: np.ndarray,
    *,
    rng: np.random.Generator,
    kind: Kind = "linear",
    real_groups: np.ndarray | None = None,
    synthetic_groups: np.ndarray | None = None,
) -> Auc:
    """Train a classifier of real against synthetic and score it on groups that it has not seen.

    Five folds of whole groups; the model and its settings are fixed beforehand, so nothing is chosen by looking at
    the held-out score. The area is taken within each fold and averaged; its variance sums the placements over each
    group, so that dependent samples do not count as evidence twice. Models of overlapping training sets err alike,
    which that variance does not see: it is widened by 1 + folds / (folds - 1).

    Args:
        real: (n_r, D) vectors.
        synthetic: (n_s, D) vectors.
        rng: draws the folds.
        kind: `linear` is a standardised logistic regression, `boosting` gradient-boosted trees on at most 64
            principal components.
        real_groups: (n_r,) group of each real sample; by default each is its own.
        synthetic_groups: (n_s,) likewise.

    Raises:
        TooFewSamples: there are fewer than two groups on a side.

    Source: Lopez-Paz & Oquab 2017 (the test); DeLong 1988 and, for groups, Obuchowski 1997 (the variance); Nadeau &
    Bengio 2003 (overlapping training sets).
    """
    sides = [_dense(real_groups, len(real)), _dense(synthetic_groups, len(synthetic))]
    folds = min(FOLDS, *(int(side.max(initial=-1)) + 1 for side in sides))
    if folds < 2:
        raise TooFewSamples(
            f"{len(real)} real and {len(synthetic)} synthetic samples in fewer than two groups a side",
            expected="at least two independent groups a side",
            todo="add samples, or declare finer groups",
        )
    in_fold = [rng.permutation(int(side.max()) + 1)[side] % folds for side in sides]
    held_out = _held_out(real, synthetic, in_fold, folds, MODELS[kind])
    return _auc(*_placements(held_out, sides, in_fold, folds), folds)


def _dense(groups: np.ndarray | None, n: int) -> np.ndarray:
    if groups is None:
        return np.arange(n)
    return np.unique(groups, return_inverse=True)[1]


def _held_out(
    real: np.ndarray,
    synthetic: np.ndarray,
    in_fold: list[np.ndarray],
    folds: int,
    model: Callable[[tuple[int, int]], _Model],
) -> list[np.ndarray]:
    """Return, for each side, the probability of being synthetic that a model gives which has not seen the group."""
    x = np.concatenate([real, synthetic])  # (n_r + n_s, D)
    y = np.repeat([0, 1], [len(real), len(synthetic)])
    fold = np.concatenate(in_fold)
    scores = np.empty(len(x))
    # Folds are small: threads that wait for each other cost more than they save, most of all on a busy machine.
    with threadpool_limits(1):
        for f in range(folds):
            known = x[fold != f]
            fitted = model(known.shape)
            fitted.fit(known, y[fold != f])
            scores[fold == f] = fitted.predict_proba(x[fold == f])[:, 1]
    return [scores[: len(real)], scores[len(real) :]]


def _placements(
    scores: list[np.ndarray], groups: list[np.ndarray], in_fold: list[np.ndarray], folds: int
) -> tuple[_Placements, _Placements]:
    shares = [np.empty(len(side)) for side in scores]
    centred = [np.empty(len(side)) for side in scores]
    for f in range(folds):
        rows = [fold == f for fold in in_fold]
        low, high = scores[0][rows[0]], scores[1][rows[1]]
        above = (high[None] > low[:, None]) + 0.5 * (high[None] == low[:, None])  # (real, synthetic) of the fold
        for side, share in enumerate((above.mean(axis=1), above.mean(axis=0))):
            shares[side][rows[side]] = share
            centred[side][rows[side]] = share - above.mean()
    real, synthetic = (_Placements(*side) for side in zip(shares, centred, groups, strict=True))
    return real, synthetic


def _auc(real: _Placements, synthetic: _Placements, folds: int) -> Auc:
    score = float(synthetic.share.mean())
    variance = (1 + folds / (folds - 1)) * (_variance(real) + _variance(synthetic))
    independent = min(int(side.groups.max()) + 1 for side in (real, synthetic))
    return Auc(score, _interval(score, variance, independent))


def _variance(side: _Placements) -> float:
    sums = np.bincount(side.groups, weights=side.centred)
    return float(len(sums) / (len(sums) - 1) * np.sum(sums**2) / len(side.share) ** 2)


def _interval(score: float, variance: float, independent: int) -> Interval:
    """Return the 95 % interval, taken on the logit so that it stays inside [0, 1].

    At a score of exactly 0 or 1 the variance is estimated as 0; there the exact binomial bound for as many pairs as
    there are groups takes over.
    """
    tail = (1 - LEVEL) / 2
    edge = tail ** (1 / independent)
    if score in (0.0, 1.0):
        return (edge, 1.0) if score else (0.0, 1 - edge)
    spread = norm.isf(tail) * np.sqrt(variance) / (score * (1 - score))
    low, high = expit(logit(score) - spread), expit(logit(score) + spread)
    return float(low), float(high)


def _linear(shape: tuple[int, int]) -> _Model:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model: _Model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=300, tol=1e-3))
    return model


def _boosting(shape: tuple[int, int]) -> _Model:
    """Return boosted trees; wide vectors are first reduced to the leading components of the training folds."""
    from sklearn.decomposition import PCA
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.pipeline import make_pipeline

    model: _Model = HistGradientBoostingClassifier(
        max_iter=30, learning_rate=0.2, max_leaf_nodes=8, max_bins=32, early_stopping=False, random_state=0
    )
    if shape[1] <= COMPONENTS:
        return model
    reduced: _Model = make_pipeline(PCA(min(COMPONENTS, *shape), svd_solver="covariance_eigh"), model)
    return reduced


MODELS: dict[Kind, Callable[[tuple[int, int]], _Model]] = {"linear": _linear, "boosting": _boosting}
