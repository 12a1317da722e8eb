"""A plan in words: totals of the quotas first, then what to drop, to generate and to repeat."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from datadiet.domain.intentionality import Intentionality
from datadiet.domain.planning.plans import OTHERWISE, Plan, Stratum, Total
from datadiet.domain.predicate import Predicate

__all__ = ["lines"]

MOST = 8
"""Rows of a table that are shown; the file has all. Of totals all are."""
WIDTH = 110
"""Letters of a line, after which it goes on in the next."""
DISJOINT = (
    "Strata do not overlap: each sample is in one, by all that holds of it. Totals of a rule are in the first table."
)


def lines(plan: Plan) -> Iterator[str]:
    """Yield the lines of a plan."""
    new = plan.rows.height
    yield f"Keep {plan.kept:,}, drop {len(plan.drop):,}, generate {new:,}: {plan.kept + new:,} samples in all."
    if plan.unknown:
        yield f"Of {plan.unknown:,} that are kept some condition is unknown: they count where what is known says so."
    names = ("now", "share", "then", "share", "then met", "asked for", "rule")
    yield from _table("Totals", names, [_total(total) for total in plan.totals], most=len(plan.totals))
    reasons = Counter(drop.reason for drop in plan.drop).most_common()
    yield from _table("Drop", ("n", "why"), [(f"{n:,}", reason) for reason, n in reasons])
    yield from _strata(plan)
    yield from plan.notes
    yield f"Intentionality: {_bounds(plan.before)} now, {_bounds(plan.after)} afterwards."


def _total(total: Total) -> tuple[str, ...]:
    met = {"met": "yes", "violated": "NO", "undecided": "unknown"}[total.verdict]
    said = total.name if total.name == total.where else f"{total.name}: {total.where}"
    audited = " (an audit decides)" if total.basis == "audit" else ""
    before, after = (f"{number:,}" for number in (total.before, total.after))
    return (before, _share(total.share_before), after, _share(total.share_after), met, total.asked, said + audited)


def _share(share: float | None) -> str:
    return "?" if share is None else f"{100 * share:.1f} %"


def _strata(plan: Plan) -> Iterator[str]:
    """Yield what to generate, and how often to repeat what there is, stratum by stratum."""
    made = sorted((s for s in plan.strata if s.generate), key=lambda s: -s.generate)
    short = [s for s in plan.strata if s.factor is not None and s.factor >= 1.005]
    again = [(s, round(s.target * plan.kept), s.factor or 1.0) for s in sorted(short, key=lambda s: -(s.factor or 1))]
    repeat = [(f"{times:.2f}", f"{s.have:,}", f"{to:,}", _named(s)) for s, to, times in again if to > s.have]
    if made or repeat:
        yield DISJOINT
    yield from _table(
        "Generate",
        ("new", "from", "to", "stratum"),
        [(f"{s.generate:,}", f"{s.have:,}", f"{s.then:,}", _named(s)) for s in made],
    )
    yield from _table(
        "Repeat instead, or weight, where nothing can be generated", ("times", "from", "to", "stratum"), repeat
    )


def _named(stratum: Stratum) -> str:
    """Write the parts of all predicates of a stratum, each once."""
    if stratum.where == OTHERWISE:
        return "everything else"
    parts = {part.canonical: part for text in stratum.conditions for part in Predicate.parse(text).conjuncts}
    return " and ".join(f"({part})" if part.is_choice else str(part) for part in parts.values())


def _table(title: str, names: Sequence[str], rows: Sequence[Sequence[str]], most: int = MOST) -> Iterator[str]:
    """Write numbers to the right and words to the left, the last column on as many lines as it takes; nothing where
    there is no row."""
    if not rows:
        return
    shown = [names, *rows[:most]]
    wide = [max(len(row[k]) for row in shown) for k in range(len(names) - 1)]
    right = [all(_numeric(row[k]) for row in rows[:most]) for k in range(len(wide))]
    indent = 2 + sum(width + 2 for width in wide)
    yield f"{title}:"
    for row in shown:
        cells = [
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row[:-1], wide, right, strict=True)
        ]
        first, *more = textwrap.wrap(
            row[-1], max(30, WIDTH - indent), break_long_words=False, break_on_hyphens=False
        ) or [""]
        yield f"  {'  '.join(cells)}  {first}"
        yield from (" " * indent + line for line in more)
    if len(rows) > most:
        yield f"  and {len(rows) - most:,} more, in the plan"


def _numeric(cell: str) -> bool:
    return not any(letter.isalpha() for letter in cell)


def _bounds(found: Intentionality) -> str:
    if found.score is None or found.high is None:
        return "none"
    if found.high - found.score < 0.005:
        return f"{found.score:.2f}"
    return f"{found.score:.2f} to {found.high:.2f}"
