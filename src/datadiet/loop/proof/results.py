"""What a comparison of two models says."""

from dataclasses import dataclass
from typing import Literal

from datadiet.data.versions.naming import Named
from datadiet.measure.mcnemar import McNemar

__all__ = ["LISTED", "Change", "Difference", "Mark", "Needed", "Owner", "Proof", "Side", "Unusable", "Word"]

LISTED = 100
Owner = Literal["A", "B", "test set"]
Interval = tuple[float, float]
Word = Literal["better", "worse", "undecided", "same"]
"""Of B against A; `same` where not one score differs, whatever images are drawn."""


@dataclass(frozen=True, slots=True)
class Difference:
    """B less A in one measure, on all images, on those of one class, or on one slice."""

    measure: str
    column: str
    """Empty: all images; `class`; or the column that was sliced."""
    value: str
    """The class or the value of the column."""
    images: int
    """Independent images (or samples) that it rests on: of a class, those that show it."""
    a: float | None
    """Mean over the seeds; None where no object has to be found."""
    b: float | None
    a_interval: Interval | None
    b_interval: Interval | None
    a_seeds: tuple[float, ...]
    b_seeds: tuple[float, ...]
    difference: float | None
    interval: Interval | None
    """95 %, of the difference."""
    p: float | None
    p_adjusted: float | None
    """After Benjamini-Hochberg over all classes, or over all slices."""
    verdict: Word
    note: str = ""
    """Why there is no verdict, or empty."""


@dataclass(frozen=True, slots=True)
class Side:
    """One model, or one training recipe of several seeds."""

    name: str
    source: str
    seeds: int
    data: Named | None = None
    """What every seed was trained on; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Needed:
    """What would tell a difference as large as the one seen, 95 % sure, with a chance of 80 %."""

    images: int | None
    """Independent images in all, with the seeds at hand; None where no number of images would."""
    seeds: int | None
    """Seeds of each side, on the same images; None where no number would, or nothing is known of seeds."""
    largest: float
    """No larger difference, in either direction, is compatible with what was seen (95 %)."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """An annotation or a detection that cannot be used, or was mended."""

    side: Owner
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A box on a picture."""

    label: str
    box: tuple[float, float, float, float]
    """left, top, width, height in pixels."""
    score: float | None
    """None of an annotated object."""
    right: bool
    """Whether it is found, or finds something, at an overlap of half."""


@dataclass(frozen=True, slots=True)
class Change:
    """One sample on which B differs from A."""

    id: str
    uri: str | None
    """The image file, where it is at hand."""
    difference: float
    """Above 0 where B is better. Of detections: objects found less false alarms, B less A, mean over the seeds; of
    classes: the share of seeds that B has right, less that of A."""
    truth: str
    a: str
    """What A says of it, in words; of several seeds, the mean."""
    b: str
    objects: tuple[Mark, ...] = ()
    a_marks: tuple[Mark, ...] = ()
    """Detections of the first seed, from the score on that gives it the best F1."""
    b_marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """Is B better than A, on the same real samples?"""

    schema: int
    task: Literal["detection", "classification"]
    a: Side
    b: Side
    truth: str
    images: int
    groups: int
    """Independent ones among them."""
    objects: int
    measure: str
    """The one that the verdict is about."""
    verdict: Word
    about: Literal["models", "data"]
    """`data` where several seeds of each side were trained: the verdict then holds for further seeds too."""
    sentence: str
    more: tuple[str, ...]
    """What it rests on, and what it would take to know more, in sentences."""
    overall: tuple[Difference, ...]
    classes: tuple[Difference, ...]
    slices: tuple[Difference, ...]
    share_of_seeds: float | None
    """Share of the variance of the difference that is due to training seeds."""
    needed: Needed | None
    mcnemar: McNemar | None
    ranked_by: str
    """What `gained` and `lost` are ranked by, in a sentence; empty where both sides predict the same."""
    gained: tuple[Change, ...]
    """Samples on which B is better, most first."""
    lost: tuple[Change, ...]
    """Samples on which B is worse, most first."""
    notes: tuple[str, ...]
    unusable: tuple[Unusable, ...]
    """Entries that cannot be used, at most `LISTED` of each side; notes say how many there are."""
    resamples: int
    seed: int
    truth_digest: str = ""
    """SHA-256 over the ids of the test samples with their boxes or labels; empty in files of an older datadiet."""

    @property
    def main(self) -> Difference:
        """The difference that the verdict is about."""
        return next(each for each in self.overall if each.measure == self.measure)
