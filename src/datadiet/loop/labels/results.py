"""What a check of labels found."""

from dataclasses import dataclass
from typing import Literal

import polars as pl

__all__ = ["ROWS", "ClassCheck", "LabelCheck", "LabelVerdict", "Share"]

LabelVerdict = Literal["right", "wrong", "undecided"]
ROWS = pl.Schema(
    {
        "id": pl.String,
        "uri": pl.String,
        "left": pl.Float64,
        "top": pl.Float64,
        "right": pl.Float64,
        "bottom": pl.Float64,
        "label": pl.String,
        "judged": pl.String,
        "support": pl.Float64,
        "judged_support": pl.Float64,
        "p": pl.Float64,
        "p_corrected": pl.Float64,
        "suspect": pl.Boolean,
        "nearest_real": pl.String,
        "nearest_real_label": pl.String,
        "nearest_real_uri": pl.String,
        "nearest_real_left": pl.Float64,
        "nearest_real_top": pl.Float64,
        "nearest_real_right": pl.Float64,
        "nearest_real_bottom": pl.Float64,
    }
)
"""One row a synthetic sample: what it is labelled, what real samples say, and how hard its label is to believe."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share from 0 to 1, with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ClassCheck:
    """The labels of one class."""

    name: str
    n: int
    """Synthetic samples with this label."""
    real: int
    """Real samples that people gave it to."""
    agreement: Share | None
    """Share of the synthetic samples that real ones give the same label; higher is better."""
    control: Share | None
    """The same of real samples, judged by the other real ones: what can be reached."""
    wrong: Share | None
    """Share of wrong labels once the judge's own errors are allowed for; lower is better. None where it is unknown."""
    instead: tuple[tuple[str, float], ...]
    """What wrongly labelled samples seem to be, with shares of the class, the greatest first."""
    suspects: int
    verdict: LabelVerdict
    why: str


@dataclass(frozen=True, slots=True)
class LabelCheck:
    """Labels of synthetic samples beside those of people."""

    synthetic: str
    human: str
    level: str
    judge: str
    """What named the samples."""
    n: int
    real: int
    groups: int
    """Independent real samples."""
    classes: tuple[ClassCheck, ...]
    agreement: Share
    control: Share
    wrong: Share
    tolerance: float
    verdict: LabelVerdict
    sentence: str
    far: float
    """Share of synthetic samples that are farther from real ones than 95 % of real ones are from each other."""
    suspects: int
    names: tuple[str, ...]
    """All c classes that occur on either side, sorted."""
    confusion: tuple[tuple[float, ...], ...]
    """(c, c) of the samples labelled so (row), which share real samples call each class (column)."""
    notes: tuple[str, ...]
    seed: int
    rows: pl.DataFrame
    """Columns as in `ROWS`, the hardest to believe first."""
