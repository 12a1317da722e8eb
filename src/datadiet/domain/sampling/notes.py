"""What to know before a sample, or its weights, are used."""

import polars as pl

from datadiet.domain.domain import Domain, Levels
from datadiet.domain.fields import fitted_fields
from datadiet.domain.predicate import Predicate
from datadiet.domain.sampling.sampled import QuotaShare
from datadiet.domain.sampling.strata import Strata

__all__ = ["notes"]

CHANGED = 0.005
"""By how much the rules may change a declared share before that is told."""
OFF = 2
"""Rows by which a count may differ from its target before that is told."""


def notes(strata: Strata, shares: tuple[QuotaShare, ...], n: int) -> tuple[str, ...]:
    """Return what is not to be seen in the rows, in sentences."""
    return (
        *_conditional(strata, shares),
        *_without_field(strata),
        *fitted_fields(strata.space.domain),
        *_outside(strata),
        *_off_target(shares, n),
        *_compared(strata),
        *_open(strata),
    )


def _conditional(strata: Strata, shares: tuple[QuotaShare, ...]) -> list[str]:
    """Tell where the rules change a share that was declared, with the largest change."""
    changed = [
        (abs(declared - share.field), quota.where, declared, share.field)
        for quota, share in zip(strata.quotas, shares, strict=True)
        if (declared := _declared(strata.space.domain, quota.where)) is not None
    ]
    most, where, before, after = max(changed, key=lambda one: one[0], default=(0.0, None, 0.0, 0.0))
    if most <= CHANGED:
        return []
    return [
        f"The field is meant without what constraints and exclusions rule out: {where} is declared as "
        f"{_percent(before)} of it, and is {_percent(after)} of what they leave."
    ]


def _declared(domain: Domain, where: Predicate) -> float | None:
    """Return the declared share of what is asked of one condition that has levels; None of anything else."""
    if len(where.columns) != 1 or (name := next(iter(where.columns))) in domain.static:
        return None
    variable = domain[name]
    if not isinstance(variable, Levels) or variable.field is None or variable.when is not None:
        return None
    frame = pl.DataFrame({name: list(variable.levels)})
    held = frame.select(where.expr().alias("held"))["held"].to_list()
    return sum(variable.field.shares[level] for level, holds in zip(variable.levels, held, strict=True) if holds)


def _without_field(strata: Strata) -> list[str]:
    names = [variable.name for variable in strata.space.domain.variables if variable.field is None]
    if not names:
        return []
    what = "has no declared field: it is" if len(names) == 1 else "have no declared field: they are"
    return [f"{', '.join(names)} {what} drawn evenly, and weights are relative to that."]


def _outside(strata: Strata) -> list[str]:
    told = [
        f"The field has nothing of what is allowed of {', '.join(part.component.names)}: something else is drawn."
        for part in strata.patterns
        if part.outside
    ]
    never = (strata.field == 0) & (strata.target > 0)
    labels = [label for label, alone in zip(strata.labels(), never, strict=True) if alone]
    if labels:
        more = f" and {len(labels) - 5} more" if labels[5:] else ""
        told.append(f"The field has nothing of {', '.join(labels[:5])}{more}: these rows are asked for, and weigh 0.")
    return told


def _off_target(shares: tuple[QuotaShare, ...], n: int) -> list[str]:
    off = [share for share in shares if abs(share.count - share.target * n) > OFF]
    if not off:
        return []
    parts = ", ".join(f"{share.name} {_percent(share.share)} instead of {_percent(share.target)}" for share in off)
    return [
        f"What coverage and least counts ask for comes first, so these {n:,} rows have other shares than a long "
        f"sample, for which the weights are made: {parts}. A larger n comes nearer."
    ]


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


def _compared(strata: Strata) -> list[str]:
    names = sorted(strata.space.approximate)
    if not names:
        return []
    return [
        f"{', '.join(names)} are compared with each other: their field shares, and so the weights, are approximate."
    ]


def _open(strata: Strata) -> list[str]:
    if not strata.space.domain.open_world:
        return []
    return ["The domain is open: what it does not declare is not in the sample."]
