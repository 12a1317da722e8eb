"""What of a set of data lies outside a domain: values, levels, and what its rules forbid."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from datadiet.domain.conditions import Conditions
from datadiet.domain.differences.result import Row
from datadiet.domain.domain import Domain, Levels, Range
from datadiet.domain.levels import word
from datadiet.domain.predicate import Predicate

__all__ = ["outside"]


def outside(domain: Domain, known: Conditions) -> Iterator[Row]:
    """Yield a row for each kind of value that is not declared, and for each constraint and exclusion that is broken,
    what most samples have first."""
    yield from (row for _, row in sorted(_found(domain, known), key=lambda one: -one[0]))


def _found(domain: Domain, known: Conditions) -> Iterator[tuple[int, Row]]:
    absent = domain.absent()
    n = len(known)
    for variable in domain.variables:
        frame = known.frame
        if variable.name in absent:
            frame = frame.filter(~absent[variable.name].fill_null(True))
        values = frame[variable.name].drop_nulls()
        yield from _levels(variable, values, n) if isinstance(variable, Levels) else _range(variable, values, n)
    for name, value in domain.static.items():
        yield from _levels(Levels(name, (value,)), known.frame[name].drop_nulls(), n)
    yield from _broken(domain, known, absent)


def _levels(variable: Levels, values: pl.Series, n: int) -> Iterator[tuple[int, Row]]:
    counts = values.alias("level").value_counts(name="count").sort("count", "level", descending=[True, False])
    for level, count in counts.iter_rows():
        if level not in variable.levels:
            says = f"{variable.name} = {word(level)}: {_of(count, n)}, not declared"
            yield count, Row(variable.name, "", word(level), says, "value")


def _range(variable: Range, values: pl.Series, n: int) -> Iterator[tuple[int, Row]]:
    numbers = values.to_numpy()
    below, above = numbers[numbers < variable.low], numbers[numbers > variable.high]
    broken = numbers[(numbers != np.round(numbers)) & np.isfinite(numbers)] if variable.integer else numbers[:0]
    for found, side, furthest in (
        (below, f"below {word(variable.low)}, down to", below.min(initial=np.inf)),
        (above, f"above {word(variable.high)}, up to", above.max(initial=-np.inf)),
        (broken, "no whole number, such as", broken.min(initial=np.inf)),
    ):
        if len(found):
            shown = f"{side} {word(float(furthest))}"
            says = f"{variable.name}: {_of(len(found), n)} {shown}"
            yield len(found), Row(variable.name, "", shown, says, "value")


def _broken(domain: Domain, known: Conditions, absent: dict[str, pl.Expr]) -> Iterator[tuple[int, Row]]:
    def count(where: Predicate, value: bool) -> int:
        return int((known.frame.select(where.expr(absent).alias("x"))["x"] == value).sum())

    n = len(known)
    for constraint in domain.constraints:
        if against := count(constraint.where, False):
            says = f"against the constraint {constraint.where}: {_of(against, n)}"
            yield against, Row("constraint", str(constraint.where), f"{against:,} against it", says, "value")
    for exclusion in domain.exclude:
        excluded = count(exclusion.where, True)
        if excluded > exclusion.max_share * n:
            says = f"excluded, {exclusion.where}: {_of(excluded, n)}"
            yield excluded, Row("exclude", str(exclusion.where), f"{excluded:,} of it", says, "value")


def _of(count: int, n: int) -> str:
    return f"{count:,} of {n:,} samples ({100 * count / n:.2g} %)"
