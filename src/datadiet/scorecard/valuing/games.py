"""The games that give values: synthetic samples play, and real validation samples say what a set of them is worth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from datadiet.curate.valuation import Values, knn_shapley, values
from datadiet.errors import DataError
from datadiet.scorecard.valuing.labels import Labelled
from datadiet.scorecard.valuing.planting import LABELS, Planting

__all__ = ["Game", "Trial"]

CALIBRATED = 2_000
"""Real samples that value planted junk, at most."""
HELD, SHARE, FEWEST = 0.25, 0.1, 50
"""Real samples that are put among the training samples: at most this share of them, and about as many as of junk."""


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """Values of planted junk, beside those that samples and real ones have in the same games."""

    samples: np.ndarray
    """(n,) of the samples that play."""
    good: np.ndarray
    """(g,) of real samples that were put among them."""
    of: dict[str, np.ndarray]
    """Kind of junk -> its values."""
    beside: dict[str, np.ndarray]
    """Kind of junk -> values of the samples in its game."""


@dataclass(frozen=True, slots=True, eq=False)
class Game:
    """Who plays, and who judges."""

    rows: np.ndarray
    """(n,) rows of the synthetic samples that have a value."""
    train: np.ndarray
    labels: np.ndarray
    validation: np.ndarray
    """(m, D)."""
    wanted: np.ndarray
    groups: np.ndarray
    k: int

    @classmethod
    def of(cls, found: Labelled, groups: np.ndarray, copied: np.ndarray, *, k: int) -> Self:
        """Leave out copies of real samples, and what has no label or one that no real sample has."""
        judges = np.flatnonzero([label is not None for label in found.real_labels])
        known = set(found.real_labels[judges])
        rows = np.flatnonzero(np.array([label in known for label in found.synthetic_labels]) & ~copied)
        if not len(rows):
            raise DataError(
                "no synthetic sample is left to be valued", expected="labelled samples that are no copies of real ones"
            )
        return cls(
            rows,
            found.synthetic[rows],
            found.synthetic_labels[rows].astype(str),
            found.real[judges],
            found.real_labels[judges].astype(str),
            groups[judges],
            k,
        )

    def values(self, *, resamples: int, rng: np.random.Generator, progress: Callable[[int, int], None]) -> Values:
        """Return the values of the samples, with their intervals."""
        return values(
            self.train,
            self.labels,
            self.validation,
            self.wanted,
            k=self.k,
            rng=rng,
            groups=self.groups,
            resamples=resamples,
            progress=progress,
        )

    def calibrate(self, planted: Sequence[Planting], *, rng: np.random.Generator) -> Trial:
        """Plant junk and real samples, and let the other real samples value all of them.

        Wrong labels play with the real samples, the other kinds of junk in a game of their own, so that they do not
        help each other.
        """
        goods, judges = self._parted(rng)
        real = self.validation[goods], self.wanted[goods]
        wrong = [each for each in planted if each.kind == LABELS]
        others = [each for each in planted if each.kind != LABELS]
        first = self._played([(each.vectors, each.labels) for each in wrong] + [real], judges)
        second = self._played([(each.vectors, each.labels) for each in others], judges)
        return Trial(
            samples=first[0],
            good=first[-1],
            of={each.kind: part for each, part in zip((*wrong, *others), (*first[1:-1], *second[1:]), strict=True)},
            beside={each.kind: first[0] for each in wrong} | {each.kind: second[0] for each in others},
        )

    def _parted(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Draw the real samples that join the training samples, and those that judge: whole groups."""
        names, of = np.unique(self.groups, return_inverse=True)
        order = rng.permutation(len(names))
        size = np.bincount(of)[order].cumsum()
        wished = min(HELD * len(of), max(FEWEST, SHARE * len(self.rows)))
        held = order[size <= wished]
        rest = order[size > wished]
        judging = rest[: max(1, int(np.searchsorted(np.bincount(of)[rest].cumsum(), CALIBRATED, side="right")))]
        return np.flatnonzero(np.isin(of, held)), np.flatnonzero(np.isin(of, judging))

    def _played(self, joined: Sequence[tuple[np.ndarray, np.ndarray]], judges: np.ndarray) -> list[np.ndarray]:
        """Return the values of the samples, then those of each part that joins them, as `values` gives them."""
        train = np.concatenate([self.train, *(vectors for vectors, _ in joined)])
        labels = np.concatenate([self.labels, *(names.astype(str) for _, names in joined)])
        wanted = self.wanted[judges]
        idle = (labels[:, None] == np.unique(wanted)) @ (np.unique(wanted, return_counts=True)[1] / len(wanted))
        found = knn_shapley(train, labels, self.validation[judges], wanted, k=self.k) * len(train) - idle
        ends = np.cumsum([len(self.train), *(len(vectors) for vectors, _ in joined)])
        return np.split(found, ends[:-1])
