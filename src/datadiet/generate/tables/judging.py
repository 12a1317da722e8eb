"""What a generator is worth on real rows that it has not seen, in a few figures."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from datadiet.embed.rows import RowSpace
from datadiet.errors import TooFewSamples
from datadiet.measure.classifier import Kind, two_sample_auc
from datadiet.measure.tables.association import Columns, told_apart
from datadiet.measure.tables.equality import agreement
from datadiet.measure.tables.privacy import FEWEST, privacy
from datadiet.measure.tables.shapes import column_shapes
from datadiet.measure.tables.utility import utility
from datadiet.randomness import stream
from datadiet.schema import Coded

__all__ = ["ROWS", "Judge", "Judged", "associations", "levels_of"]

ROWS = 5_000
"""Rows of a side that are compared, at most."""
_CLASS = 5
_KINDS: tuple[Kind, ...] = ("linear", "boosting")


@dataclass(frozen=True, slots=True)
class Judged:
    """The figures of one generator on one split of the real rows."""

    shapes: float
    """Of columns, each alone: 1 is right."""
    pairs: float
    """Of pairs of columns: 1 is right."""
    told: float
    """Area under the curve with which rows are told from real ones: .5 is right, 1 wrong."""
    useful: float | None
    """What a model is worth that learned from the generator's rows; None where there is no target."""
    real: float | None
    """The same, learned from the real rows that the generator was fitted to."""
    classes: float | None
    """Of columns within each class of the target, all classes counting the same: 1 is right."""
    leaks: tuple[str, ...]
    """Figures of privacy that lie on the wrong side of what strangers get."""
    closest: float | None
    """Share of rows that are nearer to a row that was fitted than to a held-out one: .5 is right."""

    @property
    def loss(self) -> float:
        """Mean of what each figure falls short of the best, 0 to 1: lower is better."""
        parts = [1 - self.shapes, 1 - self.pairs, 2 * (self.told - 0.5)]
        if self.useful is not None and self.real is not None:
            parts.append(min(max(self.real - self.useful, 0.0), 1.0))
        if self.classes is not None:
            parts.append(1 - self.classes)
        return float(np.mean(parts))

    def figures(self) -> dict[str, Any]:
        """Return them as JSON."""
        made = {name: getattr(self, name) for name in self.__slots__ if name != "leaks"}
        return {**made, "loss": self.loss}


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """One split of the real rows."""

    fitted: Coded
    held_out: Coded
    space: RowSpace
    target: int | None
    """Which column is to be predicted."""
    seed: int

    @classmethod
    def of(cls, fitted: Coded, held_out: Coded, *, target: str | None, seed: int) -> Self:
        """Judge rows of generators that were fitted to one part of the real rows by the other part."""
        names = [column.name for column in fitted.columns]
        place = None if target is None else names.index(target)
        return cls(fitted, held_out, RowSpace.of(fitted), place, seed)

    @property
    def rows(self) -> int:
        """How many rows of a generator are wanted."""
        return min(max(len(self.held_out), 2 * FEWEST), ROWS)

    def score(self, made: np.ndarray) -> Judged:
        """Judge (n, d) values of a generator."""
        return self._score(made, private=True)

    def reference(self) -> Judged:
        """Judge the real rows to which generators are fitted: what a perfect generator would get."""
        return self._score(self.fitted.values[: self.rows], private=False)

    def _score(self, made: np.ndarray, *, private: bool) -> Judged:
        real, levels = self.held_out.values[:ROWS], levels_of(self.held_out)
        vectors = self.space.vectors(Coded(self.fitted.columns, made))
        truth = self.space.vectors(Coded(self.fitted.columns, real))
        areas = [two_sample_auc(truth, vectors, rng=stream(self.seed, kind), kind=kind).score for kind in _KINDS]
        useful, best = self._useful(made, levels)
        found = None
        if private and min(len(self.fitted), len(real), len(made)) >= FEWEST:
            known, agree = self.space.vectors(self.fitted), agreement(self.fitted.values)
            found = privacy(known, truth, vectors, rng=stream(self.seed, "privacy"), agree=agree)
        return Judged(
            shapes=float(np.mean(column_shapes(real, made, levels))),
            pairs=_trends(real, made, levels),
            told=float(np.mean([max(area, 1 - area) for area in areas])),
            useful=useful,
            real=best,
            classes=self._classes(real, made, levels),
            leaks=found.leaks if found else (),
            closest=found.closest.value if found else None,
        )

    def _classes(self, real: np.ndarray, made: np.ndarray, levels: np.ndarray) -> float | None:
        """Compare columns within each class of the target that has five rows; one that was lost counts 0."""
        if self.target is None or not levels[self.target]:
            return None
        others = np.arange(len(levels)) != self.target
        found = []
        for code in np.unique(real[~np.isnan(real[:, self.target]), self.target]):
            ours, theirs = (side[side[:, self.target] == code][:, others] for side in (made, real))
            if len(theirs) >= _CLASS:
                found.append(float(np.mean(column_shapes(theirs, ours, levels[others]))) if len(ours) else 0.0)
        return float(np.mean(found)) if found and others.any() else None

    def _useful(self, made: np.ndarray, levels: np.ndarray) -> tuple[float | None, float | None]:
        if self.target is None:
            return None, None
        try:
            found = utility(
                self.fitted.values[:ROWS],
                made,
                self.held_out.values[:ROWS],
                levels,
                self.target,
                rng=stream(self.seed, "useful"),
            )
        except TooFewSamples as error:
            if " synthetic rows" in error.found:  # the generator has lost the target: nothing can be learned from it
                return 0.0, 1.0
            return None, None
        return found.synthetic, found.real


def levels_of(rows: Coded) -> np.ndarray:
    """Return (d,) how many levels each column has, 0 for numbers."""
    return np.array([len(column.levels) for column in rows.columns])


def associations(real: np.ndarray, made: np.ndarray, levels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (d, d) associations of the columns of two tables, as `Columns` has them, of the same levels told apart."""
    kept = told_apart(real, made, levels)
    first, second = (Columns.of(side, levels, kept).associations() for side in (real, made))
    return first, second


def _trends(real: np.ndarray, made: np.ndarray, levels: np.ndarray) -> float:
    """Return the mean of 1 - |difference of association| / 2 over the pairs of columns; 1 where there is none."""
    first, second = associations(real, made, levels)
    upper = np.triu_indices(len(levels), 1)
    return float(1 - np.abs(first - second)[upper].mean() / 2) if len(levels) > 1 else 1.0
