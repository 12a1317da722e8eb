"""Is a sample inside the domain? Each rule says yes, no or unknown of each sample."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from datadiet.domain.conditions import Conditions
from datadiet.domain.domain import Domain, Levels, Place, Variable
from datadiet.domain.intentionality import Relevance, RuleCount
from datadiet.domain.predicate import Literal

__all__ = ["Standing", "relevance", "stand"]

INSIDE, OUTSIDE, UNKNOWN = "inside", "outside", "unknown"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a sample must not be."""

    name: str
    broken: pl.Expr
    """True where it is broken, null where that is unknown."""
    place: Place
    said: str
    """The conditions whose values are told with it, as a format of the values."""
    told: tuple[str, ...]
    tolerated: float = 0.0
    """The share of the samples up to which it may be broken."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where each sample stands: inside, outside or unknown, and why."""

    state: np.ndarray
    """(n,) of `inside`, `outside`, `unknown`."""
    reason: tuple[str, ...]
    """Of those that are not inside: the first rule that is broken or unknown, with the values."""
    counts: tuple[RuleCount, ...]

    def __len__(self) -> int:
        return len(self.state)


def stand(domain: Domain, known: Conditions) -> Standing:
    """Say of each sample whether it is inside the domain.

    It is outside where a range, a level, a static condition or a constraint is broken, or an exclusion applies; of an
    exclusion that is tolerated up to a share, those beyond that share, in the order of the samples. It is unknown where
    nothing is broken but some rule cannot be told.
    """
    rules = list(_rules(domain))
    frame = known.frame.select(rule.broken.alias(str(k)) for k, rule in enumerate(rules))
    broken = np.zeros((len(known), len(rules)), bool)
    unknown = np.zeros_like(broken)
    for k, rule in enumerate(rules):
        column = frame[str(k)]
        broken[:, k] = column.fill_null(False).to_numpy()
        unknown[:, k] = column.is_null().to_numpy()
        if rule.tolerated > 0:
            unknown[:, k] = False
            broken[np.flatnonzero(broken[:, k])[: tolerated(rule.tolerated, len(known))], k] = False
    outside = broken.any(axis=1)
    unclear = unknown.any(axis=1) & ~outside
    state = np.select([outside, unclear], [OUTSIDE, UNKNOWN], default=INSIDE)
    return Standing(state, _reasons(known, rules, broken, unknown), _counts(rules, broken, unknown))


def relevance(standing: Standing) -> Relevance:
    """Return the share of samples inside the domain, between bounds where some are unknown (definitions, section 3)."""
    n = len(standing)
    inside, outside = (int((standing.state == name).sum()) for name in (INSIDE, OUTSIDE))
    return Relevance(
        low=inside / n,
        high=(n - outside) / n,
        inside=inside,
        outside=outside,
        unknown=n - inside - outside,
        rules=standing.counts,
    )


def tolerated(share: float, n: int) -> int:
    """Return how many of n samples a share allows, at most: exactly, whatever the rounding of the share."""
    from fractions import Fraction

    return int(Fraction(str(share)) * n)


def _rules(domain: Domain) -> Iterator[Rule]:
    absent = domain.absent()
    for variable in domain.variables:
        yield _variable(variable, absent.get(variable.name))
    for name, value in domain.static.items():
        yield Rule(f"{name} other than {_word(value)}", pl.col(name) != value, Place(), f"{name} is {{}}", (name,))
    for constraint in domain.constraints:
        broken = ~constraint.where.expr(absent)
        names = tuple(sorted(constraint.where.columns))
        yield Rule(f"against the constraint {constraint.where}", broken, constraint.place, _told(names), names)
    for exclusion in domain.exclude:
        names = tuple(sorted(exclusion.where.columns))
        beyond = f" beyond {exclusion.max_share:.3g} of the samples" if exclusion.max_share else ""
        broken = exclusion.where.expr(absent)
        yield Rule(
            f"excluded: {exclusion.where}{beyond}", broken, exclusion.place, _told(names), names, exclusion.max_share
        )


def _variable(variable: Variable, absent: pl.Expr | None) -> Rule:
    value = pl.col(variable.name)
    if isinstance(variable, Levels):
        broken, allowed = ~value.is_in(list(variable.levels)), "its levels"
    else:
        broken = (value < variable.low) | (value > variable.high)
        if variable.integer:
            broken = broken | (value != value.round())
        allowed = f"{variable.low:,.6g} to {variable.high:,.6g}" + (f" {variable.unit}" if variable.unit else "")
    if absent is not None:
        broken = pl.when(absent).then(pl.lit(False)).otherwise(broken)
    name = f"{variable.name} outside {allowed}"
    return Rule(name, broken, variable.place, f"{variable.name} is {{}}", (variable.name,))


def _told(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} is {{}}" for name in names)


def _word(value: Literal) -> str:
    return (
        str(value).lower() if isinstance(value, bool) else f"{value:,.6g}" if isinstance(value, float) else str(value)
    )


def _reasons(known: Conditions, rules: list[Rule], broken: np.ndarray, unknown: np.ndarray) -> tuple[str, ...]:
    """Tell of each sample the first rule that it breaks, else the first that cannot be told, with its values."""
    decided = np.where(broken.any(axis=1, keepdims=True), broken, unknown)
    which = np.where(decided.any(axis=1), decided.argmax(axis=1), -1) if rules else np.full(len(known), -1)
    reasons = [""] * len(known)
    for k in np.unique(which[which >= 0]):
        rule, rows = rules[k], np.flatnonzero(which == k)
        values = known.frame[list(rule.told)][rows].rows()
        for row, told in zip(rows, values, strict=True):
            shown = rule.said.format(*("unknown" if value is None else _word(value) for value in told))
            reasons[row] = f"{shown}: {rule.name}" if broken[row, k] else f"{shown}, so '{rule.name}' cannot be told"
    return tuple(reasons)


def _counts(rules: list[Rule], broken: np.ndarray, unknown: np.ndarray) -> tuple[RuleCount, ...]:
    found = [
        RuleCount(rule.name, str(rule.place), int(broken[:, k].sum()), int(unknown[:, k].sum()))
        for k, rule in enumerate(rules)
    ]
    return tuple(sorted((f for f in found if f.count or f.unknown), key=lambda f: (-f.count, -f.unknown)))
