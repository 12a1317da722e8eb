"""A column as it was seen: point masses, a smoothed body, generalised Pareto tails; no family is tried."""

from typing import Any

import numpy as np

from datadiet.distributions.fitting.assembling import assembled, followed, listed
from datadiet.distributions.fitting.columns import Support, read_column
from datadiet.distributions.fitting.masses import few_values, split_masses
from datadiet.distributions.fitting.results import Fit

__all__ = ["empirical"]


def empirical(values: Any, *, support: Support | None = None, integer: bool | None = None) -> Fit:
    """Follow the values of a column of numbers, instead of looking for a family that explains them.

    It takes a millisecond where trying all families takes twenty. What is lost is smoothness: between its knots, at
    most 201, the law has the steps of these values, and little can be said of why they are as they are.

    Args:
        values: (n,) numbers; NaN and None are missing; infinite ones are counted and left out.
        support: as of `fit`.
        integer: whether values are whole; None to look.

    Raises:
        DataError: values are not a column of numbers.
        OptionError: values lie outside the support or are not whole.
        TooFewSamples: no value is there.
    """
    column = read_column(values, support, integer)
    if masses := few_values(column):
        return assembled(column, masses, None, column.values[:0], chosen="masses")
    masses, rest = split_masses(column)
    body = followed(column, rest) if len(np.unique(rest)) > 2 else None
    if body is None:
        return assembled(column, listed(column), None, rest[:0], chosen="masses")
    return assembled(column, masses, body, rest, chosen="empirical")
