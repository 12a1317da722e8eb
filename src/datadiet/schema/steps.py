"""The step and the bounds of a column of numbers, where the data say so plainly."""

import re
from fractions import Fraction

import numpy as np

__all__ = ["bounds_of", "on_step", "step_of"]

_DIGITS = 8
"""Decimals that are looked for, at most."""
_EXACT = 2.0**50
"""Whole numbers below it stay exact in all that is done with them here."""
_ENOUGH = 8
"""Different values that must share a divisor before it is no accident."""
_SHARE = re.compile(r"(share|ratio|rate|prob|probability|fraction|proportion)(_|\b|$)", re.IGNORECASE)
_PERCENT = re.compile(r"(percent|percentage|pct|%)", re.IGNORECASE)


def step_of(values: np.ndarray) -> float | None:
    """Return the largest step of which all values are multiples, such as 1, 0.01 or 1000; None where there is none.

    Args:
        values: (n,) numbers, none missing, of the type that they have in the file.
    """
    different = np.unique(values)
    for digits in range(_DIGITS + 1):
        scaled = different.astype(float) * 10**digits
        limit = 1e6 if values.dtype == np.float32 else _EXACT
        if np.abs(scaled).max(initial=0) >= limit:
            return None
        whole = np.rint(scaled)
        if np.array_equal((whole / 10**digits).astype(values.dtype), different):
            common = int(np.gcd.reduce(whole.astype(np.int64))) if len(different) >= _ENOUGH else 1
            return float(Fraction(max(common, 1), 10**digits))
    return None


def on_step(values: np.ndarray, step: float) -> np.ndarray:
    """Return the multiples of the step that are nearest: exactly the numbers that a person would write."""
    exact = Fraction(str(step))
    with np.errstate(invalid="ignore"):
        count = np.rint(values / step)
    if np.nanmax(np.abs(count), initial=0) * exact.numerator >= 2.0**53:  # no longer exact, and it does not matter
        return count * step
    return count * exact.numerator / exact.denominator


def bounds_of(name: str, values: np.ndarray) -> tuple[float | None, float | None, str]:
    """Return the bounds that the data say plainly, and why.

    A low bound of 0 where nothing is below it, though some values are 0, or a spread like this one would reach it; an
    upper bound of 1 (100) for what is called a share (a percentage) and keeps to it, and where many values are 1.

    Args:
        name: of the column.
        values: (n,) numbers, none missing.
    """
    least, most = float(values.min()), float(values.max())
    if least < 0 or most <= 0:
        return None, None, ""
    with np.errstate(over="ignore", invalid="ignore"):
        near = least == 0 or float(values.mean()) - 4 * float(values.std()) < 0
    if not near:
        return None, None, ""
    broken = bool(np.any(values != np.rint(values)))
    if most <= 1 and broken and (_SHARE.search(name) or (values == 1).mean() > 0.01):
        return 0.0, 1.0, "a share from 0 to 1"
    if most <= 100 and most > 1 and _PERCENT.search(name):
        return 0.0, 100.0, "a percentage"
    return 0.0, None, "never below 0"
