"""What one set of data has and another lacks: more than chance gives to two samples of the same?"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from datadiet.domain.differences.result import Row
from datadiet.measure.corrections import holm

__all__ = ["beyond_chance"]


def beyond_chance(found: Sequence[tuple[float, int, Row]], n: int, other: int) -> list[Row]:
    """Return rows with their p-values, in their order, those first that are told.

    If both sets came from one source, which samples fall into which is like drawing from a bag: the chance that none of
    `count` falls among the `other` is hypergeometric (Fisher's exact test, one-sided), corrected after Holm.

    Args:
        found: for each row its place in the order, and how many samples of the one set have it; the other has none.
        n: samples of the set that has it.
        other: samples of the one that lacks it.
    """
    from scipy.stats import hypergeom

    if not found:
        return []
    ordered = sorted(found, key=lambda one: one[0])
    counts = np.array([count for _, count, _ in ordered])
    adjusted = holm(hypergeom.pmf(0, n + other, counts, other))
    rows = [replace(row, p=float(p)) for (_, _, row), p in zip(ordered, adjusted, strict=True)]
    return sorted(rows, key=lambda row: not row.told)
