"""Scores per class and per metadata slice, corrected for their number."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from datadiet.errors import OptionError, TooFewSamples
from datadiet.measure.corrections import holm
from datadiet.measure.discs import union_area
from datadiet.measure.indistinguishability import indistinguishability
from datadiet.measure.partition import Part, Values, partition

__all__ = ["LIMIT", "MOST", "Slice", "slices"]

Interval = tuple[float, float]

MOST = 30
"""Most slices that are scored: those whose smaller side is largest."""
LIMIT = 1000
"""Most samples a side in one slice."""
PERMUTATIONS = 199
"""Fewest permutations of a slice; more slices need more of them, or none could stay below .05 after Holm."""
FEWEST = 10
"""Fewest independent samples a side; twice as many real ones, because their halves are the control."""
ORDERS = 10


@dataclass(frozen=True, slots=True)
class Slice:
    """The scores of one class or one value of a condition."""

    column: str
    value: str
    n_real: int
    n_synthetic: int
    score: float | None
    """Indistinguishability of the slice; None where it holds too few samples."""
    interval: Interval | None
    control: float | None
    gap: float | None
    richness: float | None
    p_value: float | None
    """Smaller of the two directional p-values, doubled."""
    p_adjusted: float | None
    """After Holm, over all slices."""
    note: str
    """Why there is no score, or empty."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of the data: vectors, groups, and points on the plane where there is one."""

    vectors: np.ndarray
    groups: np.ndarray
    points: np.ndarray | None


def slices(
    real: np.ndarray,
    synthetic: np.ndarray,
    columns: Mapping[str, tuple[Values, Values]],
    *,
    rng: np.random.Generator,
    real_groups: np.ndarray | None = None,
    synthetic_groups: np.ndarray | None = None,
    points: tuple[np.ndarray, np.ndarray] | None = None,
    radius: float | None = None,
) -> tuple[Slice, ...]:
    """Score every class and every level of every condition on its own.

    How a column is cut is in `partition`. A slice with fewer than 20 real or 10 synthetic groups has no score, and at
    most 30 slices of at most 1,000 samples a side are scored; the others say why they are not.

    Args:
        real: (n_r, D) vectors.
        synthetic: (n_s, D) vectors.
        columns: name -> (its values of the real samples, of the synthetic samples).
        rng: draws samples, subsamples and permutations.
        real_groups: (n_r,) group of each real sample; by default each is its own.
        synthetic_groups: (n_s,) likewise.
        points: (n_r, 2) and (n_s, 2) places on the plane, for the richness of each slice.
        radius: of the discs on that plane.

    Raises:
        OptionError: a column has another number of values than there are samples.
    """
    for name, values in columns.items():
        _check(name, values, len(real), len(synthetic))
    sides = (
        _Side(real, _groups(real_groups, len(real)), points and points[0]),
        _Side(synthetic, _groups(synthetic_groups, len(synthetic)), points and points[1]),
    )
    parts = [part for name, values in columns.items() for part in partition(name, *values)]
    notes = _unscored(parts, sides)
    streams = rng.spawn(len(parts))
    permutations = max(PERMUTATIONS, 60 * notes.count(""))
    found = [
        _empty(part, note) if note else _scored(part, sides, radius, stream, permutations=permutations)
        for part, note, stream in zip(parts, notes, streams, strict=True)
    ]
    return _adjusted(found)


def _check(name: str, values: tuple[Values, Values], n_real: int, n_synthetic: int) -> None:
    if (len(values[0]), len(values[1])) != (n_real, n_synthetic):
        raise OptionError(
            f"column '{name}' has {len(values[0])} real and {len(values[1])} synthetic values",
            expected=f"{n_real} and {n_synthetic}, one a sample",
        )


def _groups(groups: np.ndarray | None, n: int) -> np.ndarray:
    return np.arange(n) if groups is None else np.asarray(groups)


def _unscored(parts: list[Part], sides: tuple[_Side, _Side]) -> list[str]:
    """Return why each part is not scored, or nothing for those that are."""
    sizes = [_independent(part, sides) for part in parts]
    notes = []
    for part, (n_real, n_synthetic) in zip(parts, sizes, strict=True):
        few = n_real < 2 * FEWEST or n_synthetic < FEWEST
        why = f"{n_real} real and {n_synthetic} synthetic independent samples; {2 * FEWEST} and {FEWEST} are needed"
        notes.append(part.note if not part.real.size and part.note else why if few else "")
    ranked = sorted((at for at, note in enumerate(notes) if not note), key=lambda at: (-min(sizes[at]), at))
    for at in ranked[MOST:]:
        notes[at] = f"not scored: one of the smaller slices, and {MOST} are the most"
    return notes


def _independent(part: Part, sides: tuple[_Side, _Side]) -> tuple[int, int]:
    real, synthetic = (
        len(np.unique(side.groups[rows])) for side, rows in zip(sides, (part.real, part.synthetic), strict=True)
    )
    return real, synthetic


def _empty(part: Part, note: str) -> Slice:
    sizes = len(part.real), len(part.synthetic)
    return Slice(part.column, part.value, *sizes, None, None, None, None, None, None, None, note)


def _scored(
    part: Part, sides: tuple[_Side, _Side], radius: float | None, rng: np.random.Generator, *, permutations: int
) -> Slice:
    real, synthetic = (np.sort(rng.permutation(rows)[:LIMIT]) for rows in (part.real, part.synthetic))
    try:
        found = indistinguishability(
            sides[0].vectors[real],
            sides[1].vectors[synthetic],
            rng=rng,
            real_groups=sides[0].groups[real],
            synthetic_groups=sides[1].groups[synthetic],
            permutations=permutations,
        )
    except TooFewSamples as error:
        return _empty(part, error.found)
    return Slice(
        column=part.column,
        value=part.value,
        n_real=len(part.real),
        n_synthetic=len(part.synthetic),
        score=found.score,
        interval=found.interval,
        control=found.control,
        gap=found.gap,
        richness=_richness(sides, real, synthetic, radius, rng),
        p_value=min(1.0, 2 * min(found.synthetic_to_real_p, found.real_to_synthetic_p)),
        p_adjusted=None,
        note=part.note,
    )


def _richness(
    sides: tuple[_Side, _Side], real: np.ndarray, synthetic: np.ndarray, radius: float | None, rng: np.random.Generator
) -> float | None:
    """Return the area of the synthetic discs over that of the real ones, both at the size of the smaller side."""
    if sides[0].points is None or sides[1].points is None or not radius:
        return None
    n = min(len(real), len(synthetic))
    return _area(sides[1].points[synthetic], n, radius, rng) / _area(sides[0].points[real], n, radius, rng)


def _area(points: np.ndarray, n: int, radius: float, rng: np.random.Generator) -> float:
    orders = 1 if n == len(points) else ORDERS
    return float(np.mean([union_area(points[rng.permutation(len(points))[:n]], radius) for _ in range(orders)]))


def _adjusted(found: list[Slice]) -> tuple[Slice, ...]:
    at = [i for i, part in enumerate(found) if part.p_value is not None]
    adjusted = holm(np.array([found[i].p_value for i in at], dtype=float))
    corrected = {i: float(p) for i, p in zip(at, adjusted, strict=True)}
    return tuple(replace(part, p_adjusted=corrected.get(i)) for i, part in enumerate(found))
