"""From the values of a condition to its declaration: static, levels or a range, and what was seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from datadiet.domain.domain import Field, Levels, Range, Variable
from datadiet.domain.drafting.bounds import bounds_of, far_from_the_rest, number, quantiles_of
from datadiet.domain.drafting.columns import Candidate, LeftOut, is_name_of_samples
from datadiet.domain.drafting.existing import Exists
from datadiet.domain.drafting.words import share
from datadiet.domain.predicate import Literal, Predicate

__all__ = ["Declared", "declare"]

_LIMITS: Mapping[str, tuple[float, float | None]] = {
    "brightness": (0, 1),
    "contrast": (0, 0.5),
    "sharpness": (0, 0.89),
    "hue": (0, 360),
    "largest_object": (0, 1),
    "smallest_object": (0, 1),
    "overlap": (0, 1),
    "object_area": (0, 1),
    "object_x": (0, 1),
    "object_y": (0, 1),
    "object_overlap": (0, 1),
}
"""What cannot be exceeded; whatever else is measured is at least 0."""
_RATIOS = ("largest_object", "smallest_object", "object_area", "object_aspect", "noise")
"""What is measured and can have a logarithmic scale."""
_FEW = 8
"""Different numbers up to which they are levels, where each comes five times on average."""
_UNKNOWN = 0.05
"""Share of unknown values from which on a measured attribute is no condition."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One condition of the draft."""

    candidate: Candidate
    variable: Variable | None
    """None for a static one."""
    value: Literal | None = None
    """Of a static one."""
    seen: tuple[str, ...] = field(default=())
    """What was seen, and what is to be decided, in sentences."""

    @property
    def name(self) -> str:
        """The condition's name."""
        return self.candidate.name


def declare(
    candidate: Candidate, frame: pl.DataFrame, *, widen: float, exists: Exists | None, samples: str
) -> Declared | LeftOut:
    """Declare a condition from its values.

    Args:
        candidate: what it is.
        frame: `read_conditions` of all candidates.
        widen: share of the width by which the range of what was measured is widened on each side.
        exists: where it exists at all; None is everywhere.
        samples: what the samples are called: images, objects, rows.
    """
    known = frame.filter(pl.col(candidate.name).is_not_null())
    values, unknown = known[candidate.name], frame.height - known.height
    notes = []
    when = None if exists is None else exists.when
    if exists is not None and exists.against:
        notes.append(f"DECIDE: `when` does not hold of {share(exists.against, len(frame), samples)}.")
    if unknown and when is None:
        if candidate.measured and unknown > _UNKNOWN * len(frame):
            return LeftOut(candidate.name, f"it cannot be measured in {share(unknown, len(frame), samples)}")
        notes.append(f"Unknown in {share(unknown, len(frame), samples)}.")
    if candidate.kind == "number":
        return _number(candidate, known, widen, when, notes)
    return _levels(candidate, values, when, notes)


def _levels(candidate: Candidate, values: pl.Series, when: Predicate | None, notes: list[str]) -> Declared | LeftOut:
    if not len(values):
        return LeftOut(candidate.name, "empty")
    counts = values.alias("level").value_counts(name="count").sort("count", "level", descending=[True, False])
    if counts["level"].cast(pl.Float64, strict=False).null_count() == 0:  # numbers have an order of their own: 2, 10
        counts = counts.sort(pl.col("level").cast(pl.Float64), "level")
    levels = counts["level"].to_list()
    if len(levels) == 1 and when is None:
        return Declared(candidate, None, levels[0], tuple(notes))
    shares = _shares(counts["count"].to_numpy())
    field = Field(dict(zip(levels, shares, strict=True)))
    if {"fit", "quantiles", "column"} & set(levels):
        return Declared(candidate, Levels(candidate.name, tuple(levels), when), None, tuple(notes))
    return Declared(candidate, Levels(candidate.name, tuple(levels), when, field), None, tuple(notes))


def _shares(counts: np.ndarray) -> list[float]:
    """Round shares to as many decimals as the counts bear, so that they add to exactly 1 and none becomes 0."""
    unit = 10 ** max(2, len(str(int(counts.sum()) - 1)))
    exact = counts * unit / counts.sum()
    parts = np.floor(exact).astype(int)
    order = np.argsort(parts - exact, kind="stable")
    parts[order[: unit - int(parts.sum())]] += 1
    return [float(part) / unit for part in parts]


def _number(
    candidate: Candidate, known: pl.DataFrame, widen: float, when: Predicate | None, notes: list[str]
) -> Declared | LeftOut:
    finite = known.filter(pl.col(candidate.name).is_finite())
    numbers = finite[candidate.name].to_numpy()
    if not len(numbers):
        return LeftOut(candidate.name, "empty")
    if len(numbers) < len(known):
        notes = [*notes, f"DECIDE: {len(known) - len(numbers)} are infinite and lie outside."]
    different = np.unique(numbers)
    if not candidate.measured:
        if _numbers_samples(candidate.name, numbers, different):
            return LeftOut(candidate.name, "it numbers the samples")
        if 1 < len(different) <= _FEW and len(numbers) >= 5 * len(different) and _writable(different):
            return _levels(candidate, pl.Series(numbers), when, notes)
    if len(different) == 1 and (not candidate.measured or different[0] == np.floor(different[0])):
        return _levels(candidate, pl.Series(different), when, notes)
    if candidate.name == "hue" and _round_the_circle(numbers):
        return LeftOut("hue", "seen on both sides of red, where 360 becomes 0, which one range cannot say")
    return _range(candidate, numbers, finite["id"], widen, when, notes)


def _range(
    candidate: Candidate, numbers: np.ndarray, ids: pl.Series, widen: float, when: Predicate | None, notes: list[str]
) -> Declared:
    low, high = _LIMITS.get(candidate.name, (0.0, None)) if candidate.measured else (None, None)
    if low is None and numbers.min() >= 0:
        low = 0.0
    ratios = candidate.name in _RATIOS or not candidate.measured
    basis = numbers
    if numbers.min() == numbers.max():  # nothing measured is the same twice: leave room on both sides
        basis = numbers[0] * np.array([0.95, 1.0, 1.05])
    bounds = bounds_of(basis, widen=widen if candidate.measured else 0.0, floor=low, ceiling=high, may_be_log=ratios)
    seen = f"Seen: {tidy(numbers.min())} to {tidy(numbers.max())}, median {tidy(np.median(numbers))}."
    far = np.flatnonzero(far_from_the_rest(numbers, bounds)).tolist()
    if far:
        shown = ", ".join(f"{ids[k]} ({tidy(numbers[k])})" for k in far[:3]) + (" and others" if far[3:] else "")
        verb = "is" if len(far) == 1 else "are"
        notes = [*notes, f"DECIDE: {len(far)} {verb} far from the rest, and inside: {shown}. Wanted, or faulty?"]
    variable = Range(
        candidate.name,
        bounds.low,
        bounds.high,
        bounds.scale,
        min(5, int(bounds.high - bounds.low) + 1) if bounds.integer else 5,
        bounds.integer,
        when,
        Field(quantiles=quantiles_of(numbers, bounds)),
    )
    return Declared(candidate, variable, None, (seen, *notes))


def _numbers_samples(name: str, numbers: np.ndarray, different: np.ndarray) -> bool:
    whole = len(numbers) >= 5 and len(different) == len(numbers) and bool((different == np.floor(different)).all())
    return whole and (is_name_of_samples(name) or different[-1] - different[0] == len(different) - 1)


def _writable(numbers: np.ndarray) -> bool:
    return all(len(number(value)) <= 12 for value in numbers.tolist())


def _round_the_circle(hues: np.ndarray) -> bool:
    """Whether the widest empty part of the circle is not the one through 0."""
    ordered = np.sort(hues)
    inner = np.diff(ordered).max(initial=0.0)
    return bool(inner > 360 - ordered[-1] + ordered[0])


def tidy(value: float) -> str:
    """Write an observed number with three digits, or whole."""
    return number(float(value)) if value == np.floor(value) else number(float(f"{value:.3g}"))
