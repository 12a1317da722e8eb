"""How the world is: from what a variable's `field` says to shares, quantiles or a law."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from datadiet.data.spelling import meant
from datadiet.distributions import bounded, observe, parse
from datadiet.distributions.observing import read_observed
from datadiet.domain.domain import Domain, Field, Levels, Place, Range, Variable
from datadiet.domain.predicate import Literal
from datadiet.domain.spec import FieldSpec, FitSpec, LawSpec
from datadiet.errors import DatadietError, DomainError, InputError, TooFewSamples

__all__ = ["cast_levels", "field_of", "fitted_fields", "listed"]


def field_of(variable: Variable, spec: FieldSpec, at: Place, folder: Path) -> Field:
    """Return what is said of how a condition is distributed in the world.

    Args:
        variable: whose it is.
        spec: as written.
        at: file and line.
        folder: in which the tables that it names lie.

    Raises:
        DomainError: the file or its column is not there, or what it says does not go with the variable.
    """
    try:
        if isinstance(spec, FitSpec):
            return _quantiles(variable, spec, at) if spec.quantiles is not None else _observed(variable, spec, folder)
        if isinstance(spec, LawSpec):
            return _law(variable, spec.root, at)
        return _shares(variable, {_key(level): share for level, share in spec.items()}, at)
    except (InputError, TooFewSamples) as error:
        raise _placed(error, f"{at}: ", f"the field of {variable.name}: ") from None


def _placed(error: DatadietError, at: str, of: str) -> DomainError:
    found = error.found if error.found.startswith(at) else f"{at}{of}{error.found}"
    return DomainError(found, expected=error.expected, todo=error.todo)


def _key(value: Any) -> Literal:
    return value if isinstance(value, bool | str) else float(value)


def fitted_fields(domain: Domain) -> Iterator[str]:
    """Say what was fitted to the fields that were taken from a table."""
    for variable in domain.variables:
        if variable.field is not None and variable.field.said:
            yield f"The field of {variable.name} is fitted to {variable.field.said}"


def _law(variable: Variable, said: dict[str, Any], at: Place) -> Field:
    """Return the field of a named distribution; for levels, one of which is called as a distribution, of shares."""
    if isinstance(variable, Levels):
        if not all(isinstance(share, int | float) for share in said.values()):
            raise DomainError(f"{at}: {variable.name} has levels, and its field is a distribution", expected="shares")
        return _shares(variable, {level: float(share) for level, share in said.items()}, at)
    made = bounded(parse(said), variable.low, variable.high, integer=variable.integer)
    return Field(law=made, source="declared")


def _quantiles(variable: Variable, spec: FitSpec, at: Place) -> Field:
    if isinstance(variable, Levels):
        raise DomainError(f"{at}: {variable.name} has levels, and its field gives quantiles", expected="shares")
    values = np.asarray(spec.quantiles)
    if (np.diff(values) < 0).any():
        raise DomainError(f"{at}: the quantiles of {variable.name} fall", expected="numbers that rise")
    return _clipped(variable, values, at, "declared")


def _observed(variable: Variable, spec: FitSpec, folder: Path) -> Field:
    where: dict[str, Any] = {"column": spec.column, "usual": variable.name}
    if isinstance(variable, Range):
        bounds = (variable.low, variable.high)
        found = observe(str(spec.fit), folder, bounds=bounds, integer=variable.integer, **where)
        return Field(law=found.distribution, source=found.source, said=found.words())
    values, source = read_observed(str(spec.fit), folder, **where)
    there = values.drop_nulls()
    counts = {level: int((there == level).sum()) for level in cast_levels(variable, there)}
    total = sum(counts.values())
    if not total:
        raise DomainError(f"{source} has none of the levels of {variable.name}", expected=listed(variable.levels))
    return Field({level: n / total for level, n in zip(variable.levels, counts.values(), strict=True)}, source=source)


def _shares(variable: Variable, shares: dict[Literal, float], at: Place) -> Field:
    """Return the field of levels whose shares were written down; DomainError where they do not fit."""
    if isinstance(variable, Range):
        raise DomainError(
            f"{at}: {variable.name} is a range, and its field names levels",
            expected="{fit: FILE}, {quantiles: [...]}, or a distribution such as {normal: [10, 2]}",
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
