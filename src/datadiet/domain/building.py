"""From what was written to what it means: predicates parsed, names and bounds checked, each error with its line."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from datadiet.domain.consistency import Where, check_consistent, undeclared
from datadiet.domain.domain import (
    Constraint,
    Coverage,
    Domain,
    EdgeCase,
    Exclusion,
    Guarantee,
    Levels,
    Place,
    Range,
    Share,
    Variable,
)
from datadiet.domain.fields import field_of
from datadiet.domain.predicate import Literal, Predicate
from datadiet.domain.spec import ShareSpec, Spec, VariableSpec
from datadiet.errors import DomainError

__all__ = ["build"]


def build(spec: Spec, place: Where, path: Path) -> Domain:
    """Return what a spec means.

    Args:
        spec: as written.
        place: keys of the file -> file and line.
        path: of the file; tables that it names lie in its folder, those of a file that it extends in that one's.

    Raises:
        DomainError: something contradicts itself or names what is not declared.
    """
    variables = tuple(_variable(name, part, place, path) for name, part in spec.variables.items() if part is not None)
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
    check_consistent(domain, place)
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


def _variable(name: str, spec: VariableSpec, place: Where, path: Path) -> Variable:
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
    return replace(made, field=field_of(made, spec.field, where, _folder(where, path)))


def _folder(at: Place, path: Path) -> Path:
    """Return the folder of the file that says something: `path`, or one that it extends."""
    return path.parent if at.file in ("", path.name) else Path(at.file).parent


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
            todo="it has one value only" if unknown[0] in domain.static else undeclared(unknown[0], names),
        )
    if len(set(over)) < len(over):
        raise DomainError(f"{place('coverage', 'over')}: a condition is there twice", expected="each once")
    if len(over) < spec.coverage.t:
        raise DomainError(
            f"{at}: combinations of {spec.coverage.t} out of {len(over)} conditions", expected="t no larger than that"
        )
    return replace(domain, coverage=Coverage(over, spec.coverage.t, spec.coverage.min_each, at))
