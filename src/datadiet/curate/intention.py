"""The fulcrum of the three I's: what looks unrealistic, but was asked for."""

import numpy as np

from datadiet.curate.evidence import Evidence

__all__ = ["intended"]


def intended(evidence: Evidence, strange: np.ndarray, *, eligible: np.ndarray) -> np.ndarray:
    """Return the edge case for which each unrealistic sample is kept, or -1.

    An edge case takes its samples in the order of their realism until it has as many as the domain asks for; those
    that look realistic count first. So its most realistic strange samples are kept, and only as many as are missing.

    Args:
        evidence: of n samples; its `fit` holds the edge cases.
        strange: (n,) bool: the samples that would be called unrealistic.
        eligible: (n,) bool: the samples that are neither copied nor outside the domain.

    Returns:
        (n,) index into `fit.edge_cases`.

    Source: definitions, section 4.
    """
    chosen = np.full(len(evidence), -1)
    if evidence.fit is None:
        return chosen
    order = np.argsort(evidence.realism.distance, kind="stable")
    for index, case in enumerate(evidence.fit.edge_cases):
        members = case.members & eligible
        taken = int((members & (~strange | (chosen >= 0))).sum())
        waiting = order[(members & strange & (chosen < 0))[order]]
        chosen[waiting[: max(0, case.quota - taken)]] = index
    return chosen
