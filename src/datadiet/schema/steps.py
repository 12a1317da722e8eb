"""The step and the bounds of a column of numbers, where the data say so plainly."""

import re
from fractions import Fraction

import numpy as np

from datadiet.schema.edges import sharp_edge

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


def bounds_of(name: str, values: np.ndarray, step: float | None) -> tuple[float | None, float | None, str]:
    """Return the bounds that the data say plainly, and why.

    From 0 to 1 (100) for what is called a share (a percentage) and keeps to it, and where many values are 1. Else an
    end that is sharp (see `sharp_edge`); and 0 where nothing is less, though some values are 0, or a spread like
    this one would reach it.

    Args:
        name: of the column.
        values: (n,) numbers, none missing.
        step: of which all are multiples.
    """
    least, most = float(values.min()), float(values.max())
    with np.errstate(over="ignore", invalid="ignore"):
        near = least == 0 or (least > 0 and float(values.mean()) - 4 * float(values.std()) < 0)
    broken = bool(np.any(values != np.rint(values)))
    if near and 0 < most <= 1 and broken and (_SHARE.search(name) or (values == 1).mean() > 0.01):
        return 0.0, 1.0, "a share from 0 to 1"
    if near and 1 < most <= 100 and _PERCENT.search(name):
        return 0.0, 100.0, "a percentage"
    low = 0.0 if least == 0 < most else sharp_edge(values, step=step)
    upper = sharp_edge(-values, step=step)
    high = None if upper is None else 0.0 - upper
    if low is None and near and most > 0:
        low = 0.0
    told = ["never below 0"] if low == 0 else []
    told += [f"never {side} {end:g}, where they end sharply" for side, end in _sharp(low, high)]
    return low, high, ", ".join(told)


def _sharp(low: float | None, high: float | None) -> list[tuple[str, float]]:
    ends = ("below", low if low != 0 else None), ("above", high)
    return [(side, end) for side, end in ends if end is not None]
