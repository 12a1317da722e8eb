"""Continuous families in standard form: at place 0 and of scale 1. Each function broadcasts over values and shapes, so
that the same formulas serve one distribution and hundreds of refitted ones at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special as sp

from datadiet.distributions.inverting import Curve, inverted, tabled
from datadiet.distributions.truncation import truncated_cdf, truncated_log_density, truncated_quantile

__all__ = ["STANDARD", "Standard"]

_LOG_ROOT_2PI = 0.5 * np.log(2 * np.pi)
_Function = Callable[..., np.ndarray]


@dataclass(frozen=True, slots=True)
class Standard:
    """One family: log density, cdf and quantiles of (values, *shapes), and draws of (rng, size, *shapes)."""

    log_density: _Function
    cdf: _Function
    quantile: _Function
    draw: Callable[..., np.ndarray]


def _drawn_by_quantile(quantile: _Function) -> Callable[..., np.ndarray]:
    return lambda rng, size, *shapes: quantile(rng.uniform(1e-16, 1.0, size), *shapes)


def _normal(z: Any) -> Any:
    return -0.5 * z * z - _LOG_ROOT_2PI


def _student(z: Any, df: Any) -> Any:
    constant = sp.gammaln((df + 1) / 2) - sp.gammaln(df / 2) - 0.5 * np.log(np.pi * df)
    return constant - (df + 1) / 2 * np.log1p(z * z / df)


def _logistic(z: Any) -> Any:
    return -np.abs(z) - 2 * np.log1p(np.exp(-np.abs(z)))


def _skewed(z: Any, a: Any) -> Any:
    return np.log(2) + _normal(z) + sp.log_ndtr(a * z)


def _skewed_cdf(z: Any, a: Any) -> Any:
    return np.clip(sp.ndtr(z) - 2 * sp.owens_t(z, a), 0, 1)


def _skewed_draw(rng: np.random.Generator, size: Any, a: Any) -> np.ndarray:
    return (a * np.abs(rng.standard_normal(size)) + rng.standard_normal(size)) / np.sqrt(1 + a * a)


def _laplace_cdf(z: Any) -> Any:
    return np.where(z < 0, 0.5 * np.exp(-np.abs(z)), 1 - 0.5 * np.exp(-np.abs(z)))


def _laplace_quantile(u: Any) -> Any:
    return np.where(u < 0.5, np.log(np.maximum(2 * u, 1e-320)), -np.log(np.maximum(2 * (1 - u), 1e-320)))


def _positive(formula: _Function) -> _Function:
    """Return the log density that is minus infinity at and below 0."""

    def log_density(z: Any, *shapes: Any) -> Any:
        return np.where(z > 0, formula(np.where(z > 0, z, 1.0), *shapes), -np.inf)

    return log_density


def _above(formula: _Function) -> _Function:
    """Return the cdf that is 0 at and below 0."""
    return lambda z, *shapes: formula(np.maximum(z, 0.0), *shapes)


def _lognormal(z: Any, sigma: Any) -> Any:
    return _normal(np.log(z) / sigma) - np.log(z) - np.log(sigma)


def _lognormal_cdf(z: Any, sigma: Any) -> Any:
    return np.where(z > 0, sp.ndtr(np.log(np.where(z > 0, z, 1.0)) / sigma), 0.0)


def _gamma(z: Any, k: Any) -> Any:
    return (k - 1) * np.log(z) - z - sp.gammaln(k)


def _weibull(z: Any, k: Any) -> Any:
    return np.log(k) + (k - 1) * np.log(z) - z**k


def _inverse_gaussian(z: Any, mean: Any) -> Any:
    return -_LOG_ROOT_2PI - 1.5 * np.log(z) - (z / mean - 1) ** 2 / (2 * z)


def _inverse_gaussian_cdf(z: Any, mean: Any) -> Any:
    safe = np.where(z > 0, z, 1.0)
    near, far = (safe / mean - 1) / np.sqrt(safe), -(safe / mean + 1) / np.sqrt(safe)
    return np.where(z > 0, np.minimum(sp.ndtr(near) + np.exp(2 / mean + sp.log_ndtr(far)), 1.0), 0.0)


def _log_logistic(z: Any, c: Any) -> Any:
    return np.log(c) - np.log(z) + _logistic(c * np.log(z))


def _log_logistic_cdf(z: Any, c: Any) -> Any:
    return np.where(z > 0, sp.expit(c * np.log(np.where(z > 0, z, 1.0))), 0.0)


def _pareto(z: Any, xi: Any) -> Any:
    inside = (z >= 0) & (1 + xi * z > 0)
    flat = np.abs(xi) < 1e-9
    safe = np.where(flat, 1.0, xi)
    bent = -(1 + 1 / safe) * np.log1p(np.where(inside & ~flat, safe * z, 0.0))
    return np.where(inside, np.where(flat, -z, bent), -np.inf)


def _pareto_cdf(z: Any, xi: Any) -> Any:
    flat = np.abs(xi) < 1e-9
    safe = np.where(flat, 1.0, xi)
    bent = -np.expm1(-np.log1p(np.maximum(safe * np.maximum(z, 0.0), -1 + 1e-16)) / safe)
    return np.where(flat, -np.expm1(-np.maximum(z, 0.0)), bent)


def _pareto_quantile(u: Any, xi: Any) -> Any:
    flat = np.abs(xi) < 1e-9
    safe = np.where(flat, 1.0, xi)
    return np.where(flat, -np.log1p(-u), np.expm1(-safe * np.log1p(-u)) / safe)


def _within(formula: _Function) -> _Function:
    """Return the log density that is minus infinity outside 0 to 1."""

    def log_density(z: Any, *shapes: Any) -> Any:
        inside = (z >= 0) & (z <= 1)
        return np.where(inside, formula(np.clip(z, 1e-300, 1 - 1e-16), *shapes), -np.inf)

    return log_density


def _beta(z: Any, a: Any, b: Any) -> Any:
    return (a - 1) * np.log(z) + (b - 1) * np.log1p(-z) - sp.betaln(a, b)


def _triangular(z: Any, mode: Any) -> Any:
    rising = np.log(np.maximum(z, 1e-300)) - np.log(np.maximum(mode, 1e-300))
    falling = np.log(np.maximum(1 - z, 1e-300)) - np.log(np.maximum(1 - mode, 1e-300))
    return np.log(2) + np.where(z < mode, rising, falling)


def _triangular_cdf(z: Any, mode: Any) -> Any:
    z = np.clip(z, 0, 1)
    left, right = z * z / np.maximum(mode, 1e-300), 1 - (1 - z) ** 2 / np.maximum(1 - mode, 1e-300)
    return np.where(z < mode, left, right)


def _triangular_quantile(u: Any, mode: Any) -> Any:
    return np.where(u < mode, np.sqrt(u * mode), 1 - np.sqrt((1 - u) * (1 - mode)))


def _log_gamma_quantile(below: Any, above: Any, k: Any) -> Any:
    return np.log(np.where(below < above, sp.gammaincinv(k, below), sp.gammainccinv(k, above)))


def _logit_beta_quantile(below: Any, above: Any, a: Any, b: Any) -> Any:
    low, high = sp.betaincinv(a, b, below), sp.betaincinv(b, a, above)
    return np.where(below < above, np.log(low) - np.log1p(-low), np.log1p(-high) - np.log(high))


def _logit_beta(y: Any, a: Any, b: Any) -> Any:
    return a * -np.logaddexp(0, -y) + b * -np.logaddexp(0, y) - sp.betaln(a, b)


def _student_quantile(below: Any, above: Any, df: Any) -> Any:
    return np.arcsinh(np.where(below < above, sp.stdtrit(df, below), -sp.stdtrit(df, above)))


_GAMMA = Curve(
    lambda u, k: sp.gammaincinv(k, u), _log_gamma_quantile, lambda y, k: k * y - np.exp(y) - sp.gammaln(k), np.exp
)
_BETA = Curve(lambda u, a, b: sp.betaincinv(a, b, u), _logit_beta_quantile, _logit_beta, sp.expit)
_STUDENT = Curve(
    lambda u, df: np.where(np.asarray(u) <= 0, -np.inf, sp.stdtrit(df, u)),
    _student_quantile,
    lambda y, df: _student(np.sinh(y), df) + np.log(np.cosh(y)),
    np.sinh,
)


def _by_quantile(log_density: _Function, cdf: _Function, quantile: _Function) -> Standard:
    return Standard(log_density, cdf, quantile, _drawn_by_quantile(quantile))


_IG = (_positive(_inverse_gaussian), _inverse_gaussian_cdf)

STANDARD: dict[str, Standard] = {
    "normal": Standard(_normal, sp.ndtr, sp.ndtri, lambda rng, size: rng.standard_normal(size)),
    "student": Standard(
        _student, lambda z, df: sp.stdtr(df, z), tabled(_STUDENT),
        lambda rng, size, df: rng.standard_t(df, size),
    ),
    "logistic": _by_quantile(_logistic, sp.expit, sp.logit),
    "skewnormal": Standard(
        _skewed, _skewed_cdf, inverted(_skewed_cdf, _skewed, np.linspace(-12, 12, 4801)), _skewed_draw
    ),
    "laplace": _by_quantile(lambda z: -np.abs(z) - np.log(2), _laplace_cdf, _laplace_quantile),
    "gumbel": _by_quantile(
        lambda z: -z - np.exp(-np.maximum(z, -700)), lambda z: np.exp(-np.exp(-np.maximum(z, -700))),
        lambda u: -np.log(-np.log(u)),
    ),
    "lognormal": Standard(
        _positive(_lognormal), _lognormal_cdf, lambda u, sigma: np.exp(sigma * sp.ndtri(u)),
        lambda rng, size, sigma: np.exp(sigma * rng.standard_normal(size)),
    ),
    "exponential": _by_quantile(
        lambda z: np.where(z >= 0, -z, -np.inf), _above(lambda z: -np.expm1(-z)), lambda u: -np.log1p(-u)
    ),
    "gamma": Standard(
        _positive(_gamma), _above(lambda z, k: sp.gammainc(k, z)), tabled(_GAMMA),
        lambda rng, size, k: rng.standard_gamma(k, size),
    ),
    "weibull": _by_quantile(
        _positive(_weibull), _above(lambda z, k: -np.expm1(-(z**k))), lambda u, k: (-np.log1p(-u)) ** (1 / k)
    ),
    "inversegaussian": Standard(
        *_IG, inverted(_IG[1], _IG[0], np.concatenate([[0.0], np.logspace(-8, 12, 8001)])),
        lambda rng, size, mean: rng.wald(mean, 1.0, size),
    ),
    "loglogistic": _by_quantile(
        _positive(_log_logistic), _log_logistic_cdf, lambda u, c: (u / (1 - u)) ** (1 / c)
    ),
    "pareto": _by_quantile(_pareto, _pareto_cdf, _pareto_quantile),
    "uniform": _by_quantile(
        _within(lambda z: np.zeros_like(z)), lambda z: np.clip(z, 0.0, 1.0), lambda u: np.asarray(u)
    ),
    "beta": Standard(
        _within(_beta), lambda z, a, b: sp.betainc(a, b, np.clip(z, 0, 1)), tabled(_BETA),
        lambda rng, size, a, b: rng.beta(a, b, size),
    ),
    "triangular": _by_quantile(_within(_triangular), _triangular_cdf, _triangular_quantile),
    "truncnorm": _by_quantile(truncated_log_density, truncated_cdf, truncated_quantile),
}  # fmt: skip
"""Name -> standard form."""
