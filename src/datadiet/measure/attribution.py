"""Which condition or generator parameter explains low realism?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from datadiet.errors import OptionError
from datadiet.measure.corrections import holm
from datadiet.measure.rules import Column, Tree, Value, column, grow, lowest

__all__ = ["Attribution", "attribute"]

FOLDS = 5
LEVEL = 0.05
FEWEST = 40
LIMIT = 10_000
PAIR_GAIN = 0.05
"""How much more of the variance two conditions together must explain than the better one alone."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """One ranked sentence: where in the conditions realism is low."""

    where: str
    """A predicate over the conditions, such as `roughness > 0.6`."""
    realism: float
    """Median realism inside."""
    elsewhere: float
    share: float
    """Share of synthetic samples inside."""
    r2: float
    """Held-out R^2 of the model that found it."""
    sentence: str


@dataclass(frozen=True, slots=True)
class _Trial:
    """What a tree over some conditions explains of samples that it has not seen."""

    columns: tuple[Column, ...]
    r2: float
    p_value: float


def attribute(
    realism: np.ndarray,
    conditions: Mapping[str, Sequence[Value] | np.ndarray],
    *,
    rng: np.random.Generator,
    groups: np.ndarray | None = None,
    name: str = "realism",
) -> tuple[Attribution, ...]:
    """Say under which conditions realism is low, the best explanation first; nothing where nothing explains it.

    For each condition a tree of three leaves is tried on groups that it has not seen; it counts where its held-out
    R^2 is above 0 and, over all conditions (Holm), surely so. Two or more conditions together are named only where a
    tree of depth 3 explains much more than the best single one.

    Args:
        realism: (n,) realism of the synthetic samples, higher is better.
        conditions: name -> its value for each sample; numbers or names, None or nan where missing.
        rng: draws the folds, and the samples where there are more than 10,000.
        groups: (n,) group of each sample; by default each is its own.
        name: what `realism` is called in the sentences.

    Raises:
        OptionError: a condition has another number of values than there are samples.
    """
    for key, values in conditions.items():
        if len(values) != len(realism):
            raise OptionError(f"condition '{key}' has {len(values)} values", expected=f"{len(realism)}, one a sample")
    rows = np.sort(rng.permutation(len(realism))[:LIMIT])
    target = np.asarray(realism, dtype=np.float64)
    columns = [column(key, conditions[key]) for key in sorted(conditions)]
    columns = [column for column in columns if not column.constant]
    folds, units = _folds(groups, rows, len(realism), rng)
    if not columns or units < FEWEST or np.ptp(target[rows]) == 0:
        return ()
    found = [_attribution(trial, target, rows, name) for trial in _trials(columns, target, rows, folds)]
    ranked = sorted(filter(None, found), key=lambda each: (-each[0].r2, each[0].where))
    # Conditions that mean the same samples are one explanation, under the name that explains best.
    distinct: dict[bytes, Attribution] = {}
    for each, inside in ranked:
        distinct.setdefault(inside, each)
    return tuple(distinct.values())


def _folds(groups: np.ndarray | None, rows: np.ndarray, n: int, rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Return (unit, fold) of each row, (rows, 2), and the number of units."""
    units = np.unique(np.arange(n)[rows] if groups is None else groups[rows], return_inverse=True)[1]
    n_units = int(units.max(initial=-1)) + 1
    return np.column_stack([units, rng.permutation(n_units)[units] % FOLDS]), n_units


def _trials(columns: list[Column], target: np.ndarray, rows: np.ndarray, folds: np.ndarray) -> list[_Trial]:
    trials = [_try((column,), target, rows, folds) for column in columns]
    if len(columns) > 1:
        trials.append(_try(tuple(columns), target, rows, folds))
    adjusted = holm(np.array([trial.p_value for trial in trials]))
    sure = [trial for trial, p in zip(trials, adjusted, strict=True) if trial.r2 > 0 and p < LEVEL]
    best = max((trial.r2 for trial in sure if len(trial.columns) == 1), default=0.0)
    return [trial for trial in sure if len(trial.columns) == 1 or trial.r2 > best + PAIR_GAIN]


def _grow(columns: tuple[Column, ...], target: np.ndarray, rows: np.ndarray) -> Tree:
    alone = len(columns) == 1
    return grow(columns, target, rows, leaves=3 if alone else 8, depth=2 if alone else 3)


def _try(columns: tuple[Column, ...], target: np.ndarray, rows: np.ndarray, folds: np.ndarray) -> _Trial:
    mean_error, tree_error = np.empty(len(rows)), np.empty(len(rows))
    for fold in range(FOLDS):
        held = folds[:, 1] == fold
        tree = _grow(columns, target, rows[~held])
        mean_error[held] = (target[rows[held]] - target[rows[~held]].mean()) ** 2
        tree_error[held] = (target[rows[held]] - tree.predict(rows[held])) ** 2
    gains = np.bincount(folds[:, 0], weights=mean_error - tree_error)
    spread = float(np.sqrt(np.sum((gains - gains.mean()) ** 2)))
    p_value = float(norm.sf(gains.sum() / spread)) if spread else 1.0
    return _Trial(columns, float(1 - tree_error.sum() / mean_error.sum()), p_value)


def _attribution(trial: _Trial, target: np.ndarray, rows: np.ndarray, name: str) -> tuple[Attribution, bytes] | None:
    """Return the explanation with the samples that it means; None where nothing was worth a split."""
    region = lowest(_grow(trial.columns, target, rows))
    if region.inside.all():
        return None
    inside, elsewhere = (float(np.median(target[part])) for part in (region.inside, ~region.inside))
    share = float(region.inside.mean())
    sentence = f"{region.where}: {name} {inside:.2f} against {elsewhere:.2f} elsewhere, {100 * share:.0f} % of samples"
    return Attribution(region.where, inside, elsewhere, share, trial.r2, sentence), region.inside.tobytes()
