"""What a comparison of runs found."""

from dataclasses import dataclass, field

from datadiet.data.costs import Cost
from datadiet.measure.paired import Difference

__all__ = ["Candidate", "Comparison", "LevelComparison", "PerPoint", "RunScore", "SliceDifference"]

Interval = tuple[float, float]
PerPoint = dict[str, float]


@dataclass(frozen=True, slots=True)
class RunScore:
    """One run, as far as it compares with the others."""

    name: str
    indistinguishability: float
    interval: Interval
    gap: float
    richness: float
    """On the shared plane, at the shared radius and the shared equal n."""
    richness_interval: Interval
    novel: float
    """Ground outside the real set's, in discs, on the shared plane."""
    kept: int
    total: int
    faults: tuple[str, ...]
    cost: Cost | None = None
    """What its samples cost to make; None where their folder did not say it."""


@dataclass(frozen=True, slots=True)
class SliceDifference:
    """Where a candidate differs: the change of the gap within one class or value."""

    column: str
    value: str
    gap: Difference
    p_adjusted: float
    """After Holm, over all slices of this candidate and level."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One run against the baseline."""

    name: str
    indistinguishability: Difference
    gap: Difference
    where: tuple[SliceDifference, ...]
    """Sorted by the size of the change; only what could be judged."""
    sentence: str
    per_point: dict[str, PerPoint] = field(default_factory=dict)
    """Measure -> seconds, and money where there is a price, for each point (0.01) that was surely gained."""


@dataclass(frozen=True, slots=True)
class LevelComparison:
    """All runs at one level."""

    level: str
    radius: float
    """On the shared plane."""
    runs: tuple[RunScore, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two or more runs against the same real data; the first is the baseline."""

    baseline: str
    levels: tuple[LevelComparison, ...]
