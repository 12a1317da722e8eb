"""Families of counts from 0 on. Each function broadcasts over counts and parameters, as those in `standard` do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special as sp

__all__ = ["COUNTS", "Counting"]


@dataclass(frozen=True, slots=True)
class Counting:
    """One family: log mass and cdf of (whole k of 0 or more, *parameters), and draws of (rng, size, *parameters)."""

    log_mass: Callable[..., np.ndarray]
    cdf: Callable[..., np.ndarray]
    draw: Callable[..., np.ndarray]


def _poisson(k: Any, mean: Any) -> Any:
    return sp.xlogy(k, mean) - mean - sp.gammaln(k + 1)


def _negative_binomial(k: Any, mean: Any, size: Any) -> Any:
    choose = sp.gammaln(k + size) - sp.gammaln(size) - sp.gammaln(k + 1)
    return choose - size * np.log1p(mean / size) - k * np.log1p(size / mean)


def _binomial(k: Any, n: Any, p: Any) -> Any:
    inside = np.minimum(k, n)
    choose = sp.gammaln(n + 1.0) - sp.gammaln(inside + 1.0) - sp.gammaln(n - inside + 1.0)
    return np.where(k <= n, choose + inside * np.log(p) + (n - inside) * np.log1p(-p), -np.inf)


def _binomial_cdf(k: Any, n: Any, p: Any) -> Any:
    return np.where(k >= n, 1.0, sp.betaincc(np.minimum(k, n) + 1.0, np.maximum(n - k, 1.0), p))


COUNTS: dict[str, Counting] = {
    "integers": Counting(
        lambda k, width: np.where(k <= width, -np.log(width + 1.0), -np.inf),
        lambda k, width: np.minimum((k + 1.0) / (width + 1.0), 1.0),
        lambda rng, size, width: rng.integers(0, width, size, endpoint=True),
    ),
    "poisson": Counting(_poisson, sp.pdtr, lambda rng, size, mean: rng.poisson(mean, size)),
    "negativebinomial": Counting(
        _negative_binomial,
        lambda k, mean, size: sp.betainc(size, k + 1.0, size / (size + mean)),
        lambda rng, shape, mean, size: rng.poisson(rng.standard_gamma(size, shape) * (mean / size)),
    ),
    "geometric": Counting(
        lambda k, p: np.log(p) + k * np.log1p(-p),
        lambda k, p: -np.expm1((k + 1.0) * np.log1p(-p)),
        lambda rng, size, p: rng.geometric(p, size) - 1,
    ),
    "binomial": Counting(_binomial, _binomial_cdf, lambda rng, size, n, p: rng.binomial(int(n), p, size)),
}
"""Name -> formulas."""
