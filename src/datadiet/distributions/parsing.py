"""From what a file says, such as `{uniform: [1, 3]}`, to a distribution."""

from collections.abc import Callable, Mapping
from typing import Any

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
)
from datadiet.errors import OptionError

__all__ = ["FAMILIES", "parse"]

FAMILIES: dict[str, tuple[Callable[..., Distribution], str]] = {
    "uniform": (Uniform, "low, high"),
    "loguniform": (LogUniform, "low, high"),
    "normal": (Normal, "mean, sd"),
    "truncnorm": (TruncatedNormal, "mean, sd, low, high"),
    "lognormal": (LogNormal, "median, sigma"),
    "exponential": (Exponential, "mean"),
    "beta": (Beta, "a, b, and if wanted low, high"),
    "triangular": (Triangular, "low, most likely, high"),
    "integers": (Integers, "low, high"),
    "poisson": (Poisson, "mean, and if wanted the most"),
    "bernoulli": (Bernoulli, "p"),
}
"""Name -> how it is made, and what it takes. `choice` takes values, or values with shares."""


def parse(spec: Any) -> Distribution:
    """Return the distribution that a value of a YAML file stands for.

    A plain value is a constant; `{uniform: [1, 3]}` names a family and its numbers; `{choice: [a, b]}` lists values and
    `{choice: {a: .9, b: .1}}` their shares.

    Raises:
        OptionError: the family is not known, or its numbers make no sense.
    """
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
    if name not in FAMILIES:
        raise OptionError(f"there is no distribution '{name}'", expected=f"one of {', '.join(FAMILIES)}, choice")
    family, takes = FAMILIES[name]
    numbers = arguments if isinstance(arguments, list | tuple) else [arguments]
    if not all(isinstance(number, int | float) and not isinstance(number, bool) for number in numbers):
        raise OptionError(f"{name} of {arguments!r}", expected=f"numbers: {takes}")
    try:
        return family(*numbers)
    except TypeError:
        raise OptionError(f"{name} of {len(numbers)} numbers", expected=takes) from None


def _choice(arguments: Any) -> Choice:
    if isinstance(arguments, Mapping):
        if not all(isinstance(share, int | float) for share in arguments.values()):
            raise OptionError(f"choice of {arguments!r}", expected="{value: share}")
        return Choice(tuple(arguments), tuple(float(share) for share in arguments.values()))
    if isinstance(arguments, list | tuple) and all(isinstance(value, bool | int | float | str) for value in arguments):
        return Choice(tuple(arguments))
    raise OptionError(f"choice of {arguments!r}", expected="a list of values, or {value: share}")
