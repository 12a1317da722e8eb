"""Numbers as text, in one place, so that page, console and figures show the same."""

from datadiet.data.spelling import plural

__all__ = [
    "SPACE",
    "bounds",
    "count",
    "interval",
    "number",
    "percent",
    "plural",
    "portion",
    "probability",
    "score",
    "seconds",
]

SPACE = "\u00a0"
"""Keeps a number and its unit on one line."""
Interval = tuple[float, float]


def number(value: float | None) -> str:
    """Write a score with two decimals, a small one with two digits, a large one with fewer decimals, none as a dash."""
    if value is None:
        return "–"
    if value == 0 or 0.1 <= abs(value) < 10:
        return f"{value:.2f}"
    if 10 <= abs(value) < 100:
        return f"{value:.1f}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}"


def interval(bounds: Interval | None) -> str:
    """Write an interval in words that survive a negative end."""
    return "–" if bounds is None else f"{number(bounds[0])} to {number(bounds[1])}"


def score(value: float) -> str:
    """Write a score in [0, 1] that is 1.00 only when it is exactly that."""
    texts = (number(value), *(f"{value:.{digits}f}" for digits in range(3, 7)))
    return next((text for text in texts if value >= 1 or float(text) < 1), "0.999999")


def bounds(low: float, high: float | None) -> str:
    """Write a score in [0, 1] with its upper bound, where there is another one."""
    return score(low) if high is None or score(low) == score(high) else f"{score(low)} to {score(high)}"


def portion(share: float, *against: float) -> str:
    """Write a share in [0, 1] as a percentage of three digits, or of as many as it takes to tell it from others."""
    value = 100 * share
    for digits in range(3, 9):
        text = f"{value:.{digits}g}"
        if all((float(text) == 100 * other) == (share == other) for other in (0, 1, *against)):
            break
    return f"{text}{SPACE}%"


def percent(share: float) -> str:
    """Write a share in [0, 1] as a percentage that is 0 % or 100 % only when it is exactly that."""
    value = 100 * share
    close_to_an_end = 0 < value < 1 or 99 < value < 100
    return f"{value:.1f}{SPACE}%" if close_to_an_end else f"{value:.0f}{SPACE}%"


def count(n: int) -> str:
    """Write a whole number with separators."""
    return f"{n:,}"


def probability(p: float | None) -> str:
    """Write a p-value; below a thousandth the exact figure says nothing more."""
    if p is None:
        return "–"
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def seconds(value: float) -> str:
    """Write a duration."""
    return f"{value:.1f}{SPACE}s" if value < 60 else f"{value / 60:.1f}{SPACE}min"
