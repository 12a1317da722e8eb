"""Does a domain agree with itself? Names, predicates and shares; each error names the lines that do not go together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from datadiet.data.spelling import meant
from datadiet.domain.attributes import is_attribute
from datadiet.domain.domain import Domain, Exclusion, Levels, Place, Range, Variable, in_order
from datadiet.domain.fields import listed
from datadiet.domain.predicate import Comparison, Literal, Predicate
from datadiet.errors import DomainError

__all__ = ["Where", "check_consistent", "undeclared"]

Where = Callable[..., Place]
_RESERVED = ("id", "uri", "weight", "stratum", "verdict")
_KINDS = {str: "words", bool: "true or false", float: "numbers"}


@dataclass(frozen=True, slots=True)
class _Clause:
    """A predicate, where it stands, and what its conditions were declared as."""

    where: Predicate
    at: Place
    declared: Mapping[str, Variable | Literal]
    place: Where

    def refused(self, name: str, what: str, expected: str, todo: str = "") -> DomainError:
        """Return the error; where another file declares the condition it is named too: it may be that one's fault."""
        static = name in self.declared and not isinstance(self.declared[name], Levels | Range)
        found = f"{self.at}: '{self.where}' {what}{_elsewhere(self.at, name, self.place, static=static)}"
        return DomainError(found, expected=expected, todo=todo)


def check_consistent(domain: Domain, place: Where) -> None:
    """Refuse a domain that contradicts itself; what only the sampler can find is left to it.

    Args:
        domain: what was declared, without coverage.
        place: where a key of the file, or of those that it extends, stands.

    Raises:
        DomainError: it does.
    """
    _check_names(domain, place)
    declared: dict[str, Variable | Literal] = {v.name: v for v in domain.variables} | dict(domain.static)
    rules = [(v.when, v.place) for v in domain.variables if v.when]
    rules += [(rule.where, rule.place) for rule in domain.rules]
    for predicate, at in rules:
        _check_clause(_Clause(predicate, at, declared, place))
    try:
        in_order(domain.variables)
    except ValueError as error:
        raise DomainError(f"{domain.path}: {error}", expected="conditions that exist without each other") from None
    _check_shares(domain)


def undeclared(name: str, declared: Mapping[str, object] | tuple[str, ...]) -> str:
    """Return what to do about a name that is not declared."""
    if near := meant(name, declared):
        return near
    return f"declare '{name}' under variables: it is measured from the data" if is_attribute(name) else ""


def _elsewhere(at: Place, name: str, place: Where, *, static: bool) -> str:
    """Say where a condition was declared, or taken away, by another file than the one that a rule stands in."""
    for section in ("static", "variables") if static else ("variables", "static"):
        there, whole = place(section, name), place(section)
        if there != whole and there.file and there.file != at.file:
            return f" ({name}: {there})"
    return ""


def _check_names(domain: Domain, place: Where) -> None:
    names = domain.conditions
    for name in names:
        if name.lower() in _RESERVED:
            raise DomainError(f"{place('variables', name)}: a condition is called '{name}'", expected="another name")
    if both := [name for name in domain.static if name in {variable.name for variable in domain.variables}]:
        also = _elsewhere(place("static", both[0]), both[0], place, static=False)
        raise DomainError(
            f"{place('static', both[0])}: '{both[0]}' is both static and variable{also}",
            expected="one of them",
            todo=f"take the other one away with {both[0]}: null" if also else "",
        )
    if not names:
        raise DomainError(
            f"{domain.path}: the domain '{domain.name}' declares no condition", expected="variables, static or both"
        )


def _check_clause(clause: _Clause) -> None:
    declared = clause.declared
    for name in sorted(clause.where.columns - set(declared)):
        raise clause.refused(
            name,
            f"names '{name}', which is not declared",
            f"one of {', '.join(declared)}",
            _unquoted(name, declared) or undeclared(name, declared),
        )
    for comparison in clause.where.comparisons:
        _check_comparison(clause, comparison)
    for name in sorted(clause.where.entangled):
        if not isinstance(_first(declared[name]), float):
            raise clause.refused(name, f"computes with '{name}', which is no number", "a range")


def _unquoted(name: str, declared: Mapping[str, Variable | Literal]) -> str:
    """Say how to write a level that was taken for a condition, as in `weather = fog`."""
    for condition, each in declared.items():
        levels = each.levels if isinstance(each, Levels) else () if isinstance(each, Range) else (each,)
        if name in levels:
            return f"{name} is a level of {condition}: put words in single quotes, {condition} = '{name}'"
    return ""


def _first(declared: Variable | Literal) -> Literal:
    if isinstance(declared, Levels):
        return declared.levels[0]
    return declared.low if isinstance(declared, Range) else declared


def _check_comparison(clause: _Clause, comparison: Comparison) -> None:
    name, value = comparison.column, comparison.value
    declared = clause.declared[name]
    example = _first(declared)
    if type(example) is not type(value):
        shown = f"'{value}'" if isinstance(value, str) else str(value)
        raise clause.refused(name, f"compares with {shown}", f"{_KINDS[type(example)]}, as declared")
    if isinstance(declared, Levels) and comparison.equal and value not in declared.levels:
        near = meant(str(value), declared.levels) if isinstance(value, str) else ""
        raise clause.refused(name, f"asks for the level '{value}'", listed(declared.levels), near)
    if isinstance(value, str) and not comparison.equal:
        raise clause.refused(name, "orders words", "=, <> or in (...)")


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
