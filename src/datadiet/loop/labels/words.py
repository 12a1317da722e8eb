"""Verdicts on labels, and why."""

import math
from collections.abc import Sequence

from datadiet.loop.labels.results import ClassCheck, LabelVerdict, Share

__all__ = ["sentence_of", "verdict_of"]

APART = 0.5
"""Share of misnamed samples far from all real ones, from which on their looks may mislead the judge."""
UNLIKE = 0.2
"""Share of all samples far from all real ones, four times that of real ones, from which on the judge's record on real
samples does not hold for them."""
_NONE = math.log(40)
"""So many samples times the share: with none of them wrong, the 95 % interval ends at the share (Clopper & Pearson)."""


def verdict_of(
    wrong: Share | None, n: int, real: int, *, tolerance: float, far: float, unlike: float
) -> tuple[LabelVerdict, str]:
    """Return a verdict, and what stands in its way or decided it.

    Args:
        wrong: estimated share of wrong labels.
        n: synthetic samples.
        real: real ones with the label.
        tolerance: share of wrong labels that is tolerated.
        far: share of the misnamed samples that look like no real one.
        unlike: the same of all synthetic samples, expected to be .05; the record of a judge on real samples says
            little of others.
    """
    if not real:
        return "undecided", "people gave this label to no real sample"
    if wrong is None:
        return "undecided", f"only {real} real samples have this label, 10 would do"
    if wrong.low > tolerance and far > APART:
        return "undecided", f"{far:.0%} of those that real samples call otherwise look like no real sample"
    if wrong.low > tolerance and unlike > UNLIKE:
        return "undecided", f"{unlike:.0%} of all samples look like no real sample: real ones may misname them"
    if wrong.low > tolerance:
        return "wrong", f"more than {tolerance:.0%} of the labels are wrong"
    if wrong.high <= tolerance:
        return "right", f"at most {tolerance:.0%} of the labels are wrong"
    gap = min(abs(wrong.value - tolerance), max(wrong.high - wrong.low, 1e-9))
    factor = ((wrong.high - wrong.low) / 2 / gap) ** 2 if gap > tolerance / 10 else math.inf
    if factor == math.inf:
        return "undecided", f"the share of wrong labels is near {tolerance:.0%}: no number of samples decides soon"
    if wrong.value < tolerance:
        factor = max(factor, _NONE / tolerance / n)
    least, more = (f"{math.ceil(factor * count):,}" for count in (n, real))
    return "undecided", f"about {least} synthetic and {more} real samples would decide, if the share stays as it is"


def sentence_of(
    verdict: LabelVerdict, wrong: Share, classes: Sequence[ClassCheck], why: str, *, tolerance: float
) -> str:
    """Say the whole result in a sentence or two."""
    bad = [f"'{each.name}'" for each in classes if each.verdict == "wrong"]
    share = f"{wrong.value:.1%} of the labels are wrong [{wrong.low:.1%}, {wrong.high:.1%}]"
    head = {
        "right": f"The labels are right: {share}.",
        "wrong": f"Labels are wrong: {share}.",
        "undecided": f"Undecided: {share}; {why}.",
    }[verdict]
    where = f"class{'es' if len(bad) > 1 else ''} {', '.join(bad)}"
    return head + (f" In the {where} more than {tolerance:.0%} are wrong." if bad else "")
