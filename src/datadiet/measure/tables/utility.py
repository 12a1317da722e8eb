"""Usefulness: what a model learns from synthetic rows, tested on real ones, beside what it learns from real rows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from threadpoolctl import threadpool_limits

from datadiet.errors import TooFewSamples
from datadiet.measure.tables.resampling import DRAWS, Interval, around

__all__ = ["Utility", "utility"]

Task = Literal["classification", "regression"]
LIMIT = 50_000
"""Rows that a model is trained on, and is tested on."""
_FOLDS = 3


@dataclass(frozen=True, slots=True)
class Utility:
    """What a model is worth on real rows that it has not seen; higher is better."""

    task: Task
    """Judged by the area under the curve, averaged over the classes; or by the share of variance explained."""
    model: str
    """`linear` or `boosting`: whichever does better on the real training rows, by cross-validation."""
    synthetic: float
    """Trained on synthetic rows."""
    interval: Interval
    real: float
    """Trained on real rows."""
    difference: float
    """synthetic - real, on the same test rows."""
    difference_interval: Interval
    n: tuple[int, int, int]
    """Synthetic, real and test rows."""
    note: str = ""
    tested: np.ndarray = field(default_factory=lambda: np.zeros(0, int), compare=False)
    """(n_t,) which of the test rows were asked."""
    errors: np.ndarray = field(default_factory=lambda: np.zeros((0, 2)), compare=False)
    """(n_t, 2) how wrong the model is on each that was trained on real rows, and that on synthetic ones: 0 or 1 for a
    class, the absolute error for a number."""


def utility(
    real: np.ndarray,
    synthetic: np.ndarray,
    test: np.ndarray,
    levels: np.ndarray,
    target: int,
    *,
    rng: np.random.Generator,
) -> Utility:
    """Train on synthetic rows and test on real ones, beside training on real ones.

    The model and its settings are chosen on the real training rows alone. The intervals are of the bootstrap over the
    test rows: they do not tell how much other training rows would matter.

    Args:
        real: (n_r, d) values of real rows.
        synthetic: (n_s, d) values.
        test: (n_t, d) values of real rows that neither a model nor the generator has seen.
        levels: (d,) levels of each column, 0 for numbers.
        target: the column that is to be predicted: levels are classified, numbers regressed.
        rng: draws rows where there are too many, the folds, and the bootstrap.

    Raises:
        TooFewSamples: too few rows whose target is known, or fewer than two classes among them.

    Source: Esteban, Hyland & Rätsch 2017 (train on synthetic, test on real).
    """
    task: Task = "classification" if levels[target] else "regression"
    tested = _known(test, target, rng)
    sides = [*(side[_known(side, target, rng)] for side in (real, synthetic)), test[tested]]
    _check(sides, task, target)
    model = _chosen(sides[0], levels, target, task, rng)
    truth = sides[2][:, target]
    with threadpool_limits(1):
        by_real, by_synthetic = (_predicted(model, side, sides[2], levels, target, task) for side in sides[:2])
    score = _SCORES[task]
    found = [score(truth, by_real), score(truth, by_synthetic)]
    draws = np.array([[score(truth[rows], by[rows]) for by in (by_real, by_synthetic)] for rows in _drawn(truth, rng)])
    low = 0.0 if task == "classification" else -np.inf
    difference = found[1] - found[0]
    return Utility(
        task=task,
        model=model,
        synthetic=found[1],
        interval=around(found[1], float(draws[:, 1].std(ddof=1)), low=low),
        real=found[0],
        difference=difference,
        difference_interval=around(
            difference, float((draws[:, 1] - draws[:, 0]).std(ddof=1)), low=-np.inf, high=np.inf
        ),
        n=(len(sides[1]), len(sides[0]), len(sides[2])),
        note=_missing(sides, task, target),
        tested=tested,
        errors=np.column_stack([_wrong(truth, by, task) for by in (by_real, by_synthetic)]),
    )


def _wrong(truth: np.ndarray, predicted: np.ndarray, task: Task) -> np.ndarray:
    if task == "regression":
        return np.abs(truth - predicted)
    return (predicted.argmax(axis=1) != truth).astype(float)


def _known(side: np.ndarray, target: int, rng: np.random.Generator) -> np.ndarray:
    """Return which rows have a target, at most so many."""
    rows = np.flatnonzero(~np.isnan(side[:, target]))
    return rows if len(rows) <= LIMIT else np.sort(rng.choice(rows, LIMIT, replace=False))


def _check(sides: list[np.ndarray], task: Task, target: int) -> None:
    for name, side in zip(("real", "synthetic", "test"), sides, strict=True):
        least = 10
        if len(side) < least:
            raise TooFewSamples(f"{len(side)} {name} rows whose target is known", expected=f"at least {least}")
        values, counts = np.unique(side[:, target], return_counts=True)
        if len(values) < 2:
            raise TooFewSamples(
                f"the target has one value in all {len(side)} {name} rows",
                expected="at least two",
                todo="name another target",
            )
        if task == "classification" and name == "real" and np.sort(counts)[-2] < _FOLDS:
            raise TooFewSamples(
                f"only one class of the target has {_FOLDS} real rows or more", expected=f"{_FOLDS} rows of two classes"
            )


def _missing(sides: list[np.ndarray], task: Task, target: int) -> str:
    if task == "regression":
        return ""
    real, synthetic, test = ({*side[:, target].astype(int).tolist()} for side in sides)
    lost = len((real & test) - synthetic)
    return f"{lost} of {len(real & test)} classes are in no synthetic row." if lost else ""


def _chosen(real: np.ndarray, levels: np.ndarray, target: int, task: Task, rng: np.random.Generator) -> str:
    """Return which model does better on real rows that it has not seen."""
    fold = rng.permutation(len(real)) % _FOLDS
    if task == "classification":  # each class in every fold
        for value in np.unique(real[:, target]):
            rows = np.flatnonzero(real[:, target] == value)
            fold[rows] = rng.permutation(len(rows)) % _FOLDS
    worth = {}
    with threadpool_limits(1):
        for name in _MODELS:
            predicted = [
                (real[fold == f, target], _predicted(name, real[fold != f], real[fold == f], levels, target, task))
                for f in range(_FOLDS)
            ]
            worth[name] = float(np.mean([_SCORES[task](*pair) for pair in predicted]))
    return max(worth, key=lambda name: worth[name])


def _predicted(
    model: str, train: np.ndarray, test: np.ndarray, levels: np.ndarray, target: int, task: Task
) -> np.ndarray:
    """Return (n, classes) chances, or (n,) numbers."""
    others = np.arange(len(levels)) != target
    fitted = _MODELS[model](levels[others], task)
    fitted.fit(train[:, others], train[:, target] if task == "regression" else train[:, target].astype(int))
    if task == "regression":
        return np.asarray(fitted.predict(test[:, others]), float)
    chances = np.zeros((len(test), int(levels[target])))
    chances[:, np.asarray(fitted.classes_, int)] = fitted.predict_proba(test[:, others])
    return chances


def _area(truth: np.ndarray, chances: np.ndarray) -> float:
    """Return the area under the curve of each class against the rest, averaged over the classes that are there."""
    from scipy.stats import rankdata

    areas = []
    classes = np.unique(truth).astype(int)
    for k in classes if len(classes) > 2 else classes[1:]:
        positive = truth == k
        p = int(positive.sum())
        ranks = rankdata(chances[:, k])
        areas.append((ranks[positive].sum() - p * (p + 1) / 2) / (p * (len(truth) - p)))
    return float(np.mean(areas)) if areas else 0.5


def _explained(truth: np.ndarray, predicted: np.ndarray) -> float:
    spread = float(((truth - truth.mean()) ** 2).sum())
    return 1 - float(((truth - predicted) ** 2).sum()) / spread if spread else 0.0


def _drawn(truth: np.ndarray, rng: np.random.Generator) -> list[np.ndarray]:
    return [rng.integers(len(truth), size=len(truth)) for _ in range(DRAWS)]


def _linear(levels: np.ndarray, task: Task) -> Any:
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    columns = ColumnTransformer(
        [
            (
                "numbers",
                make_pipeline(SimpleImputer(keep_empty_features=True), StandardScaler()),
                np.flatnonzero(levels == 0),
            ),
            (
                "levels",
                make_pipeline(
                    SimpleImputer(strategy="constant", fill_value=-1, keep_empty_features=True),
                    OneHotEncoder(handle_unknown="ignore", max_categories=50),
                ),
                np.flatnonzero(levels > 0),
            ),
        ]
    )
    return make_pipeline(columns, LogisticRegression(max_iter=1000) if task == "classification" else Ridge())


def _boosting(levels: np.ndarray, task: Task) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingClassifier if task == "classification" else HistGradientBoostingRegressor
    return kind(
        max_iter=100,
        learning_rate=0.1,
        max_leaf_nodes=15,
        early_stopping=False,
        categorical_features=(levels > 0) & (levels <= 200),
        random_state=0,
    )


_MODELS: dict[str, Callable[[np.ndarray, Task], Any]] = {"linear": _linear, "boosting": _boosting}
_SCORES: dict[Task, Callable[[np.ndarray, np.ndarray], float]] = {"classification": _area, "regression": _explained}
