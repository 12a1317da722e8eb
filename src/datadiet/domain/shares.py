"""Is a guarantee on a share kept? Counted where all samples are known, inferred where only some were looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, inf
from typing import Literal

import numpy as np

from datadiet.domain.binomial import ends, interval, p_met, p_violated
from datadiet.errors import OptionError
from datadiet.measure.corrections import holm

__all__ = [
    "MOST_NEEDED",
    "Checked",
    "Question",
    "check_exact",
    "check_sampled",
    "interval",
    "judge_sampled",
    "p_values",
]

MOST_NEEDED = 1_000_000_000
"""Samples beyond which it is not said how many more would decide."""
TRIED = 100_000
"""Numbers of samples that are tried where a share has to fall between two bounds."""

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
    least, most = _bounds(minimum, maximum)
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


def check_sampled(
    count: int,
    n: int,
    *,
    minimum: Number | None = None,
    maximum: Number | None = None,
    confidence: float = 0.95,
) -> Checked:
    """Infer from a random sample whether a share keeps to its bounds: `judge_sampled` with a single question."""
    return judge_sampled([Question(count, n, minimum, maximum, confidence)])[0]


def judge_sampled(questions: Sequence[Question]) -> list[Checked]:
    """Infer from random samples which shares keep to their bounds, and which do not.

    Among the verdicts of a confidence or more, the chance that even one "met" is wrong is at most 1 - confidence, and
    so is the chance that even one "violated" is: Holm's correction goes over the questions, once for each verdict.

    Raises:
        OptionError: bounds that are not in [0, 1] or the wrong way round, counts that cannot be, or a confidence that
            is not in [0.5, 1).

    Source: Clopper & Pearson 1934; Holm 1979; for two bounds at once Berger 1982 (intersection-union).
    """
    p = np.array([p_values(question) for question in questions]).reshape(-1, 2)
    adjusted = np.column_stack([holm(p[:, 0]), holm(p[:, 1])])
    shared = np.column_stack([_shared(p[:, 0]), _shared(p[:, 1])])
    level = np.array([1 - question.confidence for question in questions])
    left = np.maximum((adjusted > level[:, None]).sum(axis=0), 1)  # questions that share the level from here on
    return [
        _judged(question, *pair, shared=by, left=left)
        for question, pair, by in zip(questions, adjusted.tolist(), shared.tolist(), strict=True)
    ]


def p_values(question: Question) -> tuple[float, float]:
    """Return the p-values of "the share is not within its bounds" and of "it is within them".

    A small first one says that the guarantee is met, a small second one that it is violated.

    Raises:
        OptionError: as `judge_sampled`.
    """
    least, most = (float(bound) for bound in _bounds(question.minimum, question.maximum))
    if not 0 <= question.count <= question.n:
        raise OptionError(f"{question.count} of {question.n} samples match", expected="0 or more, and at most all")
    if not 0.5 <= question.confidence < 1:
        raise OptionError(f"a confidence of {question.confidence:g}", expected="0.5 or more, and below 1, such as 0.95")
    return p_met(question.count, question.n, least, most), p_violated(question.count, question.n, least, most)


def _shared(p: np.ndarray) -> np.ndarray:
    """Return by how much Holm's correction divides the level of each question: a p-value passes where the quotient is
    not below it."""
    order = np.argsort(p, kind="stable")
    steps = np.arange(len(p), 0, -1.0)
    stepwise = np.maximum.accumulate(p[order] * steps)
    shared = np.empty(len(p))
    shared[order] = np.divide(stepwise, p[order], out=steps, where=stepwise > p[order] * steps)
    return shared


def _judged(question: Question, met: float, violated: float, *, shared: Sequence[float], left: np.ndarray) -> Checked:
    """Give the verdict that two adjusted p-values allow.

    Args:
        question: what was seen.
        met: adjusted p-value of the first verdict.
        violated: of the second.
        shared: by how much the level was divided for each of the two.
        left: how many questions are left open in each direction.
    """
    level = 1 - question.confidence
    verdict: Verdict = "met" if met <= level else "violated" if violated <= level else "undecided"
    count, n = question.count, question.n
    tail = _tail(question, verdict, level, *shared)
    p = met if verdict == "met" else violated if verdict == "violated" else min(met, violated)
    needed = _to_decide(question, *(level / left)) if verdict == "undecided" else 0
    share = count / n if n else None
    return Checked(verdict, n, count, 0, share, *ends(count, n, tail=tail), p, needed, question.confidence, 1 - tail)


def _tail(question: Question, verdict: Verdict, level: float, met: float, violated: float) -> float:
    """Return the chance of an end to be wrong with which the verdict was reached, or missed in both directions."""
    least, most = _bounds(question.minimum, question.maximum)
    both = 2 if least > 0 and most < 1 else 1  # two bounds are two chances to be violated
    tails = {"met": level / met, "violated": level / (both * violated)}
    return tails.get(verdict, min(tails.values()))


def _to_decide(question: Question, level_met: float, level_violated: float) -> int | None:
    """Return how many more samples with the same share would decide, at these levels for the two verdicts."""
    least, most = _bounds(question.minimum, question.maximum)
    count, n = question.count, question.n
    share = Fraction(count, n) if n else None
    if share is None or (share == least > 0) or (share == most < 1):
        return None
    test, level = (p_met, level_met) if least <= share <= most else (p_violated, level_violated)

    def decided(more: int) -> bool:
        return test(count / n * (n + more), n + more, float(least), float(most)) <= level

    high = 1
    while not decided(high):
        high *= 2
        if n + high > MOST_NEEDED:
            return None
    low = high // 2  # does not decide
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if decided(middle) else (middle, high)
    return high


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


def _bounds(minimum: Number | None, maximum: Number | None) -> tuple[Fraction, Fraction]:
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
