"""Which families are candidates for a column, by its support, and the units in which they are fitted."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite, log

import numpy as np

from datadiet.distributions.fitting.columns import Column
from datadiet.distributions.fitting.continuous_laws import (
    HALF,
    INTERVAL,
    REAL,
    TRUNCATED_HALF,
    ContinuousLaw,
    RoundedLaw,
)
from datadiet.distributions.fitting.count_laws import binomial_of, counts_from, integers_between
from datadiet.distributions.fitting.laws import Frame, Law

__all__ = ["Group", "groups_of"]

_WIDE = 5.0
"""Whole numbers that spread over so many steps are also offered continuous families, rounded."""


@dataclass(frozen=True, slots=True)
class Group:
    """Laws that are fitted in the same units."""

    frame: Frame
    z: np.ndarray
    """(m,) the values in these units, sorted."""
    laws: Sequence[Law]
    step: float | None
    """To which values are rounded, in their own units."""
    ends: tuple[float, float]
    """Between which z stays."""
    phase: float = 0.0
    """Where the steps start."""
    count: bool = False

    @property
    def offset(self) -> float:
        """What a value's log density in its own units has on top of that in these."""
        return 0.0 if self.count or isinstance(self.laws[0], RoundedLaw) else -log(self.frame.scale)

    def settle(self, z: np.ndarray) -> np.ndarray:
        """Return draws rounded as the values are, and within the support."""
        if self.step is not None and not self.count:
            z = self.frame.inward(self.phase + np.rint((self.frame.outward(z) - self.phase) / self.step) * self.step)
        return np.clip(z, *self.ends)


def groups_of(column: Column, values: np.ndarray, *, positive: bool = False) -> list[Group]:
    """Return the groups of candidate laws.

    Args:
        column: its support and kind.
        values: (m,) the values to fit, sorted, without point masses.
        positive: of counts: zeros are split off, so that laws are those of the counts above 0.
    """
    groups = _counts(column, values, positive) if column.step == 1 and column.whole else []
    if not column.whole or values.std() >= _WIDE * (column.step or 1.0):
        groups += _continuous(column, values)
    return groups


def _counts(column: Column, values: np.ndarray, positive: bool) -> list[Group]:
    low, high = column.low, column.high
    width = int(high - low) if isfinite(high - low) else None
    start = low if isfinite(low) else values[0]
    if not column.declared and low == 0 and not positive and values[0] == 1 and (values == 1).mean() > 0.05:
        start = 1.0  # 1 is frequent and 0 never occurs
    z = values - start
    laws: list[Law] = list(counts_from(positive)) if width is None and isfinite(low) else []
    if width is not None:
        laws += [binomial_of(width, width), integers_between(width)]
    elif not positive:
        laws += [integers_between(None)]
        if z.max() <= 10_000 and isfinite(low) and z.var() < z.mean():
            laws += [binomial_of(None, int(z.max()))]
    if not column.declared and z[0] > 0 and not positive:
        exact = Group(
            Frame(float(values[0]), 1.0), values - values[0], [integers_between(None)], 1.0, (0, inf), count=True
        )
        laws = [law for law in laws if law.name != "integers"]
        return [Group(Frame(float(start), 1.0), z, laws, 1.0, (0.0, inf), count=True), exact]
    return [Group(Frame(float(start), 1.0), z, laws, 1.0, (0.0, inf), count=True)] if laws else []


def _continuous(column: Column, values: np.ndarray) -> list[Group]:
    low, high = column.low, column.high
    if isfinite(low) and isfinite(high):
        edge = 0.5 * (column.step or 1.0) if column.whole else 0.0
        return [_group(column, Frame(low - edge, high - low + 2 * edge), values, INTERVAL, (0.0, 1.0))]
    if isfinite(low) or isfinite(high):
        half = [_half(column, values)]
        return half if column.declared else [*half, _real(column, values)]
    return [_real(column, values)]


def _half(column: Column, values: np.ndarray) -> Group:
    mirrored = not isfinite(column.low)
    inward = column.high - values if mirrored else values - column.low
    middle = float(np.median(inward))
    scale = middle if middle > 0 else float(inward.mean())
    frame = Frame(column.high if mirrored else column.low, scale, mirrored)
    extra = (TRUNCATED_HALF,) if column.declared and not mirrored else ()
    return _group(column, frame, values, (*HALF, *extra), (0.0, inf))


def _real(column: Column, values: np.ndarray) -> Group:
    low, shift, high = (float(each) for each in np.quantile(values, [0.25, 0.5, 0.75], method="nearest"))
    scale = (high / 2 - low / 2) * 2 / 1.35
    if scale <= 0:
        scale = float((values / 2 - shift / 2).std()) * 2
    return _group(column, Frame(shift, max(scale, 1e-300)), values, REAL, (-inf, inf))


def _group(
    column: Column, frame: Frame, values: np.ndarray, laws: Sequence[ContinuousLaw], ends: tuple[float, float]
) -> Group:
    step = column.step
    h = (step or 0.0) / frame.scale
    if column.whole:
        rounded = [RoundedLaw(law, h, ends[0]) for law in laws if law.name != "uniform"]  # counts have their own
        return Group(frame, np.sort(frame.inward(values)), rounded, step, ends)
    gap = h / 4 if h else 1e-15
    within = ends[0] + gap if isfinite(ends[0]) else -inf, ends[1] - gap if isfinite(ends[1]) else inf
    return Group(frame, np.clip(np.sort(frame.inward(values)), *within), laws, step, within, column.offset)
