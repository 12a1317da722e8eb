"""Privacy: does the generator give away the rows that it was trained on? Always beside rows that it has not seen."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from datadiet.errors import TooFewSamples
from datadiet.measure.binomial import interval
from datadiet.measure.neighbours import nearest
from datadiet.measure.tables.equality import beyond, by_chance, keys_of
from datadiet.measure.tables.resampling import DRAWS, Interval, around

__all__ = ["FEWEST", "Privacy", "privacy"]

_NEARNESS = ("closest", "ratio", "membership")
_LEVEL = 0.025 / (len(_NEARNESS) + 1)
"""Of each of these and of copies, so that all four hold together."""
_SURE = float(norm.isf(_LEVEL))
_STRANGE = 0.001
"""Level at which held-out rows are taken for training rows."""
FEWEST = 20
"""Rows of a side below which nothing is said."""
LIMIT = 20_000
_DEEP = 24
"""Neighbours that are kept: of so many, a bootstrap's draw leaves all out in one case of 10^10."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure beside what rows of the real world get that no generator was trained on."""

    value: float
    interval: Interval
    baseline: float
    best: float


@dataclass(frozen=True, slots=True)
class Privacy:
    """What rows of a generator give away."""

    closest: Figure
    """Share of synthetic rows that are nearer to a training row than to any held-out one: .5 is right, 1 copies."""
    ratio: Figure
    """Median distance of a synthetic row to the nearest training row, over that of a held-out row: 1 is right; less
    means nearer to the training rows than a stranger is."""
    membership: Figure
    """Area under the curve of telling training rows from held-out ones by how near a synthetic row is: .5 is right, 1
    gives all away."""
    copies: Figure
    """Share of synthetic rows that equal a training row, beside that of held-out rows: of all rows."""
    n: int
    """Training rows whose nearness was compared, and as many held-out ones."""
    seen: int
    """Held-out rows that equal a training row, where those are more than chance explains: they are none, and nothing
    that is measured beside them holds. 0 where all is well."""
    leaks: tuple[str, ...]
    """Figures that are on the wrong side of their baseline, beyond what chance lets one of four be in 40 tables."""


@dataclass(frozen=True, slots=True, eq=False)
class _Near:
    """Distances to the nearest rows of a side, nearest first, and which these are: (n, k)."""

    distance: np.ndarray
    index: np.ndarray

    def nearest(self, there: np.ndarray) -> np.ndarray:
        """Return the distance to the nearest of the rows that are there, (n,)."""
        held = there[self.index]
        first = np.argmax(held, axis=1)
        return np.where(held.any(axis=1), self.distance[np.arange(len(first)), first], self.distance[:, -1])


def privacy(
    train: np.ndarray,
    holdout: np.ndarray,
    synthetic: np.ndarray,
    *,
    rng: np.random.Generator,
    agree: float = 0.0,
) -> Privacy:
    """Ask whether synthetic rows lie nearer to the training rows than rows of the real world do.

    Training and held-out rows are drawn to equal number, else the larger side would be nearer for that reason alone;
    whether rows are equal is asked of all. Intervals are of the bootstrap, which draws the rows of all three sides.

    Args:
        train: (n_t, D) vectors of the rows that the generator was trained on.
        holdout: (n_h, D) vectors of real rows that it has not seen.
        synthetic: (n_s, D) vectors.
        rng: draws rows of the larger side, and the bootstrap.
        agree: the chance of two training rows to agree in all columns (`equality.agreement`), for tables of few levels.

    Raises:
        TooFewSamples: a side has fewer than 20 rows.

    Source: definitions, section 6; Platzer & Reutterer 2021 (share of closest records).
    """
    if min(len(train), len(holdout), len(synthetic)) < FEWEST:
        raise TooFewSamples(
            f"{len(train)} training, {len(holdout)} held-out and {len(synthetic)} synthetic rows",
            expected=f"at least {FEWEST} rows of each",
            todo="hold out more real rows, or draw more synthetic ones",
        )
    m = min(len(train), len(holdout), LIMIT)
    known, new = _some(train, m, rng), _some(holdout, m, rng)
    made = _some(synthetic, min(len(synthetic), LIMIT), rng)
    near = {
        "made to known": _near(made, known),
        "made to new": _near(made, new),
        "known to made": _near(known, made),
        "new to made": _near(new, made),
        "new to known": _near(new, known),
    }
    sizes = m, m, len(made)
    value = _figures(near, *(np.ones(n, int) for n in sizes))
    draws = [_figures(near, *(np.bincount(rng.integers(n, size=n), minlength=n) for n in sizes)) for _ in range(DRAWS)]
    error = np.std(draws, axis=0, ddof=1)
    baselines = _baseline(known, new), 1.0, 0.5
    best, highs = (0.5, 1.0, 0.5), (1.0, np.inf, 1.0)
    figures = [
        Figure(float(value[i]), around(float(value[i]), float(error[i]), high=highs[i]), baselines[i], best[i])
        for i in range(len(_NEARNESS))
    ]
    closest, ratio, membership = figures
    copies, copied, seen = _equal(train, holdout, synthetic, agree)
    return Privacy(
        closest, ratio, membership, copies, m, seen, (*_leaks(figures, error), *(["copies"] if copied else []))
    )


def _equal(train: np.ndarray, holdout: np.ndarray, synthetic: np.ndarray, agree: float) -> tuple[Figure, bool, int]:
    """Return the share of rows that equal a training row, whether that leaks, and how many held-out rows are none."""
    known = keys_of(train)
    times, chance = Counter(known), by_chance(known, agree)
    sides = [[times[key] for key in keys_of(side)] for side in (synthetic, holdout)]
    made, new = (sum(count > 0 for count in side) for side in sides)
    # what several training rows have in common is nobody's copy
    made_alone, new_alone = (sum(count == 1 for count in side) for side in sides)
    figure = Figure(made / len(synthetic), interval(made, len(synthetic)), new / len(holdout), 0.0)
    copied = beyond(made_alone, len(synthetic), chance, _LEVEL, beside=(new_alone, len(holdout)))
    return figure, copied, new if beyond(new_alone, len(holdout), chance, _STRANGE) else 0


def _leaks(figures: list[Figure], error: np.ndarray) -> list[str]:
    """Name the figures of nearness that are on the wrong side by more standard errors than chance hardly explains."""
    found = []
    for name, figure, spread in zip(_NEARNESS, figures, error, strict=True):
        right = figure.baseline if name == "ratio" else max(figure.baseline, figure.best)
        wrong = right - figure.value if name == "ratio" else figure.value - right
        if wrong > _SURE * spread:
            found.append(name)
    return found


def _figures(near: dict[str, _Near], known: np.ndarray, new: np.ndarray, made: np.ndarray) -> np.ndarray:
    """Return the three figures of nearness, of rows that count so many times."""
    to_known, to_new = near["made to known"].nearest(known > 0), near["made to new"].nearest(new > 0)
    closer = (to_known < to_new) + 0.5 * (to_known == to_new)
    stranger = near["new to known"].nearest(known > 0)
    middle = _median(stranger, new)
    own = _median(to_known, made)
    ratio = own / middle if middle > 0 else (1.0 if own == 0 else np.inf)
    inside, outside = near["known to made"].nearest(made > 0), near["new to made"].nearest(made > 0)
    return np.array(
        [
            np.average(closer, weights=made),
            min(ratio, 1e6),
            _area(-inside, -outside, known, new),
        ]
    )


def _baseline(known: np.ndarray, new: np.ndarray) -> float:
    """Return the share of held-out rows that are nearer to a training row than to another held-out one."""
    half = len(new) // 2
    probe, rest = new[:half], new[half:]
    to_known, to_rest = nearest(probe, known[: len(rest)], k=1)[1][:, 0], nearest(probe, rest, k=1)[1][:, 0]
    return float(np.mean((to_known < to_rest) + 0.5 * (to_known == to_rest)))


def _near(rows: np.ndarray, base: np.ndarray) -> _Near:
    index, distance = nearest(rows, base, k=min(_DEEP, len(base)))
    return _Near(np.asarray(distance, float), index)


def _some(rows: np.ndarray, m: int, rng: np.random.Generator) -> np.ndarray:
    chosen = rng.choice(len(rows), m, replace=False)
    return np.ascontiguousarray(rows[chosen], np.float32)


def _median(values: np.ndarray, weights: np.ndarray) -> float:
    return float(np.median(np.repeat(values, weights)))


def _area(first: np.ndarray, second: np.ndarray, first_weights: np.ndarray, second_weights: np.ndarray) -> float:
    """Return the chance that a value of the first side is above one of the second, ties counting half."""
    order = np.argsort(second, kind="stable")
    below = np.concatenate([[0], np.cumsum(second_weights[order])])
    left = below[np.searchsorted(second[order], first, side="left")]
    right = below[np.searchsorted(second[order], first, side="right")]
    return float(np.average((left + right) / 2, weights=first_weights) / below[-1])
