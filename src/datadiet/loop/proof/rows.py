"""One difference after the other: its estimate, and what can be said of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from datadiet.loop.proof.evidence import Evidence, Scores
from datadiet.loop.proof.results import Difference, Word
from datadiet.measure.corrections import benjamini_hochberg
from datadiet.measure.luck import LEVEL, Estimate, estimate

__all__ = ["LEAST", "Scored", "corrected", "row", "scored", "unknown"]

LEAST = 10
"""Independent images, below which no difference is judged."""
ALPHA = 1 - LEVEL


@dataclass(frozen=True, slots=True)
class Scored:
    """The seeds of one side: each on the images at hand, and on resampled ones."""

    points: tuple[Scores, ...]
    draws: tuple[Scores, ...]

    def of(self, measure: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the (S,) scores in one measure, and the (S, B) resampled ones."""
        return (
            np.array([point.overall[measure][0] for point in self.points]),
            np.array([draw.overall[measure] for draw in self.draws]),
        )

    def of_class(self, at: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the same of one class."""
        return (
            np.array([point.classes[0, at] for point in self.points]),
            np.array([draw.classes[:, at] for draw in self.draws]),
        )


def scored(seeds: Sequence[Evidence], weights: np.ndarray) -> Scored:
    """Score every seed on the samples as they are, and under (B, n) weights."""
    once = np.ones((1, weights.shape[1]), dtype=weights.dtype)
    return Scored(tuple(seed.scores(once) for seed in seeds), tuple(seed.scores(weights) for seed in seeds))


Side = tuple[np.ndarray, np.ndarray]


def row(
    measure: str, a: Side, b: Side, *, groups: int, column: str = "", value: str = ""
) -> tuple[Difference, Estimate | None]:
    """Return B less A with its interval and p-value; without them where there are too few independent images."""
    own, other = (tuple(float(point) for point in points if np.isfinite(point)) for points, _ in (a, b))
    blank = replace(unknown(measure, column, value, groups, "nothing to be found"), a_seeds=own, b_seeds=other)
    if not own or not other:
        return blank, None
    means = float(np.mean(own)), float(np.mean(other))
    seen = replace(blank, a=means[0], b=means[1], difference=means[1] - means[0], note="")
    if groups < LEAST:
        few = f"too few images: {groups}, and {LEAST} are the least"
        return replace(seen, note=few, verdict="same" if _alike(a, b) else "undecided"), None
    found, alone = estimate((a, b), groups=groups), [estimate((side,), groups=groups) for side in (a, b)]
    intervals = [(max(each.low, 0.0), min(each.high, 1.0)) for each in alone]
    told = replace(
        seen,
        a_interval=intervals[0],
        b_interval=intervals[1],
        interval=(max(found.low, -1.0), min(found.high, 1.0)),
        p=found.p,
        verdict="same" if _alike(a, b) else _word(found.value, found.p),
    )
    return told, found


def unknown(measure: str, column: str, value: str, images: int, note: str) -> Difference:
    """Return a difference of which nothing can be said, and why."""
    return Difference(
        measure, column, value, images, None, None, None, None, (), (), None, None, None, None, "undecided", note
    )


def _alike(a: Side, b: Side) -> bool:
    """Whether no score differs, on whatever images."""
    return a[1].shape == b[1].shape and np.array_equal(a[0], b[0]) and np.array_equal(a[1], b[1], equal_nan=True)


def _word(difference: float, p: float) -> Word:
    return "undecided" if p >= ALPHA or difference == 0 else "better" if difference > 0 else "worse"


def corrected(rows: Sequence[Difference]) -> tuple[Difference, ...]:
    """Return the rows with p-values and verdicts that allow for how many there are (Benjamini-Hochberg)."""
    judged = [at for at, each in enumerate(rows) if each.p is not None]
    adjusted = benjamini_hochberg(np.array([rows[at].p for at in judged], dtype=float))
    by_row = {at: float(p) for at, p in zip(judged, adjusted, strict=True)}
    return tuple(_with(each, by_row.get(at)) for at, each in enumerate(rows))


def _with(each: Difference, p: float | None) -> Difference:
    if p is None or each.difference is None or each.verdict == "same":
        return replace(each, p_adjusted=p)
    return replace(each, p_adjusted=p, verdict=_word(each.difference, p))
