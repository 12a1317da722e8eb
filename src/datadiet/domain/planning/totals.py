"""How much of a data set falls under each guarantee and edge case, before a plan and after it."""

import polars as pl

from datadiet.domain.conditions import Conditions
from datadiet.domain.domain import Domain, EdgeCase, Exclusion, Guarantee
from datadiet.domain.planning.plans import Total
from datadiet.domain.sampling.quotas import Quota, quotas_of
from datadiet.domain.shares import check_exact

__all__ = ["totals"]


def totals(domain: Domain, before: Conditions, after: Conditions) -> tuple[Total, ...]:
    """Return the total of every quota: tolerated exclusions, edge cases, and guarantees but those about the field.

    All are counted by what is written down, whatever the basis of the guarantee: an audit has yet to look at new
    samples.
    """
    pairs = zip(domain.quotas, quotas_of(domain), strict=True)
    return tuple(_total(domain, rule, quota, before, after) for rule, quota in pairs)


def _total(
    domain: Domain, rule: Exclusion | EdgeCase | Guarantee, quota: Quota, before: Conditions, after: Conditions
) -> Total:
    had, unknown_before = _counted(domain, quota, before)
    has, unknown = _counted(domain, quota, after)
    found = check_exact(has, unknown, len(after), minimum=quota.low, maximum=quota.high, min_count=quota.min_count)
    return Total(
        name=quota.name,
        where=quota.where.text,
        basis=rule.basis if isinstance(rule, Guarantee) else "metadata",
        asked=quota.bounds,
        before=had,
        share_before=_share(had, len(before) - unknown_before),
        after=has,
        share_after=_share(has, len(after) - unknown),
        verdict=found.verdict,
    )


def _counted(domain: Domain, quota: Quota, known: Conditions) -> tuple[int, int]:
    """Return how many samples fall under a quota, and of how many that is unknown."""
    truth = known.frame.select(quota.where.expr(domain.absent()).alias("it"))["it"]
    truth = truth if len(truth) == len(known) else pl.Series([truth[0]] * len(known), dtype=pl.Boolean)
    return int(truth.fill_null(False).sum()), truth.null_count()


def _share(count: int, known: int) -> float | None:
    return count / known if known else None
