"""Do the guarantees hold, and are there enough of each edge case?"""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from datadiet.domain.conditions import Conditions
from datadiet.domain.domain import Domain, EdgeCase, Guarantee
from datadiet.domain.intentionality import Check, Compliance
from datadiet.domain.relevance import tolerated
from datadiet.domain.shares import Checked, Question, check_exact, judge_sampled

__all__ = ["EdgeCaseMembers", "compliance", "edge_case_members"]

Asked = Guarantee | EdgeCase


@dataclass(frozen=True, slots=True)
class EdgeCaseMembers:
    """Which samples belong to an edge case, and how many the domain asks for."""

    name: str
    members: np.ndarray
    """(n,) bool; unknown ones do not belong."""
    quota: int


def compliance(
    domain: Domain, known: Conditions, *, real: Conditions | None, audit: Conditions | None
) -> Compliance | None:
    """Return the share of guarantees and edge-case minima that are met, between bounds (definitions, section 3).

    Counted ones (basis metadata, and edge cases) are facts. Those inferred from a sample (audit, generator, field) are
    judged together, by one-sided Clopper-Pearson with Holm's correction. None where the domain declares neither.
    """
    asked: list[Asked] = [*domain.guarantees, *domain.edge_cases]
    if not asked:
        return None
    bases = {"metadata": known, "generator": known, "field": real, "audit": audit}
    looked = [(rule, bases[_basis(rule)]) for rule in asked]
    counts = [_count(domain, rule, there) for rule, there in looked]
    sampled = [k for k, rule in enumerate(asked) if _basis(rule) != "metadata"]
    judged = judge_sampled([_question(asked[k], *counts[k]) for k in sampled])
    results: dict[int, Checked] = dict(zip(sampled, judged, strict=True))
    checks = []
    for k, rule in enumerate(asked):
        count, unknown, n = counts[k]
        found = results.get(k) or check_exact(
            count,
            unknown,
            n,
            minimum=rule.share.min,
            maximum=rule.share.max,
            min_count=rule.min_count if isinstance(rule, EdgeCase) else 0,
        )
        checks.append(_check(rule, replace(found, n=n, unknown=unknown)))
    number = Counter(check.verdict for check in checks)
    return Compliance(
        low=number["met"] / len(checks),
        high=(number["met"] + number["undecided"]) / len(checks),
        met=number["met"],
        violated=number["violated"],
        undecided=number["undecided"],
        checks=tuple(checks),
    )


def edge_case_members(domain: Domain, known: Conditions) -> tuple[EdgeCaseMembers, ...]:
    """Return which samples belong to each edge case, and how many are wanted: its largest share, else its least."""
    found = []
    for case in domain.edge_cases:
        share = case.share.max if case.share.max < 1 else case.share.min
        quota = max(tolerated(share, len(known)), case.min_count)
        found.append(EdgeCaseMembers(case.name, _truth(domain, case, known).fill_null(False).to_numpy(), quota))
    return tuple(found)


def _basis(rule: Asked) -> str:
    return rule.basis if isinstance(rule, Guarantee) else "metadata"


def _truth(domain: Domain, rule: Asked, known: Conditions) -> pl.Series:
    truth = known.frame.select(rule.where.expr(domain.absent()).alias("it"))["it"]
    return truth if len(truth) == len(known) else pl.Series([truth[0]] * len(known), dtype=pl.Boolean)


def _count(domain: Domain, rule: Asked, known: Conditions | None) -> tuple[int, int, int]:
    """Return how many samples it applies to, of how many that is unknown, and how many there are."""
    if known is None:
        return 0, 0, 0
    truth = _truth(domain, rule, known)
    return int(truth.fill_null(False).sum()), truth.null_count(), len(truth)


def _question(rule: Asked, count: int, unknown: int, n: int) -> Question:
    confidence = rule.confidence if isinstance(rule, Guarantee) else 0.95
    return Question(count, n - unknown, rule.share.min, rule.share.max, confidence)


def _check(rule: Asked, found: Checked) -> Check:
    return Check(
        name=rule.name,
        kind="guarantee" if isinstance(rule, Guarantee) else "edge case",
        where=str(rule.where),
        place=str(rule.place),
        basis=_basis(rule),
        verdict=found.verdict,
        n=found.n,
        count=found.count,
        unknown=found.unknown,
        share=found.share,
        low=found.low,
        high=found.high,
        min_share=rule.share.min,
        max_share=rule.share.max,
        min_count=rule.min_count if isinstance(rule, EdgeCase) else 0,
        p=found.p,
        confidence=found.confidence,
        needed=found.needed,
        sentence=_sentence(rule, found),
        end_confidence=found.end_confidence,
    )


def _sentence(rule: Asked, found: Checked) -> str:
    """Say in one line what was found, what was asked for, and what it takes."""
    asked = [f"at least {100 * rule.share.min:.3g} %"] if rule.share.min > 0 else []
    asked += [f"at most {100 * rule.share.max:.3g} %"] if rule.share.max < 1 else []
    if isinstance(rule, EdgeCase) and rule.min_count:
        asked.append(f"at least {rule.min_count:,} samples")
    more = f"; {found.needed:,} more would do" if found.needed and found.verdict != "met" else ""
    return f"{_seen(rule, found)}, where {' and '.join(asked) or 'nothing'} is asked for: {found.verdict}{more}."


def _seen(rule: Asked, found: Checked) -> str:
    """Say what was found, of those of which it is known."""
    basis = _basis(rule)
    of = {"audit": "audited samples", "field": "real samples"}.get(basis, "samples")
    if found.share is None:
        nothing = {"audit": "no audit was given", "field": "no real samples were given"}.get(
            basis, "there is no sample"
        )
        return f"of none of the {found.n:,} {of} it is known" if found.n else nothing
    if not found.unknown:
        return f"{found.count:,} of {found.n:,} {of}, {100 * found.share:.3g} %"
    known = found.n - found.unknown
    return f"{found.count:,} of {known:,} known {of}, {100 * found.share:.3g} %, and {found.unknown:,} unknown"
