"""Arithmetic that holds between columns in every row: totals, differences, copies in another unit."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import polars as pl

from datadiet.schema.arithmetic import Sum, write_sum
from datadiet.schema.column import Column
from datadiet.schema.steps import on_step
from datadiet.schema.types import as_type

__all__ = ["find_sums"]

_ROWS = 2_000
"""Rows on which sums are looked for; then they are checked on all."""
_COLUMNS = 200
_TINY = 1e-9
_FINEST = 1_000_000
"""Largest denominator of a factor."""
_SPARE = 10
"""Rows that there must be, beyond two for each column: fewer are met by chance."""


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The columns that take part."""

    names: tuple[str, ...]
    values: np.ndarray
    """(n, d)"""


def find_sums(table: pl.DataFrame, columns: tuple[Column, ...]) -> dict[str, str]:
    """Return column -> arithmetic over others, for those that follow exactly from others in every row.

    A column is found where it is a constant plus other columns times simple numbers, exactly or to its last decimal,
    and is missing where one of them is. The sum is written for the column that is the total: its parts are added where
    that can be, so that no part is computed as a difference and comes out negative.

    Args:
        table: with null for what is missing.
    """
    steps = {column.name: column.step for column in columns}
    found: dict[str, str] = {}
    numbers = _numbers(table, columns)
    while len(numbers.names) > 1 and (relation := _first(numbers)) is not None:
        target, total = relation
        if _holds(table, target, total, steps[target]):
            found[target] = write_sum(total)
        gone = numbers.names.index(target)
        keep = [j for j in range(len(numbers.names)) if j != gone]
        numbers = _Numbers(tuple(numbers.names[j] for j in keep), numbers.values[:, keep])
    return found


def _numbers(table: pl.DataFrame, columns: tuple[Column, ...]) -> _Numbers:
    """Take numbers with more than two values, on rows where none is missing; none where there are too few rows."""
    wanted = [c for c in columns if c.kind in ("integer", "real", "ordered") and c.type != "String"][:_COLUMNS]
    frame = pl.DataFrame([as_type(table[c.name], pl.Float64()).alias(c.name) for c in wanted]).drop_nulls()
    if not wanted or frame.height < 2 * len(wanted) + _SPARE:
        return _Numbers((), np.empty((0, 0)))
    spread = np.linspace(0, frame.height - 1, min(frame.height, _ROWS)).astype(int)
    values = frame.to_numpy()[spread]
    moves = [j for j in range(len(wanted)) if np.ptp(values[:, j]) > 0]
    return _Numbers(tuple(wanted[j].name for j in moves), values[:, moves])


def _first(numbers: _Numbers) -> tuple[str, Sum] | None:
    """Return the first column that lies in the span of those before it, turned so that a total is the sum of parts."""
    centred = numbers.values - numbers.values.mean(axis=0)
    centred = centred / np.linalg.norm(centred, axis=0)
    basis = np.empty((len(centred), 0))
    free: list[int] = []
    for j in range(centred.shape[1]):
        rest = centred[:, j] - basis @ (basis.T @ centred[:, j])
        rest = rest - basis @ (basis.T @ rest)
        size = float(np.linalg.norm(rest))
        if size < _TINY and (relation := _simple(numbers, j, free)) is not None:
            return relation
        if size >= _TINY:
            basis = np.column_stack([basis, rest / size])
            free.append(j)
    return None


def _simple(numbers: _Numbers, j: int, free: list[int]) -> tuple[str, Sum] | None:
    """Return the relation of a column to others, with factors as simple fractions; None where they are not simple."""
    design = np.column_stack([numbers.values[:, free], np.ones(len(numbers.values))])
    scale = np.linalg.norm(design, axis=0)
    factors = np.linalg.lstsq(design / scale, numbers.values[:, j], rcond=None)[0] / scale
    spread = np.ptp(numbers.values[:, [*free, j]], axis=0)
    parts: dict[int, Fraction] = {j: Fraction(-1)}
    for column, factor, wide in zip(free, factors, spread, strict=False):
        if abs(factor) * wide > 1e-7 * spread[-1]:
            near = Fraction(float(factor)).limit_denominator(_FINEST)
            if abs(float(near) - factor) > 1e-7 * abs(factor) or near == 0:
                return None
            parts[column] = near
    constant = Fraction(round(float(factors[-1]), 6)).limit_denominator(_FINEST)
    target = _target(parts, j)
    total = {numbers.names[k]: -part / parts[target] for k, part in sorted(parts.items()) if k != target}
    return numbers.names[target], Sum(total, -constant / parts[target])


def _target(parts: dict[int, Fraction], last: int) -> int:
    """Return the one column whose sign is alone: it is the total of the others; else the last."""
    for positive in (False, True):
        alone = [k for k, part in parts.items() if (part > 0) == positive]
        if len(alone) == 1 and len(parts) > 2:
            return alone[0]
    return last


def _holds(table: pl.DataFrame, target: str, total: Sum, step: float | None) -> bool:
    """Whether a sum gives a column in every row, and is missing where it is."""
    columns = [as_type(table[name], pl.Float64()) for name in (target, *total.terms)]
    truth, *parts = (each.fill_null(float("nan")).to_numpy() for each in columns)
    made = total.of(dict(zip(total.terms, parts, strict=True)))
    if not np.array_equal(np.isnan(made), np.isnan(truth)):
        return False
    there = ~np.isnan(truth)
    if step is not None:
        return bool(np.array_equal(on_step(made[there], step), truth[there]))
    return bool(np.allclose(made[there], truth[there], rtol=1e-12, atol=1e-12 * np.abs(truth[there]).max(initial=0)))
