"""What is asked of a share, and whether it is kept."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from datadiet.errors import OptionError

__all__ = ["Checked", "Number", "Question", "Verdict", "bounds_of"]

Verdict = Literal["met", "violated", "undecided"]
Number = int | float | str | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a share keeps to its bounds, and what that was decided by."""

    verdict: Verdict
    n: int
    """Samples that were looked at."""
    count: int
    """Those known to match."""
    unknown: int
    """Those of which it is not known whether they match; 0 where the share was inferred."""
    share: float | None
    """count / (n - unknown): among those of which it is known; None where there are none."""
    low: float
    """The share if no unknown sample matches, or the lower end of what was inferred. The verdict can be read from both
    ends: met where they keep to the bounds, violated where they are beyond one, else undecided."""
    high: float
    """The same from above: all unknown samples match, or the upper end."""
    p: float | None
    """p-value of the verdict, or of the likelier one while undecided, adjusted after Holm; None where counted."""
    needed: int | None
    """How many more samples it takes, 0 if none. Counted: the fewest, matching or others as suits, with which the
    guarantee is met whatever the unknown ones are. Inferred, while undecided: with which it is decided if the share
    seen so far stays. None where no number would do, or none that was tried."""
    confidence: float | None
    """At which it was inferred; None where counted."""
    end_confidence: float | None = None
    """Of each end alone (one-sided): the confidence, or more where several questions share what is left of it (Holm).
    None where counted."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was seen in a random sample, and the bounds of the share in what it was drawn from."""

    count: int
    n: int
    minimum: Number | None = None
    maximum: Number | None = None
    confidence: float = 0.95


def bounds_of(minimum: Number | None, maximum: Number | None) -> tuple[Fraction, Fraction]:
    """Return the bounds of a share as exact fractions.

    Raises:
        OptionError: they are not in [0, 1], or the wrong way round.
    """
    least, most = _fraction(minimum, default=0), _fraction(maximum, default=1)
    if not 0 <= least <= most <= 1:
        raise OptionError(
            f"a share from {minimum if minimum is not None else 0} to {maximum if maximum is not None else 1}",
            expected="0 <= minimum <= maximum <= 1",
            todo="swap the bounds, or write 5 % as 0.05",
        )
    return least, most


def _fraction(bound: Number | None, *, default: int) -> Fraction:
    """Read a bound as it is written, so that 0.05 is 1/20."""
    if bound is None:
        return Fraction(default)
    try:
        return Fraction(str(bound))
    except (ValueError, ZeroDivisionError) as error:
        raise OptionError(f"a share of {bound}", expected="a number in [0, 1], such as 0.05") from error
