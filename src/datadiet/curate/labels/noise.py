"""How many labels are wrong, when the judge errs too? What he errs on real samples says how to read him elsewhere."""

from dataclasses import dataclass

import numpy as np

from datadiet.measure.binomial import ends

__all__ = ["Noise", "label_noise"]

RESAMPLES = 300
LEVEL = 0.95
STEPS = 400
_DONE = 1e-6
_PRIOR = 0.5
"""Samples' worth of evenly spread errors that are added to each class of the judge's record."""


@dataclass(frozen=True, slots=True, eq=False)
class Noise:
    """Of c classes: how many of the labels given are wrong, and what the samples are instead."""

    truth: np.ndarray
    """(c, c): of the samples labelled so (row), which share is of each class (column); 0 in rows without samples."""
    wrong: np.ndarray
    """(c,) share of wrong labels, 0 to 1, lower is better; NaN where a class has no samples. Its 95 % interval:"""
    low: np.ndarray
    high: np.ndarray
    overall: float
    """Of all labels, and its 95 % interval:"""
    overall_low: float
    overall_high: float


def label_noise(
    judged: np.ndarray,
    given: np.ndarray,
    real_judged: np.ndarray,
    real_labels: np.ndarray,
    *,
    classes: int,
    rng: np.random.Generator,
    groups: np.ndarray | None = None,
    real_groups: np.ndarray | None = None,
    resamples: int = RESAMPLES,
) -> Noise:
    """Estimate the share of wrong labels from what a judge calls samples, allowing for the judge's own errors.

    What he calls real samples that people labelled gives the chances M[t, c] that he says c of a sample of class t.
    Samples that were given the label a are a mixture of classes, in the shares Q[a, t] that make what he says of them
    likeliest: sum over c of n[a, c] log(sum over t of Q[a, t] M[t, c]), by expectation maximisation. It holds where he
    errs on these samples as he does on real ones.

    Args:
        judged: (n,) class that the judge calls each sample, 0 to `classes` - 1.
        given: (n,) label that each sample came with.
        real_judged: (m,) what he calls samples that people labelled, without having seen them.
        real_labels: (m,) what people call them.
        classes: how many there are.
        rng: draws the resamples, of samples and of real samples.
        groups: (n,) what is not independent among samples; None takes each alone.
        real_groups: (m,) likewise.
        resamples: how often.

    Source: the mixture is that of Saerens, Latinne & Decaestecker 2002, "Adjusting the outputs of a classifier to new a
    priori probabilities", one for each label given; the confusion by class is that of Forman 2008, "Quantifying counts
    and costs via classification".
    """
    seen = _Counts.of(given, judged, groups, classes)
    record = _Counts.of(real_labels, real_judged, real_groups, classes)
    truth = _mixtures(seen.whole(), record.whole())
    drawn = [
        _wrong(_mixtures(counts, record.drawn(rng)), counts) for counts in (seen.drawn(rng) for _ in range(resamples))
    ]
    wrong, overall = _wrong(truth, seen.whole())
    counts = seen.whole().sum(axis=1)
    low, high = _ends(wrong, _no_empty(np.array([each for each, _ in drawn])), counts)
    total = _ends(np.array([overall]), np.array([[each] for _, each in drawn]), counts.sum(keepdims=True))
    return Noise(truth, wrong, low, high, overall, float(total[0][0]), float(total[1][0]))


def _ends(found: np.ndarray, drawn: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the widest of three intervals on each side; NaN where nothing was found.

    Near 0 an estimate can only be too high, and so are the percentiles of what is drawn around it: the basic interval
    reaches down to 0 there. Where no label is found wrong none is drawn either, and what so many samples cannot rule
    out is that of a judge who never errs (Clopper & Pearson 1934).
    """
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.nanpercentile(drawn, [tail, 100 - tail], axis=0)
    low, high = np.minimum(low, 2 * found - high), np.maximum(high, 2 * found - low)
    sure = [
        (np.nan, np.nan) if np.isnan(share) else ends(share * n, n, tail=tail / 100)
        for share, n in zip(found, counts, strict=True)
    ]
    low, high = np.fmin(low, [one for one, _ in sure]), np.fmax(high, [one for _, one in sure])
    return np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """How often each class (row) was called each (column), by independent group, so that groups can be drawn again."""

    cells: np.ndarray
    """(n,) number of the cell of each sample."""
    member: np.ndarray
    """(n,) number of the group of each sample."""
    groups: int
    classes: int

    @classmethod
    def of(cls, rows: np.ndarray, columns: np.ndarray, groups: np.ndarray | None, classes: int) -> "_Counts":
        names = np.arange(len(rows)) if groups is None else groups
        found, member = np.unique(names, return_inverse=True)
        return cls(rows * classes + columns, member, len(found), classes)

    def whole(self) -> np.ndarray:
        return self._table(np.ones(len(self.cells)))

    def drawn(self, rng: np.random.Generator) -> np.ndarray:
        often = np.bincount(rng.integers(self.groups, size=self.groups), minlength=self.groups)
        return self._table(often[self.member].astype(np.float64))

    def _table(self, weights: np.ndarray) -> np.ndarray:
        counts = np.bincount(self.cells, weights=weights, minlength=self.classes**2)
        return counts.reshape(self.classes, self.classes)


def _mixtures(seen: np.ndarray, record: np.ndarray) -> np.ndarray:
    """Return (c, c) shares of true classes for each label given."""
    classes = len(seen)
    chances = record + _PRIOR / classes
    known = record.sum(axis=1) > 0
    chances = np.where(known[:, None], chances / chances.sum(axis=1, keepdims=True), 0.0)
    shares = np.where(known, 1.0, 0.0) * np.ones((classes, 1)) / max(int(known.sum()), 1)
    total = seen.sum(axis=1, keepdims=True)
    for _ in range(STEPS):
        likely = shares @ chances
        ratio = np.divide(seen, likely, out=np.zeros_like(likely), where=likely > 0)
        new = shares * (ratio @ chances.T) / np.maximum(total, 1.0)
        new /= np.maximum(new.sum(axis=1, keepdims=True), 1e-300)
        moved = float(np.abs(new - shares).max())
        shares = new
        if moved < _DONE:
            break
    return np.where(total > 0, shares, 0.0)


def _wrong(truth: np.ndarray, seen: np.ndarray) -> tuple[np.ndarray, float]:
    total = seen.sum(axis=1)
    wrong = np.where(total > 0, 1 - np.diag(truth), np.nan)
    return wrong, float(np.nansum(wrong * total) / total.sum())


def _no_empty(drawn: np.ndarray) -> np.ndarray:
    """Put 0 where a class was never drawn at all, which no sample has."""
    return np.where(np.isnan(drawn).all(axis=0), 0.0, drawn)
