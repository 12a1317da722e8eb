"""Continuous families as candidates: how each is fitted. Parameters are place, scale, shapes, in standard form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from datadiet.distributions.base import Distribution
from datadiet.distributions.fitting.laws import Frame, Law
from datadiet.distributions.fitting.likelihoods import (
    fit_beta,
    fit_exponential,
    fit_gamma,
    fit_gumbel,
    fit_inverse_gaussian,
    fit_laplace,
    fit_log_logistic,
    fit_logistic,
    fit_lognormal,
    fit_normal,
    fit_pareto,
    fit_skewed,
    fit_student,
    fit_triangular,
    fit_weibull,
    fit_wide,
    truncated_fit,
)
from datadiet.distributions.interval import Beta, Triangular, TruncatedNormal, Uniform
from datadiet.distributions.positive import (
    Exponential,
    Gamma,
    GeneralisedPareto,
    InverseGaussian,
    LogLogistic,
    LogNormal,
    Weibull,
)
from datadiet.distributions.real import Gumbel, Laplace, Logistic, Normal, SkewNormal, StudentT
from datadiet.distributions.shaped import Mirrored, Rounded
from datadiet.distributions.standard import STANDARD

__all__ = ["HALF", "INTERVAL", "REAL", "TRUNCATED_HALF", "ContinuousLaw", "RoundedLaw"]


@dataclass(frozen=True, slots=True)
class ContinuousLaw(Law):
    """One continuous family."""

    name: str
    k: int
    form: str
    fitted: Callable[[np.ndarray], np.ndarray]
    made: Callable[[float, float, list[float], Frame], Distribution]
    """Place, scale and shapes in the units of the values, and the frame -> distribution."""
    limits: Mapping[int, tuple[float, float, str]] = field(default_factory=dict)
    """Column of the parameters -> bounds within which it is fitted, and what it is called."""

    def fit(self, z: np.ndarray) -> np.ndarray:
        """Return place, scale, shapes."""
        with np.errstate(all="ignore"):
            return self.fitted(z)

    def _shapes(self, parameters: np.ndarray) -> list[np.ndarray]:
        return [parameters[:, [i]] for i in range(2, parameters.shape[1])]

    def log_density(self, z: np.ndarray, parameters: np.ndarray) -> np.ndarray:
        """Return the standard log density less log scale."""
        place, scale = parameters[:, [0]], parameters[:, [1]]
        with np.errstate(all="ignore"):
            standard = STANDARD[self.form].log_density((z - place) / scale, *self._shapes(parameters))
            return standard - np.log(scale)

    def cdf(self, z: np.ndarray, parameters: np.ndarray) -> np.ndarray:
        """Return the standard cdf."""
        place, scale = parameters[:, [0]], parameters[:, [1]]
        with np.errstate(all="ignore"):
            return STANDARD[self.form].cdf((z - place) / scale, *self._shapes(parameters))

    def draw(self, rng: np.random.Generator, parameters: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        """Return draws by the family's own way, which is quicker than by quantiles."""
        place, scale, *shapes = parameters
        return place + scale * STANDARD[self.form].draw(rng, size, *shapes)

    def at_bound(self, parameters: np.ndarray) -> str:
        """Return the first parameter within a thousandth of its bounds."""
        for column, (low, high, called) in self.limits.items():
            value = float(parameters[column])
            if value <= low + 1e-3 * abs(low) or value >= high - 1e-3 * abs(high):
                return f"its {called}, {value:.3g} in units of the data, is at the bound ({low:g} to {high:g})"
        return ""

    def build(self, parameters: np.ndarray, frame: Frame) -> Distribution:
        """Return the distribution in the units of the values."""
        place, scale, *shapes = (float(each) for each in parameters)
        if frame.mirrored:
            upright = Frame(0.0, frame.scale)
            return Mirrored(self.made(frame.scale * place, frame.scale * scale, shapes, upright), frame.shift)
        return self.made(frame.shift + frame.scale * place, frame.scale * scale, shapes, frame)


@dataclass(frozen=True, slots=True)
class RoundedLaw(Law):
    """A continuous family of which only the multiples of a step are seen: for whole numbers of many values.

    Its parameters are those of the continuous density, which are biased by less than a percent of the spread where that
    is five steps or more (Sheppard 1898); narrower ones are not offered. Its likelihood is that of the rounded values.
    """

    inner: ContinuousLaw
    step: float
    least: float = -np.inf
    """Where the family starts: what is rounded to there is taken as a quarter of a step above."""

    @property
    def name(self) -> str:  # type: ignore[override]
        """As the continuous family."""
        return self.inner.name

    @property
    def k(self) -> int:  # type: ignore[override]
        """As the continuous family."""
        return self.inner.k

    def fit(self, z: np.ndarray) -> np.ndarray:
        """Return what fits the values as they are."""
        return self.inner.fit(np.maximum(z, self.least + self.step / 4))

    def log_density(self, z: np.ndarray, parameters: np.ndarray) -> np.ndarray:
        """Return the log probability of the values that are rounded to z."""
        with np.errstate(all="ignore"):
            return np.log(np.maximum(self.cdf(z, parameters) - self.below(z, parameters), 1e-300))

    def cdf(self, z: np.ndarray, parameters: np.ndarray) -> np.ndarray:
        """Return the share below z and half a step."""
        return self.inner.cdf(z + self.step / 2, parameters)

    def below(self, z: np.ndarray, parameters: np.ndarray) -> np.ndarray:
        """Return the share below z less half a step."""
        return self.inner.cdf(z - self.step / 2, parameters)

    def draw(self, rng: np.random.Generator, parameters: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        """Return draws that are not rounded yet."""
        return self.inner.draw(rng, parameters, size)

    def at_bound(self, parameters: np.ndarray) -> str:
        """As the continuous family."""
        return self.inner.at_bound(parameters)

    def build(self, parameters: np.ndarray, frame: Frame) -> Distribution:
        """Return the continuous family, rounded."""
        return Rounded(self.inner.build(parameters, frame), self.step * frame.scale)


_SCALE = (1e-8, 9e5, "scale")
_EDGES = {0: (-20.0, 20.0, "mean"), 1: (1e-6, 20.0, "standard deviation")}

REAL = (
    ContinuousLaw("normal", 2, "normal", fit_normal, lambda at, scale, s, f: Normal(at, scale), {1: _SCALE}),
    ContinuousLaw("logistic", 2, "logistic", fit_logistic, lambda at, scale, s, f: Logistic(at, scale), {1: _SCALE}),
    ContinuousLaw("laplace", 2, "laplace", fit_laplace, lambda at, scale, s, f: Laplace(at, scale), {1: _SCALE}),
    ContinuousLaw("gumbel", 2, "gumbel", fit_gumbel, lambda at, scale, s, f: Gumbel(at, scale), {1: _SCALE}),
    ContinuousLaw("uniform", 2, "uniform", fit_wide, lambda at, scale, s, f: Uniform(at, at + scale), {1: _SCALE}),
    ContinuousLaw(
        "student", 3, "student", fit_student, lambda at, scale, s, f: StudentT(at, scale, s[0]),
        {1: _SCALE, 2: (0.5, 200.0, "degrees of freedom")},
    ),
    ContinuousLaw(
        "skewnormal", 3, "skewnormal", fit_skewed, lambda at, scale, s, f: SkewNormal(at, scale, s[0]),
        {1: _SCALE, 2: (-50.0, 50.0, "shape")},
    ),
)  # fmt: skip
"""On the whole line."""

HALF = (
    ContinuousLaw("exponential", 1, "exponential", fit_exponential, lambda at, scale, s, f: Exponential(scale, at)),
    ContinuousLaw(
        "lognormal", 2, "lognormal", fit_lognormal, lambda at, scale, s, f: LogNormal(scale, s[0], at),
        {2: (1e-3, 12.0, "sigma")},
    ),
    ContinuousLaw(
        "gamma", 2, "gamma", fit_gamma, lambda at, scale, s, f: Gamma(s[0], scale, at), {2: (1e-2, 1e5, "shape")}
    ),
    ContinuousLaw(
        "weibull", 2, "weibull", fit_weibull, lambda at, scale, s, f: Weibull(s[0], scale, at),
        {2: (0.05, 1e3, "shape")},
    ),
    ContinuousLaw(
        "inversegaussian", 2, "inversegaussian", fit_inverse_gaussian,
        lambda at, scale, s, f: InverseGaussian(s[0] * scale, scale, at), {2: (1e-6, 1e6, "mean over shape")},
    ),
    ContinuousLaw(
        "loglogistic", 2, "loglogistic", fit_log_logistic, lambda at, scale, s, f: LogLogistic(scale, s[0], at),
        {2: (0.1, 1e3, "shape")},
    ),
    ContinuousLaw(
        "pareto", 2, "pareto", fit_pareto, lambda at, scale, s, f: GeneralisedPareto(scale, s[0], at),
        {2: (-0.5, 2.0, "shape")},
    ),
)  # fmt: skip
"""From 0 on."""

TRUNCATED_HALF = ContinuousLaw(
    "truncnorm", 2, "truncnorm", truncated_fit(np.inf),
    lambda at, scale, s, f: TruncatedNormal(at, scale, f.shift, np.inf), _EDGES,
)  # fmt: skip

INTERVAL = (
    ContinuousLaw("uniform", 0, "uniform", lambda z: np.tile([0.0, 1.0], (len(z), 1)),
                  lambda at, scale, s, f: Uniform(f.shift, f.shift + f.scale)),
    ContinuousLaw(
        "triangular", 1, "triangular", fit_triangular,
        lambda at, scale, s, f: Triangular(f.shift, f.shift + f.scale * s[0], f.shift + f.scale),
    ),
    ContinuousLaw(
        "beta", 2, "beta", fit_beta, lambda at, scale, s, f: Beta(s[0], s[1], f.shift, f.shift + f.scale),
        {2: (1e-2, 1e5, "a"), 3: (1e-2, 1e5, "b")},
    ),
    ContinuousLaw(
        "truncnorm", 2, "truncnorm", truncated_fit(1.0),
        lambda at, scale, s, f: TruncatedNormal(at, scale, f.shift, f.shift + f.scale), _EDGES,
    ),
)  # fmt: skip
"""From 0 to 1."""
