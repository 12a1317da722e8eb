"""What to know before a sample, or its weights, are used."""

from datadiet.domain.sampling.sampled import QuotaShare
from datadiet.domain.sampling.strata import Strata

__all__ = ["notes"]

OFF = 2
"""Rows by which a count may differ from its target before that is told."""


def notes(strata: Strata, shares: tuple[QuotaShare, ...], n: int) -> tuple[str, ...]:
    """Return what is not to be seen in the rows, in sentences."""
    return (*_without_field(strata), *_outside(strata), *_off_target(shares, n), *_compared(strata), *_open(strata))


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
    parts = "; ".join(f"{share.name} {share.share:.3g}, target {share.target:.3g}" for share in off)
    return [
        f"Least counts and coverage come first: {n:,} rows are not yet at the targets that weights go by: {parts}."
        " A larger n comes nearer."
    ]


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
