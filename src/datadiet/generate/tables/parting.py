"""By which column rows should be parted: one within whose levels other columns are not what the generator makes them.

A Gaussian copula, and to a lesser degree every model of all rows at once, sees a rare level as a corner of what is
frequent. Its rows of that level are then made of the extremes of all other rows, though all figures over the whole
table look well. So rows of each level are held against real ones that were held out, beside rows of a generator that
was fitted to that level alone.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from datadiet.errors import DataError
from datadiet.generate.tables.judging import levels_of
from datadiet.generate.tables.marginals import Marginals
from datadiet.generate.tables.methods import DEEP, fit_method
from datadiet.generate.tables.models.contract import TableModel
from datadiet.generate.tables.models.stratified import MOST
from datadiet.generate.tables.sampling import draw, draw_where
from datadiet.measure.tables.shapes import column_shapes
from datadiet.randomness import stream
from datadiet.schema import Coded

__all__ = ["Parting", "find_parting"]

FITTED = 10_000
"""Rows that a generator is fitted to for this, at most."""
_POOL, _WANTED = 20_000, 1_000
"""Rows drawn from all levels, and of a level that has fewer among those."""
_LEAST = 20
"""Rows of a level that each half must have."""
_MOST = 2_000
"""Rows of a level that are compared, at most."""
_OFF = 0.2
"""So much farther than real rows must a column within a level be from held-out ones to be called off ..."""
_LEVEL = 0.01
"""... and more than chance explains, at this level over all columns and levels (Bonferroni)."""
_MENDED = 0.5
"""A generator for each level must be less far by this share of what is too much."""
_LOOKED_INTO = 3
"""Columns for which generators for their levels are tried, the worst first."""


@dataclass(frozen=True, slots=True)
class Parting:
    """A column by which rows should be parted, and the level and the column in which that is seen best."""

    by: str
    level: str
    rows: int
    """Rows of that level."""
    column: str
    made: float
    """How far the generator's values of that column are, within the level, from held-out real ones: Kolmogorov-
    Smirnov's distance, or total variation; 0 is alike, 1 apart."""
    real: float
    """The same of as many other real ones."""
    parted: float
    """The same of a generator that was fitted to the level alone."""

    @property
    def words(self) -> str:
        """What was found, in a sentence."""
        return (
            f"Within {self.by} = {self.level} ({self.rows:,} rows) the generator's {self.column} is {self.made:.2f}"
            f" away from held-out rows, where 0 is alike and 1 apart; other real rows are {self.real:.2f} away, a"
            f" generator for each level of {self.by} {self.parted:.2f}."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {**asdict(self), "words": self.words}


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """One level of one column, as the generator has it and as it is."""

    by: int
    code: float
    fitted: np.ndarray
    held_out: np.ndarray
    """(n, d) real rows of the level in either half."""
    off: np.ndarray
    """(m,) columns that are off there."""
    made: np.ndarray
    real: np.ndarray
    """(d,) distances of the generator's rows and of the fitted half from the held-out one."""

    @property
    def excess(self) -> float:
        """How much is off, over all columns."""
        return float((self.made - self.real)[self.off].sum())


def find_parting(rows: Coded, method: str, *, seed: int) -> Parting | None:
    """Find the column whose levels need a generator each; None where there is none, or the method is a deep one.

    Args:
        rows: of a table.
        method: that was chosen for it.
        seed: of the split and of all draws.
    """
    candidates = [j for j, n in enumerate(levels_of(rows)) if 2 <= n <= MOST]
    order = stream(seed, "parting").permutation(len(rows))
    halves = rows.rows(np.sort(order[: len(order) // 2])), rows.rows(np.sort(order[len(order) // 2 :]))
    if method in DEEP or not candidates or len(rows.columns) < 2 or len(rows) < 4 * _LEAST:
        return None
    model = _fitted(halves[0].rows(np.arange(min(len(halves[0]), FITTED))), method, seed)
    pool = draw(model, _POOL, seed=seed).values
    found: dict[int, list[_Level]] = {}
    for by in candidates:
        for code in _codes(rows, by):
            level = _level(halves, model, pool, by, code, seed)
            if level is not None and level.off.size:
                found.setdefault(by, []).append(level)
    worst = sorted(found, key=lambda by: -sum(each.excess for each in found[by]))[:_LOOKED_INTO]
    tried = [_tried(rows, found[by], method, seed) for by in worst]
    return max((each for each in tried if each), key=lambda each: each[0], default=(0.0, None))[1]


def _fitted(rows: Coded, method: str, seed: int) -> TableModel:
    return fit_method(rows, method, Marginals(seed, bootstrap=0, kind="empirical"), seed=seed)


def _codes(rows: Coded, by: int) -> np.ndarray:
    """Return the levels that both halves may have enough of."""
    codes, counts = np.unique(rows.values[:, by], return_counts=True)
    return codes[(counts >= 2 * _LEAST) & ~np.isnan(codes)]


def _level(
    halves: tuple[Coded, Coded], model: TableModel, pool: np.ndarray, by: int, code: float, seed: int
) -> _Level | None:
    """Compare rows of a level; None where either half has too few of it, or the generator none."""
    fitted, held_out = (each.values[np.flatnonzero(each.values[:, by] == code)[:_MOST]] for each in halves)
    if min(len(fitted), len(held_out)) < _LEAST:
        return None
    made = pool[pool[:, by] == code]
    if len(made) < _WANTED:
        try:
            made = draw_where(model, _WANTED, lambda values: values[:, by] == code, seed=seed).values
        except DataError:
            return None
    levels = levels_of(halves[0])
    ours, others = (_distances(held_out, side, levels) for side in (made[:_MOST], fitted))
    chance = _chance(held_out, min(len(made), _MOST), levels)
    off = np.flatnonzero((ours - others > _OFF) & (ours > chance))
    return _Level(by, code, fitted, held_out, off, ours, others)


def _distances(real: np.ndarray, made: np.ndarray, levels: np.ndarray) -> np.ndarray:
    return 1 - np.array(column_shapes(real, made, levels))


def _chance(real: np.ndarray, n: int, levels: np.ndarray) -> np.ndarray:
    """Return (d,) distances that rows of the same law hardly exceed: P < .01 over 20 levels of all columns.

    Of numbers by the inequality of Dvoretzky, Kiefer, Wolfowitz and Massart; of levels what is expected, and by
    McDiarmid's inequality as much again.
    """
    size = len(real) * n / (len(real) + n)
    beyond = np.sqrt(np.log(2 * MOST * len(levels) / _LEVEL) / 2 / size)
    expected = [
        np.sqrt(np.unique(column, return_counts=True)[1] / len(column) / size / np.pi / 2).sum() if n_levels else 0.0
        for column, n_levels in zip(real.T, levels, strict=True)
    ]
    return np.asarray(beyond + np.array(expected))


def _tried(rows: Coded, levels: list[_Level], method: str, seed: int) -> tuple[float, Parting] | None:
    """Fit a generator to each level that is off; return by how much they are nearer, and where most."""
    gain, too_much, best = 0.0, 0.0, None
    for level in sorted(levels, key=lambda each: -each.excess)[:_LOOKED_INTO]:
        own = draw(_fitted(Coded(rows.columns, level.fitted), method, seed), _WANTED, seed=seed).values
        parted = _distances(level.held_out, own, levels_of(rows))
        gain += float((level.made - parted)[level.off].sum())
        too_much += level.excess
        best = best or _worst(rows, level, parted)
    return (gain, best) if best and gain > _MENDED * too_much else None


def _worst(rows: Coded, level: _Level, parted: np.ndarray) -> Parting:
    at = int(level.off[np.argmax((level.made - parted)[level.off])])
    by = rows.columns[level.by]
    return Parting(
        by.name,
        by.levels[int(level.code)],
        int((rows.values[:, level.by] == level.code).sum()),
        rows.columns[at].name,
        *(round(float(each[at]), 4) for each in (level.made, level.real, parted)),
    )
