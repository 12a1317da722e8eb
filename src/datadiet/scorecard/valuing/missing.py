"""Which samples have no value, and why."""

import numpy as np

from datadiet.curate.evidence import Evidence
from datadiet.scorecard.sides import Side
from datadiet.scorecard.valuing.facts import NotValued
from datadiet.scorecard.valuing.labels import Labelled

__all__ = ["not_valued", "why_not"]

_EXAMPLES = 5


def why_not(labels: Labelled, evidence: Evidence) -> list[str]:
    """Say of each synthetic sample why it has no value; nothing where it has one."""
    known = {label for label in labels.real_labels if label is not None}

    def reason(label: str | None, copied: bool) -> str:
        if copied:
            return "it is a copy of a real validation sample"
        if label is None:
            return "it has no label"
        return "" if label in known else f"no real validation sample has its label '{label}'"

    copied = evidence.copied_from >= 0
    return [reason(label, bool(also)) for label, also in zip(labels.synthetic_labels, copied, strict=True)]


def not_valued(reasons: list[str], side: Side) -> tuple[NotValued, ...]:
    """Count the samples without a value by reason, the most frequent first."""
    ids, told = side.data.samples["id"].to_list(), np.array(reasons, dtype=object)
    names, times = np.unique([reason for reason in reasons if reason], return_counts=True)
    return tuple(
        NotValued(
            reason=str(names[at]),
            count=int(times[at]),
            examples=tuple(ids[row] for row in np.flatnonzero(told == names[at])[:_EXAMPLES]),
        )
        for at in np.argsort(-times, kind="stable")
    )
