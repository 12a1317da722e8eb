"""A distribution within bounds: what can be, of what is drawn."""

from math import isfinite

import numpy as np

from datadiet.distributions.base import Distribution, check
from datadiet.distributions.plain import Bernoulli, Choice, Constant
from datadiet.distributions.shaped import Rounded, Truncated

__all__ = ["bounded", "kept"]


def bounded(distribution: Distribution, low: float, high: float, *, integer: bool = False) -> Distribution:
    """Return what a distribution draws between two bounds, both included, as a law whose quantiles rise.

    Args:
        distribution: of numbers.
        low: may be minus infinity.
        high: may be infinity.
        integer: whether only whole numbers can be; what is not whole is rounded.

    Raises:
        OptionError: it draws words, or nothing between the bounds.
    """
    ends = distribution.bounds
    check(ends is not None, f"a {distribution.name} of words", "a distribution of numbers")
    if isinstance(distribution, Bernoulli | Choice | Constant):
        distribution = _listed(distribution, low, high, integer)
    elif integer and not distribution.whole:
        return Rounded(bounded(distribution, low - 0.5, high + 0.5))
    least, most = distribution.bounds or (low, high)
    if low <= least and most <= high:
        return distribution
    _some(kept(distribution, low, high) > 0, distribution, low, high)
    return Truncated(distribution, low, high)


def kept(distribution: Distribution, low: float, high: float) -> float:
    """Return the share of all draws that lies between two bounds, both included."""
    above = float(distribution.below(np.array([low]))[0]) if isfinite(low) else 0.0
    return (float(distribution.cdf(np.array([high]))[0]) if isfinite(high) else 1.0) - above


def _listed(distribution: Bernoulli | Choice | Constant, low: float, high: float, integer: bool) -> Choice:
    """Return the values that can be, rising, as numbers: a choice has them in the order of the file."""
    if isinstance(distribution, Bernoulli):
        distribution = Choice((0, 1), (1 - distribution.p, distribution.p))
    elif isinstance(distribution, Constant):
        distribution = Choice((distribution.value,))
    shares = distribution.shares or (1.0,) * len(distribution.values)
    pairs = sorted((float(value), share) for value, share in zip(distribution.values, shares, strict=True))
    inside = [(value, share) for value, share in pairs if low <= value <= high and share > 0]
    _some(len(inside) > 0, distribution, low, high)
    odd = [value for value, _ in inside if integer and not value.is_integer()]
    check(not odd, f"{(odd or [0])[0]:g} among whole numbers", "whole numbers")
    values, kept_shares = zip(*inside, strict=True)
    return Choice(values, kept_shares)


def _some(fine: bool, distribution: Distribution, low: float, high: float) -> None:
    check(fine, f"the {distribution.name} has nothing between {low:g} and {high:g}", "a part of it within these bounds")
