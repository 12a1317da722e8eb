"""What models learn from synthetic rows, and how they err on each group."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from datadiet.errors import TooFewSamples
from datadiet.measure.tables.utility import Utility, utility
from datadiet.scorecard.tables.facts import Figure, Usefulness
from datadiet.scorecard.tables.reading import Rows

__all__ = ["Tested", "missing_figure", "tested", "usefulness_figure"]

_SPLITS = 3
_MOST = 20_000
"""Rows beyond which other training rows hardly matter."""
_CLASSES = 20
"""Ordered levels that are classes; more are predicted as numbers."""
_TARGETS = 20
"""Classes that a model learns; the rarer ones of more are one."""
_LEVELS = 200
"""Levels of another column that a model tells apart; likewise."""


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """Models that were trained and tested, and on which rows."""

    found: Utility
    rows: np.ndarray
    """(n_t, d) test rows that were asked."""
    held_out: bool
    training: float
    """How far the score differs between models of two halves of the real rows: what other training rows matter."""
    note: str = ""
    """Which levels were taken together."""

    @property
    def interval(self) -> tuple[float, float]:
        """Of synthetic - real, for other test rows and other training rows."""
        found = self.found
        tests = found.difference_interval[1] - found.difference
        reach = float(np.hypot(tests, norm.isf(0.025) * self.training))
        return found.difference - reach, found.difference + reach


def tested(rows: Rows, target: str, *, rng: np.random.Generator) -> Tested:
    """Train models on real and on as many synthetic rows, and test both on the same real rows.

    The test rows are the held-out ones; without them, a random half of the real rows.

    Raises:
        TooFewSamples: as `utility`.
    """
    j, levels = rows.place(target), rows.levels
    sides = [rows.real.values, rows.synthetic.values, None if rows.holdout is None else rows.holdout.values]
    column = rows.columns[j]
    if column.kind == "ordered" and len(column.levels) <= _CLASSES:
        levels[j] = len(column.levels)
        sides = [None if side is None else _rounded(side, j, len(column.levels)) for side in sides]
    real, made, test = sides
    assert real is not None
    assert made is not None
    kept = test
    if test is None:
        order = rng.permutation(len(real))
        real, test = real[order[: len(real) // 2]], real[order[len(real) // 2 :]]
        kept = test
    (real, made, test), levels, note = _lumped(rows, (real, made, test), levels, j)
    m = min(len(real), len(made))
    real, made = (side[np.sort(rng.permutation(len(side))[:m])] for side in (real, made))
    found = utility(real, made, test, levels, j, rng=rng)
    training = _training(real, test, levels, j, rng) if m <= _MOST else 0.0
    assert kept is not None
    return Tested(found, kept[found.tested], rows.holdout is not None, training, note)


def _lumped(
    rows: Rows, sides: tuple[np.ndarray, ...], levels: np.ndarray, target: int
) -> tuple[tuple[np.ndarray, ...], np.ndarray, str]:
    """Take the rare levels of columns that have very many together: the model, not the table, is what they would slow.

    The most frequent ones of the real rows are kept, numbered anew, and the last level is all others.
    """
    changed, fewer, lumped = [side.copy() for side in sides], levels.copy(), []
    for j, k in enumerate(levels):
        most = _TARGETS if j == target else _LEVELS
        if k <= most:
            continue
        known = sides[0][:, j]
        frequent = np.bincount(known[~np.isnan(known)].astype(int), minlength=int(k))
        place = np.full(int(k), most - 1.0)
        place[np.argsort(-frequent, kind="stable")[: most - 1]] = np.arange(most - 1)
        for side in changed:
            there = ~np.isnan(side[:, j])
            side[there, j] = place[side[there, j].astype(int)]
        fewer[j] = most
        lumped.append(f"{rows.columns[j].name} ({int(k) - most + 1:,} rare levels)")
    return tuple(changed), fewer, f"Taken together for the models: {', '.join(lumped)}." if lumped else ""


def _training(real: np.ndarray, test: np.ndarray, levels: np.ndarray, target: int, rng: np.random.Generator) -> float:
    """Return the root mean square difference of the scores of models of two halves of the real rows.

    Halves differ more than wholes, so that this errs on the side of caution.
    """
    half, apart = len(real) // 2, []
    for _ in range(_SPLITS):
        order = rng.permutation(len(real))
        try:
            found = utility(real[order[:half]], real[order[half:]], test, levels, target, rng=rng)
        except TooFewSamples:
            continue
        apart.append(found.difference)
    return float(np.sqrt(np.mean(np.square(apart)))) if apart else 0.0


def _rounded(side: np.ndarray, j: int, k: int) -> np.ndarray:
    changed = side.copy()
    changed[:, j] = np.clip(np.rint(side[:, j]), 0, k - 1)
    return changed


def usefulness_figure(target: str, done: Tested) -> tuple[Figure, Usefulness]:
    """Return how useful synthetic rows are beside real ones."""
    found = done.found
    area = found.task == "classification"
    worse = done.interval[1] < 0
    note = "" if done.held_out else "The test rows are real rows that the generator may have seen: give --holdout."
    figure = Figure(
        key="usefulness",
        name=f"usefulness for {target} ({'area under the curve' if area else 'R²'})",
        value=found.synthetic,
        interval=found.interval,
        equal=None,
        reference=found.real,
        best=1.0,
        direction="higher",
        n=f"{found.n[0]:,} synthetic and {found.n[1]:,} real rows to learn from, {found.n[2]:,} to be tested on",
        judgement="worse" if worse else "as real",
        note=" ".join(each for each in (found.note, note, done.note) if each),
    )
    told = Usefulness(target, found.task, found.model, found.difference, done.interval, figure.note)
    return figure, told


def missing_figure(target: str, error: TooFewSamples) -> Figure:
    """Return the figure that could not be taken."""
    name = f"usefulness for {target}"
    return Figure("usefulness", name, None, None, None, None, 1.0, "higher", "", "undecided", str(error))
