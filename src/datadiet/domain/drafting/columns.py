"""Which columns of a data set are conditions, and of which kind; what is not, is left out for a reason."""

import re
from dataclasses import dataclass
from typing import Literal as Choice

import polars as pl

from datadiet.data.dataset import Dataset
from datadiet.data.levels import SIDES
from datadiet.domain.attributes import DESCRIPTIONS, ITEM_OBJECTS, PIXELS, SCENE_OBJECTS
from datadiet.domain.conditions import table_of
from datadiet.domain.domain import Task

__all__ = ["Candidate", "LeftOut", "candidates", "is_name_of_samples"]

Kind = Choice["words", "number", "truth"]
Section = Choice["Labels", "Metadata", "Objects, from the annotations", "Pixels, measured"]
_NAME = re.compile(r"[^\W\d][\w .:/-]{0,99}")
_RESERVED = ("id", "uri", "weight", "stratum", "verdict")
_NUMBERS_OF_SAMPLES = re.compile(r"(?:.*_)?(?:seed|index|idx|row|number|frame|id|uuid|hash|checksum|timestamp)", re.I)
_DATE = r"^\s*\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|^\s*\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
_HASH = r"^(?:[0-9a-fA-F]{16,}|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-.*)$"
_FILE = r"[/\\]|\.[A-Za-z][A-Za-z0-9]{1,4}$"
_MOST_WORDS = 20
_MOST_CLASSES = 500
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column, or something that can be measured, that may become a condition."""

    name: str
    kind: Kind
    section: Section
    description: str = ""

    @property
    def measured(self) -> bool:
        """Whether it is measured rather than written down by somebody."""
        return self.section in ("Objects, from the annotations", "Pixels, measured")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was not made a condition, and why."""

    name: str
    reason: str


def candidates(data: Dataset, task: Task | None) -> tuple[list[Candidate], list[LeftOut]]:
    """Return what may become a condition, in the order in which people care: labels, metadata, objects, pixels."""
    found: list[Candidate] = []
    left: list[LeftOut] = []
    table = table_of(data)
    for column in table.get_columns():
        column = column.cast(pl.String) if column.dtype in (pl.Categorical, pl.Enum) else column
        if column.name in ("id", "uri", *SIDES):
            continue
        if reason := _no_condition(column):
            left += [LeftOut(column.name, reason)] if reason != "empty" or column.name not in ("label", "group") else []
        elif column.name == "label":
            found.insert(0, Candidate("label", "words", "Labels"))
        else:
            found.append(Candidate(column.name, _kind(column), "Metadata"))
    if task != "tabular":
        found += [one for one in _measured(data, task) if one.name not in table.columns]
    return found, left


def _measured(data: Dataset, task: Task | None) -> list[Candidate]:
    if data.vectors is not None or data.masked:
        return []
    labels = (
        data.annotations["label"].drop_nulls().value_counts(sort=True).sort("count", "label", descending=[True, False])
    )
    counts = {f"objects_{label}": label for label in labels["label"]}
    if set(SIDES) <= set(data.samples.columns):
        names = list(ITEM_OBJECTS)
    elif not data.annotations.height or (task == "classification" and data.samples["label"].is_not_null().any()):
        names = []  # where a picture has one label, boxes are not what the model is asked for
    else:
        names = ["objects", *counts, *(name for name in SCENE_OBJECTS if name != "objects")]
    told = {name: f"number of annotated objects labelled {label} in the image" for name, label in counts.items()}
    made = [
        Candidate(name, _kind_of(name), "Objects, from the annotations", told.get(name) or DESCRIPTIONS[name])
        for name in names
        if _NAME.fullmatch(name)
    ]
    return made + [Candidate(name, "number", "Pixels, measured", DESCRIPTIONS[name]) for name in PIXELS]


def _kind_of(name: str) -> Kind:
    return "truth" if name == "object_truncated" else "number"


def _no_condition(column: pl.Series) -> str:
    """Say why a column is no condition; '' where it may be one."""
    if column.name == "group" and column.null_count() < len(column):
        return "it says which samples belong together, not what they are like"
    if column.dtype.is_nested() or column.dtype in (pl.Object, pl.Binary):
        return "it holds lists or records, not one value for each sample"
    if column.dtype.is_temporal():
        return "a date or time: say what changes with it (season, light, shift) in a column of its own"
    words = _words(column)
    if not len(words):
        return "empty"
    if not _NAME.fullmatch(column.name) or column.name.lower() in _RESERVED:
        return "its name cannot be used for a condition: give the column another one"
    return _no_levels(column, words) if column.dtype == pl.String and _kind(column) == "words" else ""


def _no_levels(column: pl.Series, words: pl.Series) -> str:
    different, n = words.n_unique(), len(words)
    if words.str.len_chars().max() > _LONGEST:  # type: ignore[operator]
        return f"texts of more than {_LONGEST} characters"
    if _share(words, _DATE) > 0.9:
        return "dates: say what changes with them (season, light, shift) in a column of its own"
    most = _MOST_CLASSES if column.name == "label" else max(_MOST_WORDS, min(50, n // 20))
    if different <= most and (different * 2 <= n or n < 10):
        return ""
    what = "texts"
    if _share(words, _HASH) > 0.9:
        what = "hashes"
    elif _share(words, _FILE) > 0.9:
        what = "file names"
    return f"{different:,} different {what} in {n:,} samples: they name samples rather than conditions"


def _kind(column: pl.Series) -> Kind:
    if column.dtype == pl.Boolean:
        return "truth"
    if column.dtype.is_numeric():
        return "number"
    words = _words(column)
    if words.str.to_lowercase().is_in(["true", "false", "yes", "no"]).all():
        return "truth"
    numbers = words.cast(pl.Float64, strict=False).is_not_null()
    return "number" if float(numbers.mean() or 0.0) >= 0.9 else "words"  # type: ignore[arg-type]


def is_name_of_samples(name: str) -> bool:
    """Return whether a column of numbers is called like one that numbers the samples."""
    return _NUMBERS_OF_SAMPLES.fullmatch(name) is not None


def _words(column: pl.Series) -> pl.Series:
    if column.dtype.is_float():
        column = column.drop_nans()
    words = column.cast(pl.String, strict=False).str.strip_chars().drop_nulls()
    return words.filter(words != "")


def _share(words: pl.Series, pattern: str) -> float:
    return float(words.str.contains(pattern).mean() or 0.0)  # type: ignore[arg-type]
