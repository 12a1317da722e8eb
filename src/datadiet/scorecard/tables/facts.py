"""What is found of a table beside the three I's, as scorecard.json holds it."""

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "ColumnFacts",
    "Fidelity",
    "Figure",
    "Group",
    "Interval",
    "PairFacts",
    "PrivacyFacts",
    "Protected",
    "Rule",
    "Usefulness",
]

Interval = tuple[float, float]
Judgement = Literal["as real", "worse", "undecided"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure beside what real rows reach."""

    key: str
    name: str
    value: float | None
    """None where it could not be taken; `note` says why."""
    interval: Interval | None
    """95 %."""
    equal: float | None
    """The same at as many rows as the reference was taken at, where that makes a difference."""
    reference: float | None
    """What real rows reach against other real rows."""
    best: float
    direction: Literal["higher", "lower", "nearer"]
    """Which way is better; `nearer` to `best`."""
    n: str
    """How many rows of which side."""
    judgement: Judgement
    note: str = ""


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """One column of the real table."""

    name: str
    kind: str
    why: str
    """How its kind was found."""
    dimensions: int
    """Of the space of rows; 0 where the column is not compared."""
    shape: float | None
    """1 alike, 0 disjoint; None where it is not compared."""
    reference: float | None
    """The shape of real rows against other real rows, at as many rows."""
    equal: float | None
    """Its own at that number of rows."""
    missing: tuple[float, float]
    """Share of rows in which it is missing, real and synthetic."""
    labels: tuple[str, ...] = ()
    """Levels, or the edges of bins: one more than bins."""
    real: tuple[float, ...] = ()
    """Share of the rows in each level or bin; what is missing is in none."""
    synthetic: tuple[float, ...] = ()
    lost: tuple[str, ...] = ()
    """Levels that are in no synthetic row, though chance would hardly leave them out."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PairFacts:
    """How columns go together."""

    columns: tuple[str, ...]
    """Those that are shown: all, or those of the pairs that differ most."""
    real: tuple[tuple[float, ...], ...]
    """Associations: -1 to 1 between numbers, 0 to 1 where one of the two has levels."""
    synthetic: tuple[tuple[float, ...], ...]
    worst: tuple[tuple[str, str, float, float, float], ...]
    """Two columns, their association in real and in synthetic rows, and 1 - |difference| / 2 of real rows against other
    real rows; the largest difference first."""


@dataclass(frozen=True, slots=True)
class PrivacyFacts:
    """Whether rows give away the real rows that they were made from."""

    verdict: Literal["leaks", "no leak found", "undecided"]
    sentence: str
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Usefulness:
    """What a model is worth that learned from synthetic rows."""

    target: str
    task: str
    model: str
    difference: float
    """Trained on synthetic rows, less trained on real ones."""
    interval: Interval
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """The rows with one value of a protected column."""

    value: str
    n: tuple[int, int]
    """Real and synthetic rows."""
    real: float
    """Share of the rows."""
    real_interval: Interval
    synthetic: float
    synthetic_interval: Interval
    target: Interval | None
    """Share that the domain asks for, or says that the field has: from, to."""
    error_real: float | None
    """Error of a model trained on real rows, on the test rows of this group: share of wrong classes, or mean absolute
    error; None without a target."""
    error_real_interval: Interval | None
    error_synthetic: float | None
    """Of a model trained on synthetic rows."""
    error_synthetic_interval: Interval | None
    tested: int


@dataclass(frozen=True, slots=True)
class Protected:
    """A column that no group of people must come off badly by."""

    column: str
    groups: tuple[Group, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds of each row."""

    text: str
    source: str
    """`declared`, `domain`, or `found`: it holds in every real row."""
    broken_real: int | None
    broken_synthetic: int


@dataclass(frozen=True, slots=True)
class Fidelity:
    """How faithful a synthetic table is."""

    sentence: str
    figures: tuple[Figure, ...]
    columns: tuple[ColumnFacts, ...]
    pairs: PairFacts | None
    privacy: PrivacyFacts
    usefulness: Usefulness | None
    protected: tuple[Protected, ...]
    rules: tuple[Rule, ...]
    holdout: str
    """Where held-out real rows came from; empty where there are none."""
    n_holdout: int
    target: str
    notes: tuple[str, ...]

    @property
    def worse(self) -> bool:
        """Whether any figure but those of privacy is worse than real rows reach."""
        return any(figure.judgement == "worse" for figure in self.figures)

    def figure(self, key: str) -> Figure | None:
        """Return a figure by its key, also one of privacy."""
        return next((each for each in (*self.figures, *self.privacy.figures) if each.key == key), None)
