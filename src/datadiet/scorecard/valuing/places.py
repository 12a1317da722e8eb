"""How near samples lie to real ones, and to each other, by vectors that know nothing of labels."""

from dataclasses import dataclass

import numpy as np

from datadiet.curate.evidence import Evidence
from datadiet.curate.valuation import novelty
from datadiet.measure.neighbours import nearest
from datadiet.measure.realism import Realism, realism
from datadiet.randomness import stream
from datadiet.scorecard.core import Core
from datadiet.scorecard.valuing.labels import Labelled
from datadiet.scorecard.valuing.planting import Planting

__all__ = ["Places"]

LISTED = 10
"""Neighbours among which the nearest earlier one is looked for."""
TOP = 100.0
"""Relevance ends here: a sample with a real one in the same place is as near as can be."""


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Relevance and novelty of the n synthetic samples, and what those of planted junk are worked out with."""

    relevance: np.ndarray
    """(n,) median distance of real samples to their 5th nearest over its own: 1 is as near as real ones are."""
    real_relevance: np.ndarray
    """(g,) that of real samples."""
    novelty: np.ndarray
    """(n,) in multiples of what the noise moves a sample."""
    realism: Realism
    real: np.ndarray
    """(m, D) vectors of the real core, and of the synthetic one:"""
    synthetic: np.ndarray
    rows: np.ndarray
    """(c,) row of each sample of the synthetic core."""
    unit: float
    spacing: float
    """Median distance of a synthetic sample to its nearest."""

    @classmethod
    def of(cls, core: Core, labels: Labelled, evidence: Evidence, seed: int) -> "Places":
        """Take the lists that are there; where the label was part of those vectors, search again."""
        real, synthetic = labels.real[core.real_rows], labels.synthetic[core.synthetic_rows]
        likely, index, distance = evidence.realism, evidence.synthetic_index, evidence.synthetic_distance
        if labels.apart:
            rng = stream(seed, core.whole.level, "realism without the label")
            likely = realism(real, labels.synthetic, rng=rng, real_groups=core.real.groups)
            index, distance = _listed(
                labels.synthetic, synthetic, core.synthetic_rows, np.arange(len(labels.synthetic))
            )
        unit = evidence.radius
        return cls(
            relevance=_relevance(likely.distance, likely.calibration),
            real_relevance=_relevance(likely.calibration, likely.calibration),
            novelty=novelty(index[:, :LISTED], distance[:, :LISTED], unit=unit),
            realism=likely,
            real=real,
            synthetic=synthetic,
            rows=core.synthetic_rows,
            unit=unit,
            spacing=float(np.median(distance[:, 0])),
        )

    def relevance_of(self, planted: Planting) -> np.ndarray:
        """Return the relevance of planted junk."""
        away = nearest(planted.vectors, self.real, k=self.realism.k)[1][:, -1]
        return _relevance(away.astype(np.float64), self.realism.calibration)

    def novelty_of(self, planted: Planting) -> np.ndarray:
        """Return the novelty of planted junk: in the place of its source, or at the end of the set beside it."""
        apart = np.full(len(planted.sources), -1) if planted.beside else planted.sources
        index, distance = _listed(planted.vectors, self.synthetic, self.rows, apart)
        places = np.full(len(apart), len(self.novelty)) if planted.beside else planted.sources
        return novelty(index, distance, unit=self.unit, places=places)


def _relevance(distance: np.ndarray, calibration: np.ndarray) -> np.ndarray:
    usual = float(np.median(calibration))
    return np.asarray(usual / np.maximum(distance, max(usual / TOP, 1e-12)))


def _listed(
    queries: np.ndarray, base: np.ndarray, rows: np.ndarray, without: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Find the nearest of the base, by their rows in the whole set, but for one row each."""
    place = np.full(max(int(rows.max()), int(without.max())) + 1, -1)
    place[rows] = np.arange(len(rows))
    exclude = np.where(without >= 0, place[np.maximum(without, 0)], -1)
    index, distance = nearest(queries, base, k=LISTED, exclude=exclude)
    return np.where(index >= 0, rows[index], -1), distance
