"""What the synthetic images cost, in words."""

from collections.abc import Mapping

from datadiet.curate.selection import kept_of
from datadiet.data.costs import Cost
from datadiet.report.formats import SPACE, number, plural, seconds
from datadiet.report.nouns import counted

__all__ = ["cost_words"]


def cost_words(cost: Cost | None, verdicts: Mapping[str, int], level: str) -> str:
    """Say what was paid for the synthetic set, for a sample, and for one that is worth keeping.

    Args:
        cost: of the whole set; None gives no words.
        verdicts: samples of the leading level by verdict.
        level: the leading one.
    """
    if cost is None:
        return ""
    of = "" if cost.known == cost.n else f" of {cost.n:,} (of the others it is not known)"
    words = f"{plural(cost.known, 'synthetic image', 'synthetic images')}{of} took {_spent(cost, 1)}"
    words += f", {_spent(cost, cost.known)} each." if cost.known > 1 else "."
    kept = kept_of(verdicts)
    if cost.known < cost.n or not 0 < kept < sum(verdicts.values()):
        return words
    return f"{words} For each of {counted(kept, level)} worth keeping that is {_spent(cost, kept)}."


def _spent(cost: Cost, by: int) -> str:
    money = "" if cost.money is None else f" and {number(cost.money / by)} of money"
    return f"{_time(cost.seconds / by)}{money}"


def _time(value: float) -> str:
    return seconds(value) if value >= 10 else f"{number(value)}{SPACE}s"
