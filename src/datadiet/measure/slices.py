"""Scores per class and per metadata slice, corrected for their number."""

from dataclasses import dataclass

Interval = tuple[float, float]


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
