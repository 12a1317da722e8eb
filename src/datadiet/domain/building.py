"""From what was written to what it means: predicates parsed, names and bounds checked, each error with its line."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from datadiet.data import tables
from datadiet.domain.domain import (
    Constraint,
    Coverage,
    Domain,
    EdgeCase,
    Exclusion,
    Field,
    Guarantee,
    Levels,
    Place,
    Range,
    Share,
    Variable,
    in_order,
)
from datadiet.domain.predicate import Literal, Predicate
from datadiet.domain.spec import FitSpec, ShareSpec, Spec, VariableSpec
from datadiet.errors import DataError, DomainError

__all__ = ["build"]

Where = Callable[..., Place]
QUANTILES = 101
"""To how many quantiles the observed values of a range are reduced."""
_RESERVED = ("id", "uri", "weight", "stratum", "verdict")


def build(spec: Spec, place: Where, path: Path) -> Domain:
    """Return what a spec means.

    Raises:
        DomainError: something contradicts itself or names what is not declared.
    """
    variables = tuple(
        _variable(name, part, place, path.parent) for name, part in spec.variables.items() if part is not None
    )
    static = {name: _plain(value) for name, value in spec.static.items() if value is not None}
    domain = Domain(
        name=spec.domain,
        task=spec.task,
        level=spec.level or "scene",
        static=static,
        variables=variables,
        constraints=tuple(
            Constraint(_predicate(text, place("constraints", i)), place("constraints", i))
            for i, text in enumerate(spec.constraints)
        ),
        exclude=tuple(
            Exclusion(_predicate(rule.where, place("exclude", i, "where")), rule.max_share, place("exclude", i))
            for i, rule in enumerate(spec.exclude)
        ),
        edge_cases=tuple(
            EdgeCase(
                name,
                _predicate(case.where, place("edge_cases", name, "where")),
                _share(case.share),
                case.min_count,
                place("edge_cases", name),
            )
            for name, case in spec.edge_cases.items()
            if case is not None
        ),
        guarantees=tuple(
            Guarantee(
                rule.name or rule.where,
                _predicate(rule.where, place("guarantees", i, "where")),
                _share(rule.share),
                rule.basis,
                rule.confidence,
                place("guarantees", i),
            )
            for i, rule in enumerate(spec.guarantees)
        ),
        open_world=bool(spec.open_world),
        description=spec.description or "",
        path=path,
    )
    _check_names(domain, place)
    _check_predicates(domain)
    _check_shares(domain)
    return _with_coverage(domain, spec, place)


def _plain(value: Any) -> Literal:
    return value if isinstance(value, bool | str) else float(value)


def _predicate(text: str, place: Place) -> Predicate:
    try:
        return Predicate.parse(text)
    except DomainError as error:
        raise DomainError(f"{place}: {error.found}", expected=error.expected, todo=error.todo) from None


def _share(spec: ShareSpec | None) -> Share:
    if spec is None:
        return Share()
    return Share(0.0 if spec.min is None else spec.min, 1.0 if spec.max is None else spec.max)


def _variable(name: str, spec: VariableSpec, place: Where, folder: Path) -> Variable:
    at = place("variables", name)
    when = _predicate(spec.when, place("variables", name, "when")) if spec.when else None
    if spec.levels is not None:
        levels = tuple(_plain(value) for value in spec.levels)
        if twice := _twice(levels):
            raise DomainError(f"{at}: the level '{twice}' of {name} is there twice", expected="each level once")
        if len({isinstance(level, str) for level in levels}) > 1 or len({isinstance(x, bool) for x in levels}) > 1:
            raise DomainError(
                f"{at}: the levels of {name} mix words, numbers and true/false",
                expected="one kind",
                todo="put quotes around those that are words",
            )
        made: Variable = Levels(name, levels, when, None, spec.description or "", at)
    else:
        made = _range(name, spec, when, at)
    if spec.field is None:
        return made
    where = place("variables", name, "field")
    if isinstance(spec.field, FitSpec):
        field = _fitted(made, spec.field, where, folder)
    else:
        field = _shares(made, {_plain(key): value for key, value in spec.field.items()}, where)
    return replace(made, field=field)


def _range(name: str, spec: VariableSpec, when: Predicate | None, at: Place) -> Range:
    if spec.range is None:
        raise DomainError(f"{at}: {name} has neither range nor levels", expected="one of them")
    low, high = spec.range
    if not low < high:
        raise DomainError(
            f"{at}: the range of {name} goes from {low:g} to {high:g}",
            expected="a low bound below the high one",
            todo="for one value write it under static",
        )
    if spec.scale == "log" and low <= 0:
        raise DomainError(f"{at}: {name} has a log scale and begins at {low:g}", expected="a low bound above 0")
    if spec.integer and (low != int(low) or high != int(high)):
        raise DomainError(f"{at}: {name} is integer and its range is {low:g} to {high:g}", expected="whole bounds")
    bins = spec.bins or 5
    if spec.integer:
        bins = min(bins, int(high - low) + 1)
    return Range(
        name,
        low,
        high,
        spec.scale or "linear",
        bins,
        bool(spec.integer),
        when,
        None,
        spec.unit or "",
        spec.description or "",
        at,
    )


def _twice(values: tuple[Literal, ...]) -> Literal | None:
    seen: set[Literal] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None


def _shares(variable: Variable, shares: dict[Literal, float], at: Place) -> Field:
    if isinstance(variable, Range):
        raise DomainError(
            f"{at}: {variable.name} is a range, and its field names levels",
            expected="{fit: FILE} or {quantiles: [...]}",
        )
    if unknown := [str(level) for level in shares if level not in variable.levels]:
        raise DomainError(f"{at}: the field of {variable.name} names '{unknown[0]}'", expected=_listed(variable.levels))
    total = sum(shares.values())
    if abs(total - 1) > 1e-6:
        raise DomainError(
            f"{at}: the field shares of {variable.name} add to {total:g}",
            expected="1",
            todo="levels that are left out have the share 0",
        )
    return Field({level: shares.get(level, 0.0) / total for level in variable.levels}, source="declared")


def _fitted(variable: Variable, spec: FitSpec, at: Place, folder: Path) -> Field:
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
        raise DomainError(f"{at}: {file} has no column '{column}'", expected=f"one of {', '.join(table.columns[:20])}")
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
        raise DomainError(
            f"{at}: {source} has none of the levels of {variable.name}", expected=_listed(variable.levels)
        )
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


def _listed(values: tuple[Literal, ...]) -> str:
    shown = ", ".join(str(value) for value in values[:12])
    return f"one of {shown}" + (f" and {len(values) - 12} more" if len(values) > 12 else "")


def _check_names(domain: Domain, place: Where) -> None:
    names = domain.conditions
    for name in names:
        if name.lower() in _RESERVED:
            raise DomainError(f"{place('variables', name)}: a condition is called '{name}'", expected="another name")
    if both := [name for name in domain.static if name in {variable.name for variable in domain.variables}]:
        raise DomainError(
            f"{place('static', both[0])}: '{both[0]}' is both static and variable", expected="one of them"
        )
    if not names:
        raise DomainError(
            f"{domain.path}: the domain '{domain.name}' declares no condition", expected="variables, static or both"
        )


def _check_predicates(domain: Domain) -> None:
    declared: Mapping[str, Variable | Literal] = {v.name: v for v in domain.variables} | dict(domain.static)
    rules = [(v.when, v.place) for v in domain.variables if v.when]
    rules += [(rule.where, rule.place) for rule in domain.rules]
    for predicate, at in rules:
        for name in sorted(predicate.columns - set(declared)):
            raise DomainError(
                f"{at}: '{predicate}' names '{name}', which is not declared", expected=f"one of {', '.join(declared)}"
            )
        for comparison in predicate.comparisons:
            _check_comparison(declared[comparison.column], comparison.value, comparison.equal, predicate, at)
        for name in predicate.entangled:
            if not isinstance(_first(declared[name]), float):
                raise DomainError(f"{at}: '{predicate}' computes with '{name}', which is no number", expected="a range")
    try:
        in_order(domain.variables)
    except ValueError as error:
        raise DomainError(f"{domain.path}: {error}", expected="conditions that exist without each other") from None


def _first(declared: Variable | Literal) -> Literal:
    if isinstance(declared, Levels):
        return declared.levels[0]
    return declared.low if isinstance(declared, Range) else declared


def _check_comparison(
    declared: Variable | Literal, value: Literal, equal: bool, predicate: Predicate, at: Place
) -> None:
    kinds = {str: "words", bool: "true or false", float: "numbers"}
    example = _first(declared)
    if type(example) is not type(value):
        shown = f"'{value}'" if isinstance(value, str) else str(value)
        raise DomainError(f"{at}: '{predicate}' compares with {shown}", expected=f"{kinds[type(example)]}, as declared")
    if isinstance(declared, Levels) and equal and value not in declared.levels:
        raise DomainError(f"{at}: '{predicate}' asks for the level '{value}'", expected=_listed(declared.levels))
    if isinstance(value, str) and not equal:
        raise DomainError(f"{at}: '{predicate}' orders words", expected="=, <> or in (...)")


def _check_shares(domain: Domain) -> None:
    """Refuse minima on levels of one condition that add to more than 1; what is subtler, the sampler finds."""
    wanted: dict[str, dict[Literal, tuple[float, Place]]] = {}
    for rule in domain.quotas:
        if isinstance(rule, Exclusion) or len(rule.where.comparisons) != 1:
            continue
        (only,) = rule.where.comparisons
        if not only.equal or rule.where.columns != {only.column} or "<>" in rule.where.text:
            continue
        if rule.where.text.lower().startswith("not") or "!=" in rule.where.text:
            continue
        low = wanted.setdefault(only.column, {})
        low[only.value] = max(low.get(only.value, (0.0, rule.place)), (rule.share.min, rule.place), key=lambda x: x[0])
    for name, shares in wanted.items():
        total = sum(low for low, _ in shares.values())
        if total > 1 + 1e-9:
            lines = ", ".join(str(at) for low, at in shares.values() if low)
            raise DomainError(f"{lines}: the least shares of {name} add to {total:g}", expected="at most 1")


def _with_coverage(domain: Domain, spec: Spec, place: Where) -> Domain:
    if spec.coverage is None:
        return domain
    at = place("coverage")
    names = tuple(variable.name for variable in domain.variables)
    over = tuple(spec.coverage.over) if spec.coverage.over is not None else names
    if unknown := [name for name in over if name not in names]:
        raise DomainError(
            f"{place('coverage', 'over')}: coverage over '{unknown[0]}'",
            expected=f"variable conditions: {', '.join(names)}",
        )
    if len(set(over)) < len(over):
        raise DomainError(f"{place('coverage', 'over')}: a condition is there twice", expected="each once")
    if len(over) < spec.coverage.t:
        raise DomainError(
            f"{at}: combinations of {spec.coverage.t} out of {len(over)} conditions", expected="t no larger than that"
        )
    return replace(domain, coverage=Coverage(over, spec.coverage.t, spec.coverage.min_each, at))
