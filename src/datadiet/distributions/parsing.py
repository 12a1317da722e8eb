"""From what a file says, such as `{uniform: [1, 3]}`, to a distribution."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from math import inf
from typing import Any

from datadiet.distributions.base import Distribution
from datadiet.distributions.counts import Binomial, Geometric, Integers, NegativeBinomial, Poisson
from datadiet.distributions.interval import Beta, LogUniform, Triangular, TruncatedNormal, Uniform
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
from datadiet.errors import OptionError

__all__ = ["COMPOSED", "FAMILIES", "NAMES", "parse"]

FAMILIES: dict[str, tuple[Callable[..., Distribution], str]] = {
    "uniform": (Uniform, "low, high"),
    "loguniform": (LogUniform, "low, high"),
    "normal": (Normal, "mean, sd"),
    "truncnorm": (TruncatedNormal, "mean, sd, low, high (null: without end)"),
    "student": (StudentT, "location, scale, degrees of freedom"),
    "logistic": (Logistic, "location, scale"),
    "skewnormal": (SkewNormal, "location, scale, shape"),
    "laplace": (Laplace, "location, scale"),
    "gumbel": (Gumbel, "location, scale"),
    "lognormal": (LogNormal, "median, sigma, and if wanted low"),
    "exponential": (Exponential, "mean, and if wanted low"),
    "gamma": (Gamma, "shape, scale, and if wanted low"),
    "weibull": (Weibull, "shape, scale, and if wanted low"),
    "inversegaussian": (InverseGaussian, "mean, shape, and if wanted low"),
    "loglogistic": (LogLogistic, "median, shape, and if wanted low"),
    "pareto": (GeneralisedPareto, "scale, shape, and if wanted low"),
    "beta": (Beta, "a, b, and if wanted low, high"),
    "triangular": (Triangular, "low, most likely, high"),
    "integers": (Integers, "low, high"),
    "poisson": (Poisson, "mean, and if wanted the most, and low"),
    "negativebinomial": (NegativeBinomial, "mean, size, and if wanted low"),
    "geometric": (Geometric, "p, and if wanted low"),
    "binomial": (Binomial, "n, p, and if wanted low"),
    "bernoulli": (Bernoulli, "p"),
}
"""Name -> how it is made, and what it takes. `choice` takes values, or values with shares."""


def parse(spec: Any) -> Distribution:
    """Return the distribution that a value of a YAML or JSON file stands for.

    A plain value is a constant; `{uniform: [1, 3]}` names a family and its numbers; `{choice: [a, b]}` lists values and
    `{choice: {a: .9, b: .1}}` their shares. What was fitted to data may be composed of others, as `Distribution.spec`
    writes it: `{spiked: {values: [0], shares: [.2], body: {gamma: [2, 3]}}}`. A
    distribution stands for itself.

    Raises:
        OptionError: the family is not known, or its numbers make no sense.
    """
    if isinstance(spec, Distribution):
        return spec
    if isinstance(spec, bool | int | float | str):
        return Constant(spec)
    if not isinstance(spec, Mapping) or len(spec) != 1:
        raise OptionError(
            f"{spec!r} is no distribution",
            expected=f"a value, or one of {', '.join(FAMILIES)}, choice with its numbers",
        )
    ((name, arguments),) = spec.items()
    if name == "choice":
        return _choice(arguments)
    if name in COMPOSED:
        return _composed(name, arguments)
    if name not in FAMILIES:
        raise OptionError(f"there is no distribution '{name}'", expected=f"one of {', '.join(FAMILIES)}, choice")
    return _family(name, arguments)


def _family(name: str, arguments: Any) -> Distribution:
    family, takes = FAMILIES[name]
    numbers = list(arguments) if isinstance(arguments, list | tuple) else [arguments]
    if name == "truncnorm" and len(numbers) == 4:
        numbers[2:] = [end if each is None else each for each, end in zip(numbers[2:], (-inf, inf), strict=True)]
    if not all(_number(each) for each in numbers):
        raise OptionError(f"{name} of {arguments!r}", expected=f"numbers: {takes}")
    try:
        return family(*numbers)
    except TypeError:
        raise OptionError(f"{name} of {len(numbers)} numbers", expected=takes) from None


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _choice(arguments: Any) -> Choice:
    if isinstance(arguments, list | tuple) and arguments and all(isinstance(pair, list | tuple) for pair in arguments):
        if not all(len(pair) == 2 for pair in arguments):
            raise OptionError(f"choice of {arguments!r}", expected="[[value, share], ...]")
        return _choice_of([value for value, _ in arguments], [share for _, share in arguments])
    if isinstance(arguments, Mapping):
        return _choice_of(list(arguments), list(arguments.values()))
    if isinstance(arguments, list | tuple):
        return _choice_of(list(arguments), [])
    raise OptionError(f"choice of {arguments!r}", expected="a list of values, or {value: share}")


def _choice_of(values: list[Any], shares: list[Any]) -> Choice:
    if not all(isinstance(value, bool | int | float | str) for value in values):
        raise OptionError(f"choice of {values!r}", expected="a list of values, or {value: share}")
    if not all(isinstance(share, int | float) for share in shares):
        raise OptionError(f"choice with the shares {shares!r}", expected="{value: share}")
    return Choice(tuple(values), tuple(float(share) for share in shares))


def _truncated(of: Any, low: Any = None, high: Any = None) -> Distribution:
    return Truncated(parse(of), -inf if low is None else float(low), inf if high is None else float(high))


def _spiked(values: Any, shares: Any, body: Any) -> Distribution:
    return Spiked(tuple(map(float, values)), tuple(map(float, shares)), parse(body))


def _smoothed(knots: Any, rises: Any, lower: Any = None, upper: Any = None) -> Distribution:
    tails = [None if each is None else Tail(*map(float, each)) for each in (lower, upper)]
    return Smoothed(tuple(map(float, knots)), tuple(map(float, rises)), *tails)


COMPOSED: dict[str, tuple[Callable[..., Distribution], type[Distribution]]] = {
    "truncated": (_truncated, Truncated),
    "rounded": (lambda of, step=1.0: Rounded(parse(of), float(step)), Rounded),
    "mirrored": (lambda of, about=0.0: Mirrored(parse(of), float(about)), Mirrored),
    "spiked": (_spiked, Spiked),
    "smoothed": (_smoothed, Smoothed),
}
"""Name -> how one composed of others is made from its keys, and what it is."""
NAMES = frozenset({*FAMILIES, *COMPOSED, "choice"})
"""All that can be the key of a distribution in a file."""


def _composed(name: str, arguments: Any) -> Distribution:
    make, kind = COMPOSED[name]
    takes = ", ".join(each.name for each in fields(kind))  # type: ignore[arg-type]
    if not isinstance(arguments, Mapping):
        raise OptionError(f"{name} of {arguments!r:.60}", expected=f"a mapping of {takes}")
    try:
        return make(**arguments)
    except (TypeError, ValueError):
        raise OptionError(f"{name} of {', '.join(map(str, arguments))}", expected=f"a mapping of {takes}") from None
