"""Named distributions with bounds: how a parameter varies, how it can be made to vary less or more, and which of them
fits what was observed.
"""

from datadiet.distributions.base import Distribution, Value
from datadiet.distributions.bounding import bounded
from datadiet.distributions.counts import Binomial, Geometric, Integers, NegativeBinomial, Poisson
from datadiet.distributions.fitting import Candidate, Fit, Mass, Quantiles, fit
from datadiet.distributions.interval import Beta, LogUniform, Triangular, TruncatedNormal, Uniform
from datadiet.distributions.observing import Observed, observe
from datadiet.distributions.parsing import FAMILIES, NAMES, parse
from datadiet.distributions.plain import Bernoulli, Choice, Constant
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
from datadiet.distributions.shaped import Mirrored, Rounded, Spiked, Truncated
from datadiet.distributions.smoothed import Smoothed, Tail

__all__ = [
    "FAMILIES",
    "NAMES",
    "Bernoulli",
    "Beta",
    "Binomial",
    "Candidate",
    "Choice",
    "Constant",
    "Distribution",
    "Exponential",
    "Fit",
    "Gamma",
    "GeneralisedPareto",
    "Geometric",
    "Gumbel",
    "Integers",
    "InverseGaussian",
    "Laplace",
    "LogLogistic",
    "LogNormal",
    "LogUniform",
    "Logistic",
    "Mass",
    "Mirrored",
    "NegativeBinomial",
    "Normal",
    "Observed",
    "Poisson",
    "Quantiles",
    "Rounded",
    "SkewNormal",
    "Smoothed",
    "Spiked",
    "StudentT",
    "Tail",
    "Triangular",
    "Truncated",
    "TruncatedNormal",
    "Uniform",
    "Value",
    "Weibull",
    "bounded",
    "fit",
    "observe",
    "parse",
]
