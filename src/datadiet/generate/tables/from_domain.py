"""A domain of operation is a schema: its conditions are columns."""

from collections.abc import Sequence

from datadiet.domain.domain import Domain, Range, Variable
from datadiet.domain.predicate import Literal
from datadiet.schema import Column, Kind, Schema

__all__ = ["from_domain"]


def from_domain(domain: Domain) -> Schema:
    """Return the schema that a domain of operation declares: its conditions are columns, its constraints stay.

    A condition that does not always exist may be missing; what is excluded altogether becomes a constraint.
    """
    fixed = tuple(_fixed(name, value) for name, value in domain.static.items())
    columns = tuple(_of_condition(variable) for variable in domain.variables) + fixed
    excluded = [f"not ({rule.where})" for rule in domain.exclude if rule.max_share == 0]
    return Schema(columns, (*(str(rule.where) for rule in domain.constraints), *excluded))


def _of_condition(variable: Variable) -> Column:
    name, missing = variable.name, variable.when is not None
    why = f"declared in {variable.place}" if str(variable.place) else "declared"
    if isinstance(variable, Range):
        kind: Kind = "integer" if variable.integer else "real"
        typed, step = ("Int64", 1.0) if variable.integer else ("Float64", None)
        return Column(name, kind, typed, (), variable.low, variable.high, step, missing, variable.unit, why=why)
    typed = _typed(variable.levels)
    if typed == "Boolean":
        return Column(name, "boolean", typed, ("false", "true"), missing=missing, why=why)
    levels = tuple(_word(level) for level in variable.levels)
    return Column(name, "category", typed, levels, missing=missing, why=why)


def _fixed(name: str, value: Literal) -> Column:
    return Column(name, "constant", _typed((value,)), (_word(value),), why="declared static")


def _typed(levels: Sequence[Literal]) -> str:
    if all(isinstance(level, bool) for level in levels):
        return "Boolean"
    if all(isinstance(level, int | float) for level in levels):
        return "Int64" if all(float(level).is_integer() for level in levels) else "Float64"
    return "String"


def _word(value: Literal) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)
