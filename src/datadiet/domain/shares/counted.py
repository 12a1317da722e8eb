"""A share that was counted: all samples are known, or how many are not."""

from fractions import Fraction
from math import ceil, floor, inf

from datadiet.domain.shares.checked import Checked, Number, Verdict, bounds_of
from datadiet.errors import OptionError

__all__ = ["check_exact"]

TRIED = 100_000
"""Numbers of samples that are tried where a share has to fall between two bounds."""


def check_exact(
    count: int,
    unknown: int,
    n: int,
    *,
    minimum: Number | None = None,
    maximum: Number | None = None,
    min_count: int = 0,
) -> Checked:
    """Compare a share that was counted with its bounds, in fractions: 0.05 of 100 is 5.

    Met if it is whatever the unknown samples are, violated if it is whatever they are, else undecided. No share is
    known of no samples.

    Args:
        count: samples that match.
        unknown: samples of which it is not known whether they match.
        n: all samples.
        minimum: least share in [0, 1], as it was written; None is 0.
        maximum: greatest share in [0, 1], as it was written; None is 1.
        min_count: least number of samples that match.

    Raises:
        OptionError: bounds that are not in [0, 1], or the wrong way round, or counts that cannot be.
    """
    least, most = bounds_of(minimum, maximum)
    if min(count, unknown, n - count - unknown, min_count) < 0:
        raise OptionError(
            f"{count} matching and {unknown} unknown of {n} samples, and at least {min_count} asked for",
            expected="counts of 0 or more, that together are at most all samples",
        )
    low, high = max(ceil(least * n), min_count), floor(most * n)
    verdict: Verdict = "undecided"
    if max(count, low) > min(count + unknown, high):
        verdict = "violated"
    elif low <= count and count + unknown <= high and (n or most - least == 1):
        verdict = "met"
    needed = 0 if verdict == "met" else _to_meet(count, unknown, n, least, most, min_count)
    known = n - unknown
    share = count / known if known else None
    ends = (count / n, (count + unknown) / n) if n else (0.0, 1.0)
    return Checked(verdict, n, count, unknown, share, *ends, None, needed, None)


def _to_meet(count: int, unknown: int, n: int, least: Fraction, most: Fraction, min_count: int) -> int | None:
    """Return the fewest samples that, added, meet the bounds whatever the unknown ones are."""
    start = max(
        1 if n == 0 and most - least < 1 else 0,
        min_count - count,
        _times(1 - least, least * n - count),  # with all added ones matching, there are enough
        _times(most, max(count, min_count) + unknown) - n,  # with none matching, or just enough, not too many
        _times(most - least, unknown) - n,  # the unknown ones fit between the bounds
    )
    if start == inf:
        return None
    for more in range(int(start), int(start) + TRIED):
        low = max(ceil(least * (n + more)), min_count) - count
        high = floor(most * (n + more)) - count - unknown
        if max(low, 0) <= min(high, more):
            return more
    return None


def _times(unit: Fraction, whole: Fraction | int) -> int | float:
    """Return how many units make up the whole, rounded up."""
    if whole <= 0:
        return 0
    return ceil(whole / unit) if unit else inf
