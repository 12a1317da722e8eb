"""Which lines of a domain cannot hold together: as few as possible."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from datadiet.domain.domain import Constraint, Domain, Exclusion
from datadiet.domain.predicate import Predicate
from datadiet.domain.sampling.patterns import reachable
from datadiet.domain.sampling.quotas import Quota, quotas_of
from datadiet.domain.sampling.statics import holds_of_statics
from datadiet.domain.space import Space, space_of
from datadiet.errors import DomainError

__all__ = ["conflict", "refuse_conflicts"]

Rule = Quota | Constraint | Exclusion


def refuse_conflicts(domain: Domain, space: Space) -> None:
    """Refuse a domain whose rules cannot all hold, with the error that drawing from it would give.

    Raises:
        DomainError: they cannot; it names the lines.
    """
    quotas = quotas_of(domain)
    held: tuple[Rule, ...] = (*domain.constraints, *domain.exclude, *quotas)
    if not (
        all(holds_of_statics(domain, rule) for rule in held)
        and all(reachable(component, quotas) for component in space.components)
    ):
        raise conflict(domain)


def conflict(domain: Domain) -> DomainError:
    """Return the error that names the lines of a domain, in which nothing can be sampled, that cannot hold together.

    One line after the other is taken away; it stays away if the rest is still impossible. What is left is minimal:
    without any one of its lines the others could hold.
    """
    rules = _bounds(quotas_of(domain))
    strict: list[Rule] = [*(rule for rule in domain.exclude if not rule.max_share), *domain.constraints]
    needed = _minimal([*strict, *rules], lambda kept: not _possible(domain, kept))
    lines = "; ".join(_described(rule) for rule in sorted(needed, key=_order))
    return DomainError(
        f"{domain.path}: no data can hold {'this line' if len(needed) == 1 else 'these lines together'}: {lines}",
        expected="bounds that some data can hold",
        todo="change one of them",
    )


def _bounds(quotas: tuple[Quota, ...]) -> list[Rule]:
    """Take lower and upper bounds apart: only one of them may be to blame."""
    parts: list[Rule] = []
    for quota in quotas:
        if quota.high < 1:
            parts.append(replace(quota, low=Fraction(0), min_count=0))
        if quota.low or quota.min_count:
            parts.append(replace(quota, high=Fraction(1)))
    return parts


def _minimal(rules: list[Rule], impossible: Callable[[list[Rule]], bool]) -> list[Rule]:
    kept = list(rules)
    for rule in rules:
        without = [other for other in kept if other is not rule]
        if impossible(without):
            kept = without
    return kept


def _possible(domain: Domain, rules: list[Rule]) -> bool:
    """Say whether a domain with only these rules can be sampled; its quotas need not be those of the domain."""
    constraints = tuple(rule for rule in rules if isinstance(rule, Constraint))
    strict = tuple(rule for rule in rules if isinstance(rule, Exclusion))
    quotas = tuple(rule for rule in rules if isinstance(rule, Quota))
    carried = tuple(Exclusion(quota.where, 1.0, quota.place) for quota in quotas)
    reduced = replace(domain, constraints=constraints, exclude=(*strict, *carried), edge_cases=(), guarantees=())
    if not all(holds_of_statics(domain, rule) for rule in rules):
        return False
    try:
        space = space_of(reduced)
    except DomainError:
        return False
    return all(reachable(component, quotas) for component in space.components)


def _order(rule: Rule) -> tuple[str, int]:
    return rule.place.file, rule.place.line


def _described(rule: Rule) -> str:
    where: Predicate = rule.where
    if isinstance(rule, Constraint):
        return f"{rule.place} (always {where})"
    if isinstance(rule, Exclusion):
        return f"{rule.place} (never {where})"
    return f"{rule.place} ({rule.bounds} of {where})"
