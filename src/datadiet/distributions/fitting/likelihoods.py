"""How continuous families are fitted: closed forms where there are some, and bounded climbing elsewhere.

Each takes samples, (B, m) in units of their own spread, and returns place, scale, shapes, (B, 2 + s).
"""

from collections.abc import Callable

import numpy as np
from scipy import special as sp

from datadiet.distributions.fitting.climbing import climb
from datadiet.distributions.standard import STANDARD
from datadiet.distributions.truncation import log_mass_between

__all__ = [
    "fit_beta",
    "fit_exponential",
    "fit_gamma",
    "fit_gumbel",
    "fit_inverse_gaussian",
    "fit_laplace",
    "fit_log_logistic",
    "fit_logistic",
    "fit_lognormal",
    "fit_normal",
    "fit_pareto",
    "fit_skewed",
    "fit_student",
    "fit_triangular",
    "fit_weibull",
    "fit_wide",
    "truncated_fit",
]

_LEAST = 1e-12
"""A spread of less, in units of the data's own, is none."""


def _columns(*columns: np.ndarray | float) -> np.ndarray:
    return np.stack(np.broadcast_arrays(*(np.asarray(each, float) for each in columns)), axis=-1)


def _spread(z: np.ndarray) -> np.ndarray:
    return np.maximum(z.std(axis=1), _LEAST)


def fit_normal(z: np.ndarray) -> np.ndarray:
    """Closed: mean and standard deviation."""
    return _columns(z.mean(axis=1), _spread(z))


def fit_laplace(z: np.ndarray) -> np.ndarray:
    """Closed: median and mean absolute deviation."""
    middle = np.median(z, axis=1)
    return _columns(middle, np.maximum(np.abs(z - middle[:, None]).mean(axis=1), _LEAST))


def fit_wide(z: np.ndarray) -> np.ndarray:
    """Closed: the ends, moved out by a mean gap, which undoes the bias of the extremes."""
    n, low, high = z.shape[1], z.min(axis=1), z.max(axis=1)
    gap = (high - low) / (n - 1)
    return _columns(low - gap, high - low + 2 * gap)


_COARSE = 5_000
"""Values on which climbing begins, where there are many more."""


def _located(form: str, z: np.ndarray, start: np.ndarray, shapes: tuple[tuple[float, float], ...] = ()) -> np.ndarray:
    """Fit place, log scale and shapes (each a logarithm where its lower bound is above 0) by climbing."""
    logs = [low > 0 for low, _ in shapes]
    ends = [(np.log(low), np.log(high)) if low > 0 else (low, high) for low, high in shapes]
    low, high = (np.array([edge, scale, *(end[i] for end in ends)]) for i, (edge, scale) in enumerate(_REACH))

    def opened(at: np.ndarray) -> list[np.ndarray]:
        return [np.exp(at[:, [2 + i]]) if log else at[:, [2 + i]] for i, log in enumerate(logs)]

    def likelihood(rows: np.ndarray, at: np.ndarray) -> np.ndarray:
        standard = STANDARD[form].log_density((rows - at[:, [0]]) * np.exp(-at[:, [1]]), *opened(at))
        return standard.sum(axis=1) - rows.shape[1] * at[:, 1]

    if z.shape[1] > 2 * _COARSE:  # most of the way on a part, which is as good for that
        start = climb(likelihood, z[:, :: z.shape[1] // _COARSE], start, low, high)
    found = climb(likelihood, z, start, low, high)
    return np.concatenate([found[:, [0]], np.exp(found[:, [1]]), *opened(found)], axis=1)


_REACH = ((-1e3, np.log(1e-9)), (1e3, np.log(1e6)))


def _robust(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    low, middle, high = np.quantile(z, [0.25, 0.5, 0.75], axis=1)
    return middle, np.maximum((high - low) / 1.35, 1e-3 * _spread(z) + 1e-9)


def fit_student(z: np.ndarray) -> np.ndarray:
    """Climbed: place, log scale, log degrees of freedom, .5 to 200."""
    middle, spread = _robust(z)
    return _located("student", z, _columns(middle, np.log(spread), np.log(5.0)), ((0.5, 200.0),))


def fit_logistic(z: np.ndarray) -> np.ndarray:
    """Climbed: place, log scale."""
    middle, spread = _robust(z)
    return _located("logistic", z, _columns(middle, np.log(spread * 0.6)))


def fit_gumbel(z: np.ndarray) -> np.ndarray:
    """Climbed: place, log scale."""
    scale = _spread(z) * np.sqrt(6) / np.pi
    return _located("gumbel", z, _columns(z.mean(axis=1) - 0.5772 * scale, np.log(scale)))


def fit_skewed(z: np.ndarray) -> np.ndarray:
    """Climbed from the moments: place, log scale, shape, -50 to 50."""
    mean, sd = z.mean(axis=1), _spread(z)
    skew = np.clip((((z - mean[:, None]) / sd[:, None]) ** 3).mean(axis=1), -0.9, 0.9)
    root = np.cbrt(2 * np.abs(skew) / (4 - np.pi)) * np.sign(skew)  # of the moments, Azzalini 1985
    delta = np.clip(root / np.sqrt(1 + root**2) * np.sqrt(np.pi / 2), -0.99, 0.99)
    scale = sd / np.sqrt(1 - 2 * delta**2 / np.pi)
    lean = delta / np.sqrt(1 - delta**2)
    start = np.where(np.abs(lean) < 0.5, np.where(lean < 0, -0.5, 0.5), lean)  # 0 is a saddle
    return _located(
        "skewnormal", z, _columns(mean - scale * delta * np.sqrt(2 / np.pi), np.log(scale), start), ((-50.0, 50.0),)
    )


def fit_lognormal(z: np.ndarray) -> np.ndarray:
    """Closed: mean and standard deviation of logarithms."""
    y = np.log(z)
    return _columns(0.0, np.exp(y.mean(axis=1)), _spread(y))


def fit_exponential(z: np.ndarray) -> np.ndarray:
    """Closed: the mean."""
    return _columns(0.0, z.mean(axis=1))


def fit_gamma(z: np.ndarray) -> np.ndarray:
    """Newton steps in one dimension."""
    mean = z.mean(axis=1)
    gap = np.maximum(np.log(mean) - np.log(z).mean(axis=1), 1e-14)
    k = (3 - gap + np.sqrt((gap - 3) ** 2 + 24 * gap)) / (12 * gap)
    for _ in range(6):  # Minka 2002: a Newton step in 1 / k
        change = (np.log(k) - sp.digamma(k) - gap) / (k**2 * (1 / k - sp.polygamma(1, k)))
        k = np.clip(1 / np.maximum(1 / k + change, 1e-6), 1e-3, 1e5)
    return _columns(0.0, mean / k, k)


def fit_weibull(z: np.ndarray) -> np.ndarray:
    """The logarithm is a Gumbel, the other way round."""
    found = fit_gumbel(-np.log(z))
    return _columns(0.0, np.exp(-found[:, 0]), 1 / found[:, 1])


def fit_inverse_gaussian(z: np.ndarray) -> np.ndarray:
    """Closed, from the means of z and 1 / z."""
    mean = z.mean(axis=1)
    shape = 1 / np.maximum((1 / z).mean(axis=1) - 1 / mean, 1e-14)
    return _columns(0.0, shape, mean / shape)


def fit_log_logistic(z: np.ndarray) -> np.ndarray:
    """The logarithm is logistic."""
    found = fit_logistic(np.log(z))
    return _columns(0.0, np.exp(found[:, 0]), 1 / found[:, 1])


def fit_pareto(z: np.ndarray, shapes: tuple[float, float] = (-0.5, 2.0), spread: float = np.inf) -> np.ndarray:
    """Climbed: log scale, and shape within bounds, drawn to 0 by a normal prior of this spread."""

    def likelihood(rows: np.ndarray, at: np.ndarray) -> np.ndarray:
        standard = STANDARD["pareto"].log_density(rows * np.exp(-at[:, [0]]), at[:, [1]])
        return standard.sum(axis=1) - rows.shape[1] * at[:, 0] - at[:, 1] ** 2 / (2 * spread**2)

    bounds = np.array([-30.0, shapes[0]]), np.array([30.0, shapes[1]])
    found = climb(likelihood, z, _columns(np.log(0.9 * z.mean(axis=1)), 0.1), *bounds)
    return _columns(0.0, np.exp(found[:, 0]), found[:, 1])


def fit_beta(z: np.ndarray) -> np.ndarray:
    """Climbed on the means of log z and log(1 - z), which are all that counts."""
    sums = np.stack([np.log(z).mean(axis=1), np.log1p(-z).mean(axis=1)], axis=1)
    mean, spread = z.mean(axis=1), np.maximum(z.var(axis=1), 1e-12)
    total = np.maximum(mean * (1 - mean) / spread - 1, 0.05)

    def likelihood(rows: np.ndarray, at: np.ndarray) -> np.ndarray:
        a, b = np.exp(at.T)
        return (a - 1) * rows[:, 0] + (b - 1) * rows[:, 1] - sp.betaln(a, b)

    ends = np.log([1e-2, 1e-2]), np.log([1e5, 1e5])
    found = np.exp(climb(likelihood, sums, np.log(_columns(mean * total, (1 - mean) * total)), *ends))
    return _columns(0.0, 1.0, found[:, 0], found[:, 1])


def fit_triangular(z: np.ndarray) -> np.ndarray:
    """Exact: the mode is one of the values (Kotz and van Dorp 2004)."""
    z = np.sort(z, axis=1)
    n, (rise, fall) = z.shape[1], (np.log(z), np.log1p(-z))
    before = np.cumsum(rise, axis=1) - np.arange(1, n + 1) * rise
    after = np.cumsum(fall[:, ::-1], axis=1)[:, ::-1] - np.arange(n, 0, -1) * fall
    best = np.argmax(before + after, axis=1)
    return _columns(0.0, 1.0, z[np.arange(len(z)), best])


def truncated_fit(high: float) -> Callable[[np.ndarray], np.ndarray]:
    """Climbed on the first two moments, which are all that counts; from 0 to `high`."""

    def fitted(z: np.ndarray) -> np.ndarray:
        moments = np.stack([z.mean(axis=1), (z * z).mean(axis=1)], axis=1)

        def likelihood(rows: np.ndarray, at: np.ndarray) -> np.ndarray:
            mean, sd = at[:, 0], np.exp(at[:, 1])
            squares = rows[:, 1] - 2 * mean * rows[:, 0] + mean**2
            return -squares / (2 * sd**2) - at[:, 1] - log_mass_between(-mean / sd, (high - mean) / sd)

        ends = np.array([-20.0, np.log(1e-6)]), np.array([20.0, np.log(20.0)])
        found = climb(likelihood, moments, _columns(z.mean(axis=1), np.log(_spread(z))), *ends)
        mean, sd = found[:, 0], np.exp(found[:, 1])
        return _columns(mean, sd, -mean / sd, (high - mean) / sd)

    return fitted
