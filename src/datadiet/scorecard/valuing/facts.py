"""What is found of value, as scorecard.json holds it."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Axis", "AxisName", "Histogram", "NotValued", "Planted", "ValueFacts"]

AxisName = Literal["value", "relevance", "novelty"]


@dataclass(frozen=True, slots=True)
class Axis:
    """How well one axis tells junk that was planted on purpose, and where its cut is."""

    name: AxisName
    against: tuple[str, ...]
    """The kinds of junk that it is there for, and that its cut was taken from."""
    cut: float | None
    """Below it lies junk; None where the axis cannot tell."""
    auc: float
    """How well it tells planted junk from the samples, of relevance from real ones: .5 to 1."""
    caught: float
    """Share of that junk below the cut."""
    false_alarms: float | None
    """Share of real samples below the cut, that were put among the synthetic ones; None where none can be."""
    flagged: float
    """Share of the synthetic samples below the cut."""
    planted: int
    good: int
    """Real samples that false alarms were counted among."""


@dataclass(frozen=True, slots=True)
class Planted:
    """How one kind of planted junk looks on one axis."""

    kind: str
    axis: AxisName
    auc: float
    caught: float
    """Share below the cut of the axis; 0 where it has none."""


@dataclass(frozen=True, slots=True)
class NotValued:
    """Samples that have no value, and why."""

    reason: str
    count: int
    examples: tuple[str, ...]
    """Some of their ids."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """Values of samples beside those of planted junk, as shares of each; the outermost bins hold what lies beyond."""

    edges: tuple[float, ...]
    samples: tuple[float, ...]
    planted: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ValueFacts:
    """What the synthetic samples are worth for the real validation samples."""

    labels: str
    """Where they came from."""
    classes: int
    k: int
    resamples: int
    n: int
    """Samples that were valued."""
    validation: int
    groups: int
    """Independent validation samples."""
    worth: float
    """Of the whole set: the mean share of right votes among the k nearest synthetic samples, 0 to 1."""
    worth_interval: tuple[float, float]
    """95 %."""
    guess: float
    """What the votes of samples drawn blindly would be worth: the chance that two labels agree."""
    axes: tuple[Axis, ...]
    planted: tuple[Planted, ...]
    not_valued: tuple[NotValued, ...]
    histogram: Histogram
    notes: tuple[str, ...]
    confirmed: str = ""
    """What training without the harmful samples showed, in a sentence; empty where nobody asked."""

    def axis(self, name: AxisName) -> Axis:
        """Return one axis."""
        return next(axis for axis in self.axes if axis.name == name)
