"""A normal distribution of which only a part is seen, in standard form and in logarithms: exact far in the tails."""

from typing import Any

import numpy as np
from scipy import special as sp

__all__ = ["log_mass_between", "truncated_cdf", "truncated_log_density", "truncated_quantile"]


def log_mass_between(low: Any, high: Any) -> Any:
    """Return the log probability of a standard normal between two bounds, exact in either tail."""
    swap = low > 0
    a, b = np.where(swap, -high, low), np.where(swap, -low, high)
    upper = sp.log_ndtr(b)
    return upper + np.log1p(-np.exp(np.minimum(sp.log_ndtr(a) - upper, -1e-16)))


def truncated_log_density(z: Any, low: Any, high: Any) -> Any:
    """Return the log density between the bounds; minus infinity outside."""
    inside = (z >= low) & (z <= high)
    return np.where(inside, -0.5 * z * z - 0.5 * np.log(2 * np.pi) - log_mass_between(low, high), -np.inf)


def truncated_cdf(z: Any, low: Any, high: Any) -> Any:
    """Return the share of what is between the bounds."""
    z = np.clip(z, low, high)
    rise = np.exp(np.minimum(log_mass_between(low, np.maximum(z, low)) - log_mass_between(low, high), 0.0))
    return np.where(z <= low, 0.0, rise)


def truncated_quantile(u: Any, low: Any, high: Any) -> Any:
    """Return the quantiles, exact in either tail."""
    mass = log_mass_between(low, high)
    left = sp.ndtri_exp(np.minimum(np.logaddexp(sp.log_ndtr(low), np.log(u) + mass), 0.0))
    right = -sp.ndtri_exp(np.minimum(np.logaddexp(sp.log_ndtr(-high), np.log1p(-u) + mass), 0.0))
    return np.clip(np.where(np.asarray(low) < 0, left, right), low, high)
