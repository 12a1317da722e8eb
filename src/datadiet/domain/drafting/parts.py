"""Parts of a data set that are worth a rule: rare levels, the ends of ranges, images with many objects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from datadiet.domain.domain import Levels, Range
from datadiet.domain.drafting.bounds import number, rounded, step_of
from datadiet.domain.drafting.conditions import Declared
from datadiet.domain.drafting.words import compared, identifier

__all__ = ["Part", "crowded", "end", "levels", "with_objects"]

_END = 0.1
"""Share up to which a part is an end; where many values are the same there may be none."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the samples."""

    name: str
    where: str
    """SQL."""
    count: int
    of: str
    """The condition that it is a part of."""


def levels(declared: Sequence[Declared], frame: pl.DataFrame) -> Iterator[Part]:
    """Yield every level of every condition that has levels; of what is true or false, where it is true."""
    for one in declared:
        if isinstance(one.variable, Levels):
            for level in one.variable.levels:
                if level is False:
                    continue
                count = int((frame[one.name] == level).sum())
                shown = number(level) if isinstance(level, float) else str(level)
                yield Part(f"{one.name}_{shown}", compared(one.name, "=", level), count, one.name)


def with_objects(declared: Sequence[Declared], frame: pl.DataFrame) -> Iterator[Part]:
    """Yield, for every class, the images that have an object of it."""
    for one in declared:
        if one.candidate.measured and one.name.startswith("objects_"):
            label = one.name.removeprefix("objects_")
            yield Part(f"with_{label}", f"{identifier(one.name)} >= 1", int((frame[one.name] >= 1).sum()), one.name)


def crowded(declared: Sequence[Declared], frame: pl.DataFrame, *, most: float) -> Iterator[Part]:
    """Yield, for every class and for all together, the images with the most objects: at most this share of them."""
    for one in declared:
        if not (one.candidate.measured and one.name.split("_")[0] == "objects" and isinstance(one.variable, Range)):
            continue
        values = frame[one.name].drop_nulls().to_numpy()
        for least in np.unique(values)[1:].tolist():
            count = int((values >= least).sum())
            if count <= most * len(values):
                label = one.name.removeprefix("objects").removeprefix("_") or "objects"
                yield Part(f"many_{label}", f"{identifier(one.name)} >= {number(least)}", count, one.name)
                break


def end(
    declared: Sequence[Declared], frame: pl.DataFrame, name: str, sign: str, *, share: float, called: str
) -> Iterator[Part]:
    """Yield the lower (`<`) or upper (`>`) end of a range that holds about a share of the samples, if there is one."""
    variable = next((one.variable for one in declared if one.name == name), None)
    if not isinstance(variable, Range):
        return
    values = frame[name].drop_nulls().to_numpy()
    cut = float(np.quantile(values, share if sign == "<" else 1 - share))
    step = step_of(min(variable.high - variable.low, cut or 1.0), integer=variable.integer)
    cut = rounded(cut, step, "ROUND_HALF_EVEN")
    count = int((values < cut).sum() if sign == "<" else (values > cut).sum())
    if 0 < count <= _END * len(values):
        yield Part(called, f"{identifier(name)} {sign} {number(cut)}", count, name)
