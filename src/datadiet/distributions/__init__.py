"""Named distributions with bounds: how a parameter varies, and how it can be made to vary less or more."""

from datadiet.distributions.families import (
    Bernoulli,
    Beta,
    Choice,
    Constant,
    Distribution,
    Exponential,
    Integers,
    LogNormal,
    LogUniform,
    Normal,
    Poisson,
    Triangular,
    TruncatedNormal,
    Uniform,
    Value,
)
from datadiet.distributions.parsing import FAMILIES, parse

__all__ = [
    "FAMILIES",
    "Bernoulli",
    "Beta",
    "Choice",
    "Constant",
    "Distribution",
    "Exponential",
    "Integers",
    "LogNormal",
    "LogUniform",
    "Normal",
    "Poisson",
    "Triangular",
    "TruncatedNormal",
    "Uniform",
    "Value",
    "parse",
]
