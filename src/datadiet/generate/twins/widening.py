"""From what a file says of a parameter to how it varies, and how wide it is in the wild where the file does not say."""

from collections.abc import Mapping, Sequence
from math import isfinite, log
from typing import Any

import numpy as np

from datadiet.distributions import (
    Bernoulli,
    Choice,
    Constant,
    Distribution,
    Integers,
    LogNormal,
    LogUniform,
    Uniform,
    Value,
    parse,
)
from datadiet.errors import OptionError
from datadiet.generate.twins.variation import Variation, is_count

__all__ = ["parse_variation"]

_WIDER = 4.0
"""How much wider than declared a number is drawn in the wild, where the file does not say."""
_TAIL = 0.025
"""Bounds of what has none: the shares below and above them."""
_LARGEST = 1e300


def parse_variation(entry: Any, limits: tuple[float, float] = (-np.inf, np.inf), off: Any = None) -> Variation:
    """Return how a parameter varies, from what a twin's file says.

    Args:
        entry: a value, a distribution (as written, or a `Distribution`), or `{dist: ..., wild: [low, high] or a
            distribution, fixed: value}`.
        limits: what a number can be at all; nothing is widened beyond.
        off: a value that stands for "off", beyond the limits or not.

    Raises:
        OptionError: a distribution is not known, its bounds are the wrong way round or not finite, `fixed` lies outside
            them or `wild` inside, or either goes beyond the limits.
    """
    _check_finite(entry)
    found = _parsed(entry, limits)
    for name, distribution in (("", found.declared), ("wild ", found.wild)):
        _check_limits(name, distribution, limits, off)
    return found


def _check_limits(name: str, distribution: Distribution, limits: tuple[float, float], off: Any) -> None:
    if isinstance(distribution, Choice | Constant):
        values = distribution.values if isinstance(distribution, Choice) else (distribution.value,)
        numbers = [float(value) for value in values if not isinstance(value, str) and value != off]
    else:
        numbers = [each for each in distribution.bounds or () if isfinite(each)]
        if _endless_count(distribution):
            numbers = [float(distribution.centre)]
    for number in numbers:
        if not limits[0] <= number <= limits[1]:
            raise OptionError(f"{name}{number:g} cannot be", expected=f"{limits[0]:g} to {limits[1]:g}")


def _parsed(entry: Any, limits: tuple[float, float]) -> Variation:
    longer = isinstance(entry, Mapping) and ("dist" in entry or "wild" in entry or "fixed" in entry)
    if not longer:
        declared = parse(entry)
        return Variation(declared, declared.centre, _widened(declared, limits), limits)
    if "dist" not in entry and "fixed" not in entry:
        raise OptionError(
            f"{dict(entry)} says how wild, and not what", expected="dist: a distribution, or fixed: a value"
        )
    declared = parse(entry["dist"] if "dist" in entry else entry["fixed"])
    centre = entry.get("fixed", declared.centre)
    _check_centre(centre, declared)
    wild = _wild(entry["wild"], declared, centre) if "wild" in entry else _widened(declared, limits)
    return Variation(declared, centre, wild, limits)


def _check_finite(entry: Any) -> None:
    if isinstance(entry, int | float) and not abs(entry) <= _LARGEST:
        raise OptionError(
            f"{entry:.40} is no value" if isinstance(entry, float) else "a number of too many digits",
            expected="a finite number",
        )
    if isinstance(entry, Mapping):
        for key, value in entry.items():
            _check_finite(key)
            _check_finite(value)
    elif isinstance(entry, list | tuple):
        for value in entry:
            _check_finite(value)


def _check_centre(centre: Any, declared: Distribution) -> None:
    if isinstance(declared, Choice) and centre not in declared.values:
        raise OptionError(f"fixed {centre!r} is not among the choices", expected=f"one of {list(declared.values)}")
    if isinstance(declared, Choice | Constant):
        return
    low, high = declared.bounds or (-np.inf, np.inf)
    if not isinstance(centre, bool | int | float) or not low <= centre <= high:
        raise OptionError(f"fixed {centre!r} lies outside {low:g} to {high:g}", expected="a value that can be drawn")


def _wild(entry: Any, declared: Distribution, centre: Value) -> Distribution:
    """Read what `wild` says, and refuse what is narrower than declared: the width would go back and forth."""
    numbers = isinstance(entry, Sequence) and not isinstance(entry, str)
    if isinstance(declared, Choice) and numbers:
        wild: Distribution = Choice(tuple(entry))
        missing = [value for value in declared.values if value not in entry]
        if missing:
            raise OptionError(f"wild {entry} leaves out {missing[0]!r}", expected="all values of the choice, and more")
        return wild
    if numbers:
        return _contains(_spread(declared, centre, entry), declared)
    made = parse(entry)
    if (made.bounds is None) != (declared.bounds is None):
        raise OptionError(f"wild {entry!r} is of another kind than {declared}", expected="numbers or words in both")
    return _contains(made, declared)


def _spread(declared: Distribution, centre: Value, bounds: Sequence[Any]) -> Distribution:
    numbers = [each for each in bounds if isinstance(each, int | float) and not isinstance(each, bool)]
    if len(bounds) != 2 or len(numbers) != 2:
        raise OptionError(f"wild {list(bounds)}", expected="two numbers, low and high, or a distribution")
    low, high = numbers
    whole = is_count(declared) or (isinstance(declared, Constant) and isinstance(centre, int))
    if whole and not isinstance(centre, bool) and low == int(low) and high == int(high):
        return Integers(int(low), int(high))
    positive = isinstance(declared, LogUniform | LogNormal) and low > 0
    return LogUniform(low, high) if positive else Uniform(low, high)


def _contains(wild: Distribution, declared: Distribution) -> Distribution:
    if wild.bounds is None or declared.bounds is None:
        return wild
    (low, high), (inner_low, inner_high) = wild.bounds, declared.bounds
    if (isfinite(inner_low) and low > inner_low) or (isfinite(inner_high) and high < inner_high):
        found = f"wild goes from {low:g} to {high:g}, which leaves out some of {inner_low:g} to {inner_high:g}"
        if not _endless_count(declared):
            raise OptionError(found, expected="bounds that hold all that is declared")
    return wild


def _widened(declared: Distribution, limits: tuple[float, float]) -> Distribution:
    """Return it about four times as wide within limits; what cannot be negative, or not above 1, stays so."""
    if isinstance(declared, Constant):
        return declared
    if isinstance(declared, Bernoulli):
        return Bernoulli(0.5) if 0 < declared.p < 1 else declared
    if isinstance(declared, Choice):
        return Choice(declared.values)
    low, high = (float(each) for each in declared.quantiles(np.array([_TAIL, 1 - _TAIL])))
    if not _endless_count(declared):
        low, high = _ends(low, high, declared.bounds or (low, high))
    if isinstance(declared, LogUniform | LogNormal) and low > 0:
        middle, half = (log(high) + log(low)) / 2, (log(high) - log(low)) / 2
        wide = np.clip(np.exp([middle - _WIDER * half, middle + _WIDER * half]), max(limits[0], 1e-300), limits[1])
        return LogUniform(float(wide[0]), float(wide[1]))
    wide_low, wide_high = (float(each) for each in np.clip(_four_times(low, high, declared.bounds), *limits))
    if is_count(declared):
        return Integers(int(np.floor(wide_low)), int(np.ceil(wide_high)))
    return Uniform(wide_low, wide_high)


def _endless_count(distribution: Distribution) -> bool:
    """Whether it counts without end: its bounds say nothing of where its values are."""
    return is_count(distribution) and not all(isfinite(each) for each in distribution.bounds or ())


def _ends(low: float, high: float, bounds: tuple[float, float]) -> tuple[float, float]:
    """Return the bounds, where the law comes near them: else they say what can be at all, and not how far it varies."""
    (least, most), near = bounds, _WIDER * (high - low)
    return (least if low - least <= near else low), (most if most - high <= near else high)


def _four_times(low: float, high: float, bounds: tuple[float, float] | None) -> tuple[float, float]:
    middle, half = (low + high) / 2, (high - low) / 2
    wide_low, wide_high = middle - _WIDER * half, middle + _WIDER * half
    least, most = bounds or (-np.inf, np.inf)
    if least >= 0:
        wide_low = max(wide_low, low / _WIDER)
    if most <= 0:
        wide_high = min(wide_high, high / _WIDER)
    if least >= 0 and most <= 1:
        wide_high = min(wide_high, 1.0)
    return wide_low, wide_high
