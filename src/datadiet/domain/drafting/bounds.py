"""Numbers that a person can read: bounds rounded outward, quantiles rounded within them, how numbers are written."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

import numpy as np

from datadiet.domain.domain import Scale

__all__ = ["Bounds", "bounds_of", "far_from_the_rest", "number", "quantiles_of", "rounded", "significant"]

QUANTILES = 11
"""Quantiles that are written of a range: the least value, every tenth, the greatest."""
DECADES = 1.5
"""Powers of ten that positive values span before their scale is taken to be logarithmic; all but the outer 1 % on each
side span at least one."""
FAR = 0.5
"""How far from the 1 to 99 % range, as a share of its width, a value is far from the rest."""
_DIGITS = 2
"""Significant digits of a bound."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A range that holds all values it was made from, and how it came about."""

    low: float
    high: float
    scale: Scale
    integer: bool


def bounds_of(
    values: np.ndarray, *, widen: float, floor: float | None, ceiling: float | None, may_be_log: bool = True
) -> Bounds:
    """Return the 1 to 99 % range of values, widened, stretched to hold them all, and rounded outward.

    Args:
        values: (n,) finite numbers, at least two different ones.
        widen: share of the width of the 1 to 99 % range that is added on each side, on its scale.
        floor: what no such number can lie below; None where nothing is known.
        ceiling: what none can lie above.
        may_be_log: whether its ratios mean something; they do not for a position.
    """
    near, far = np.quantile(values, [0.01, 0.99])
    whole = bool((values == np.floor(values)).all()) and abs(values).max() < 2**53
    log = may_be_log and values.min() > 0 and _decades(values.min(), values.max()) > DECADES and _decades(near, far) > 1
    integer = whole and not (log and far > 1000)  # a wide span of large whole numbers is measured, not counted
    low, high = _widened(near, far, widen, log and not integer)
    low, high = min(low, float(values.min())), max(high, float(values.max()))
    if integer and values.min() >= 1:
        low = max(low, 1.0)  # what was there in every sample stays a must: that is for a person to loosen
    if log and not integer:
        low, high = significant(low, ROUND_FLOOR), significant(high, ROUND_CEILING)
    else:
        step = step_of(high - low, integer=integer)
        low, high = rounded(low, step, ROUND_FLOOR), rounded(high, step, ROUND_CEILING)
    low = max(low, floor) if floor is not None and values.min() >= floor else low
    high = min(high, ceiling) if ceiling is not None and values.max() <= ceiling else high
    if integer and values.min() >= 1:
        low = max(low, 1.0)
    return Bounds(low, high, "log" if log and not integer else "linear", integer)


def far_from_the_rest(values: np.ndarray, bounds: Bounds) -> np.ndarray:
    """Return (n,) Booleans: where values lie so far outside the 1 to 99 % range that somebody should look at them."""
    near, far = np.quantile(values, [0.01, 0.99])
    low, high = _widened(near, far, FAR, bounds.scale == "log")
    least = 1.0 if bounds.integer else 0.0
    return np.asarray((values < low - least) | (values > high + least))


def _widened(near: float, far: float, widen: float, log: bool) -> tuple[float, float]:
    if log:
        more = _decades(near, far) * widen
        return float(10 ** (np.log10(near) - more)), float(10 ** (np.log10(far) + more))
    more = (far - near) * widen
    return float(near - more), float(far + more)


def _decades(low: float, high: float) -> float:
    return float(np.log10(high) - np.log10(low))


def quantiles_of(values: np.ndarray, bounds: Bounds) -> tuple[float, ...]:
    """Return evenly spaced quantiles of (n,) values, rounded to one digit more than the bounds, and within them."""
    steps = np.linspace(0, 1, QUANTILES)
    found = np.quantile(values, steps, method="inverted_cdf") if bounds.integer else np.quantile(values, steps)
    if bounds.integer:
        tidy = [float(round(x)) for x in found]
    elif bounds.scale == "log":
        tidy = [significant(float(x), ROUND_HALF_EVEN, digits=_DIGITS + 1) for x in found]
    else:
        step = step_of(bounds.high - bounds.low, integer=False) / 10
        tidy = [rounded(float(x), step, ROUND_HALF_EVEN) for x in found]
    return tuple(np.clip(tidy, bounds.low, bounds.high).tolist())


def step_of(width: float, *, integer: bool) -> Decimal:
    """Return the power of ten to which bounds of such a width are rounded."""
    step = Decimal(1).scaleb(Decimal(repr(float(width))).adjusted() - _DIGITS + 1) if width > 0 else Decimal(1)
    return max(step, Decimal(1)) if integer else step


def rounded(value: float, step: Decimal, way: str) -> float:
    """Return a value as a multiple of a power of ten: downward, upward or to the nearest, exactly in decimals."""
    exact = Decimal(repr(float(value)))
    return float((exact / step).to_integral_value(rounding=way) * step) + 0.0  # no -0


def significant(value: float, way: str, *, digits: int = _DIGITS) -> float:
    """Return a value with so many significant digits."""
    if value == 0:
        return 0.0
    exact = Decimal(repr(float(value)))
    return rounded(value, Decimal(1).scaleb(exact.adjusted() - digits + 1), way)


def number(value: float) -> str:
    """Write a number as briefly as it can be read back."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(float(value))
