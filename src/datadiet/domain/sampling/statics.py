"""Rules that name static conditions only: they hold of every sample, or of none."""

import polars as pl

from datadiet.domain.domain import Constraint, Domain, Exclusion
from datadiet.domain.predicate import Predicate
from datadiet.domain.sampling.quotas import Quota

__all__ = ["holds_of_statics", "static_truth"]


def static_truth(domain: Domain, predicate: Predicate) -> bool | None:
    """Return whether a predicate holds of every sample; None where it names a variable condition."""
    if predicate.columns - set(domain.static):
        return None
    frame = pl.DataFrame({"": [0]}).with_columns(pl.lit(value).alias(name) for name, value in domain.static.items())
    return bool(frame.select(predicate.expr().fill_null(False).alias("")).item())


def holds_of_statics(domain: Domain, rule: Constraint | Exclusion | Quota) -> bool:
    """Say whether a rule can be held, if it names static conditions only; True where it names others."""
    truth = static_truth(domain, rule.where)
    if truth is None:
        return True
    if isinstance(rule, Constraint):
        return truth
    if isinstance(rule, Exclusion):
        return not truth or rule.max_share > 0
    return rule.high == 1 if truth else not (rule.low or rule.min_count)
