"""A share that was inferred from a random sample: Clopper-Pearson, with Holm's correction over the questions."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from datadiet.domain.shares.checked import Checked, Number, Question, Verdict, bounds_of
from datadiet.errors import OptionError
from datadiet.measure.binomial import ends, p_met, p_violated
from datadiet.measure.corrections import holm

__all__ = ["MOST_NEEDED", "check_sampled", "judge_sampled", "p_values"]

MOST_NEEDED = 1_000_000_000
"""Samples beyond which it is not said how many more would decide."""


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
    least, most = (float(bound) for bound in bounds_of(question.minimum, question.maximum))
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
    least, most = bounds_of(question.minimum, question.maximum)
    both = 2 if least > 0 and most < 1 else 1  # two bounds are two chances to be violated
    tails = {"met": level / met, "violated": level / (both * violated)}
    return tails.get(verdict, min(tails.values()))


def _to_decide(question: Question, level_met: float, level_violated: float) -> int | None:
    """Return how many more samples with the same share would decide, at these levels for the two verdicts."""
    least, most = bounds_of(question.minimum, question.maximum)
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
