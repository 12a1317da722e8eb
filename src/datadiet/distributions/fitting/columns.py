"""One column of values, as it comes: cleaned, with its support, its kind and the step to which it was rounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isnan
from typing import Any

import numpy as np

from datadiet.errors import DataError, OptionError, TooFewSamples

__all__ = ["Column", "Support", "read_column"]

Support = tuple[float | None, float | None]
_EXACT = 2.0**53


@dataclass(frozen=True, slots=True)
class Column:
    """The values that are there, and what is known of them before anything is fitted."""

    values: np.ndarray
    """Sorted, finite."""
    missing: int
    infinite: int
    low: float
    """The least value that can be, or minus infinity."""
    high: float
    declared: bool
    """Whether the support was declared."""
    whole: bool
    step: float | None
    """What the values are multiples of, where they are rounded decimals or whole numbers; counted from the offset."""
    offset: float

    @property
    def support(self) -> str:
        """The support in words, with where it comes from."""
        if self.declared:
            return f"{self.low:g} to {self.high:g}, as declared"
        return "0 or more, because no value is negative" if self.low == 0 else "any number"


def read_column(values: Any, support: Support | None, integer: bool | None) -> Column:
    """Return the column that values make.

    Args:
        values: (n,) numbers; NaN and None are missing; infinite ones are counted and left out.
        support: the least and greatest value that can be; None for an open end; all of it None where it is not known.
        integer: whether values are whole; None to look.

    Raises:
        DataError: values are not numbers, or not one column of them.
        OptionError: the support is none, values lie outside it, or they are not whole.
        TooFewSamples: no value is left.
    """
    numbers = _numbers(values)
    missing, infinite = int(np.isnan(numbers).sum()), int(np.isinf(numbers).sum())
    kept = np.sort(numbers[np.isfinite(numbers)])
    if not len(kept):
        raise TooFewSamples(f"there is no value among {len(numbers)}", expected="one finite number or more")
    low, high = _declared(support, kept)
    whole = _whole(kept, integer)
    if support is None and kept[0] >= 0:
        low = 0.0
    if whole:
        low, high = float(np.ceil(low)), float(np.floor(high))
    step, offset = (_whole_step(kept), 0.0) if whole else _step(kept)
    return Column(kept, missing, infinite, low, high, support is not None, whole, step, offset)


def _numbers(values: Any) -> np.ndarray:
    if np.asarray(values).dtype.kind in "mM":
        raise DataError("the values are dates", expected="numbers", todo="give seconds or days since some date")
    try:
        numbers = np.asarray(values, dtype=float) if not isinstance(values, np.ndarray) else values.astype(float)
    except (TypeError, ValueError):
        raise DataError(
            "the values are not numbers", expected="numbers, with NaN or None where one is missing"
        ) from None
    if numbers.ndim != 1:
        raise DataError(f"values of {numbers.ndim} dimensions", expected="one column, (n,)")
    return numbers


def _declared(support: Support | None, kept: np.ndarray) -> tuple[float, float]:
    if support is None:
        return -inf, inf
    if not isinstance(support, Sequence) or len(support) != 2:
        raise OptionError(f"a support of {support!r}", expected="(low, high), with None for an open end")
    low = -inf if support[0] is None else float(support[0])
    high = inf if support[1] is None else float(support[1])
    if isnan(low) or isnan(high) or low >= high:
        raise OptionError(f"a support from {low:g} to {high:g}", expected="a low bound below the high one")
    if outside := kept[(kept < low) | (kept > high)].tolist():
        raise OptionError(
            f"{len(outside)} of {len(kept)} values lie outside the support, such as {outside[0]:g}",
            expected=f"{low:g} to {high:g}",
            todo="declare wider bounds, or clean the values",
        )
    return low, high


def _whole(kept: np.ndarray, integer: bool | None) -> bool:
    looks = bool((kept == np.rint(kept)).all() and np.abs(kept).max() < _EXACT)
    if integer and not looks:
        odd = kept[(kept != np.rint(kept)) | (np.abs(kept) >= _EXACT)][0]
        raise OptionError(f"{odd:.17g} among values declared whole", expected="whole numbers below 2^53")
    return looks if integer is None else bool(integer)


def _whole_step(kept: np.ndarray) -> float:
    """Return what all of ten or more different whole numbers are multiples of, such as 100; 1 for fewer."""
    different = np.unique(kept).astype(np.int64)
    return float(np.gcd.reduce(different)) if len(different) >= 10 else 1.0


def _step(kept: np.ndarray) -> tuple[float | None, float]:
    """Return the step of rounded decimals and where it starts: (.5, 0) of halves, (1, .99) of prices such as 3.99."""
    most = float(np.abs(kept).max())
    if not 1e-200 < most < 1e200:
        return None, 0.0
    first = int(np.floor(np.log10(most)))
    sample = kept[:: max(1, len(kept) // 1000)]
    for digits in range(-first, min(13 - first, 22)):
        if all(_multiples(part, digits) for part in (sample, kept)):
            return _common(kept, digits)
    return None, 0.0


def _common(kept: np.ndarray, digits: int) -> tuple[float, float]:
    steps = np.unique(np.rint(_scaled(kept, digits)).astype(np.int64))
    common = int(np.gcd.reduce(np.diff(steps))) if len(steps) >= 10 else 1
    unit = 10.0**-digits if digits < 0 else 1 / 10.0**digits
    return common * unit, int(steps[0] % common) * unit


def _scaled(values: np.ndarray, digits: int) -> np.ndarray:
    return values * 10.0**digits if digits >= 0 else values / 10.0**-digits


def _multiples(values: np.ndarray, digits: int) -> bool:
    whole = np.rint(_scaled(values, digits))
    return bool((_scaled(whole, -digits) == values).all())
