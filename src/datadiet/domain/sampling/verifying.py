"""Every row is looked at once more, by the predicates themselves, which know nothing of atoms and strata."""

from functools import reduce

import numpy as np
import polars as pl

from datadiet.domain.domain import Domain, Range
from datadiet.domain.sampling.quotas import Quota

__all__ = ["broken"]


def broken(domain: Domain, quotas: tuple[Quota, ...], frame: pl.DataFrame, truth: np.ndarray) -> np.ndarray:
    """Return which rows are not what they should be: (m,) Booleans.

    Args:
        domain: whose constraints, exclusions, ranges and `when` every row must hold.
        quotas: of the domain.
        frame: (m rows) a column for each condition.
        truth: (m, quotas) whether each should hold.
    """
    absent = domain.absent()
    wrong = [~rule.where.expr(absent) for rule in domain.constraints]
    wrong += [rule.where.expr(absent) for rule in domain.exclude if not rule.max_share]
    wrong += [
        quota.where.expr(absent).fill_null(False) != pl.lit(pl.Series(truth[:, k])) for k, quota in enumerate(quotas)
    ]
    for variable in domain.variables:
        column = pl.col(variable.name)
        gone = absent.get(variable.name, pl.lit(False)).fill_null(False)
        wrong.append(column.is_null() != gone)
        if isinstance(variable, Range):
            wrong.append(~column.is_between(variable.low, variable.high) & column.is_not_null())
        else:
            wrong.append(~column.is_in(variable.levels) & column.is_not_null())
    if not wrong:
        return np.zeros(frame.height, bool)
    anything = reduce(lambda a, b: a | b, (part.fill_null(True) for part in wrong))
    return np.asarray(frame.select(anything.alias("")).to_series().to_numpy())
