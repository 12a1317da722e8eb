"""How the world is: from what a variable's `field` says to shares or quantiles."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from datadiet.data import tables
from datadiet.data.spelling import meant
from datadiet.domain.domain import Field, Levels, Place, Range, Variable
from datadiet.domain.predicate import Literal
from datadiet.domain.spec import FitSpec
from datadiet.errors import DataError, DomainError

__all__ = ["cast_levels", "declared_shares", "fitted", "listed"]

QUANTILES = 101
"""To how many quantiles the observed values of a range are reduced."""


def declared_shares(variable: Variable, shares: dict[Literal, float], at: Place) -> Field:
    """Return the field of levels whose shares were written down; DomainError where they do not fit."""
    if isinstance(variable, Range):
        raise DomainError(
            f"{at}: {variable.name} is a range, and its field names levels",
            expected="{fit: FILE} or {quantiles: [...]}",
        )
    if unknown := [str(level) for level in shares if level not in variable.levels]:
        raise DomainError(
            f"{at}: the field of {variable.name} names '{unknown[0]}'",
            expected=listed(variable.levels),
            todo=meant(unknown[0], variable.levels),
        )
    total = sum(shares.values())
    if abs(total - 1) > 1e-6:
        raise DomainError(
            f"{at}: the field shares of {variable.name} add to {total:g}",
            expected="1",
            todo="levels that are left out have the share 0",
        )
    return Field({level: shares.get(level, 0.0) / total for level in variable.levels}, source="declared")


def fitted(variable: Variable, spec: FitSpec, at: Place, folder: Path) -> Field:
    """Return the field that quantiles, or the column of a table, tell; DomainError where they do not fit."""
    if spec.quantiles is not None:
        if isinstance(variable, Levels):
            raise DomainError(f"{at}: {variable.name} has levels, and its field gives quantiles", expected="shares")
        values = np.asarray(spec.quantiles)
        if (np.diff(values) < 0).any():
            raise DomainError(f"{at}: the quantiles of {variable.name} fall", expected="numbers that rise")
        return _clipped(variable, values, at, "declared")
    column = spec.column or variable.name
    file = folder / str(spec.fit)
    try:
        table = tables.load(file)
    except DataError as error:
        raise DomainError(f"{at}: the field of {variable.name}: {error.found}", expected=error.expected) from None
    if column not in table.columns:
        raise DomainError(
            f"{at}: {file} has no column '{column}'",
            expected=f"one of {', '.join(table.columns[:20])}",
            todo=meant(column, table.columns),
        )
    return _observed(variable, table[column].drop_nulls(), at, f"{file}:{column}")


def _observed(variable: Variable, values: pl.Series, at: Place, source: str) -> Field:
    if isinstance(variable, Range):
        numbers = values.cast(pl.Float64, strict=False).drop_nulls().to_numpy()
        numbers = numbers[(numbers >= variable.low) & (numbers <= variable.high)]
        if not len(numbers):
            raise DomainError(
                f"{at}: {source} has no number between {variable.low:g} and {variable.high:g}",
                expected=f"observed values of {variable.name}",
            )
        return Field(quantiles=tuple(np.quantile(numbers, np.linspace(0, 1, QUANTILES)).tolist()), source=source)
    counts = {level: int((values == level).sum()) for level in cast_levels(variable, values)}
    total = sum(counts.values())
    if not total:
        raise DomainError(f"{at}: {source} has none of the levels of {variable.name}", expected=listed(variable.levels))
    return Field({level: n / total for level, n in zip(variable.levels, counts.values(), strict=True)}, source=source)


def cast_levels(variable: Levels, values: pl.Series) -> list[Any]:
    """Return the levels as they would be written in such a column."""
    if values.dtype == pl.String:
        return [str(int(x)) if isinstance(x, float) and x == int(x) else str(x) for x in variable.levels]
    return list(variable.levels)


def _clipped(variable: Range, values: np.ndarray, at: Place, source: str) -> Field:
    if values[0] < variable.low or values[-1] > variable.high:
        raise DomainError(
            f"{at}: the quantiles of {variable.name} go from {values[0]:g} to {values[-1]:g}",
            expected=f"within its range, {variable.low:g} to {variable.high:g}",
        )
    return Field(quantiles=tuple(values.tolist()), source=source)


def listed(values: tuple[Literal, ...]) -> str:
    """Name a dozen levels, and how many more there are."""
    shown = ", ".join(str(value) for value in values[:12])
    return f"one of {shown}" + (f" and {len(values) - 12} more" if len(values) > 12 else "")
