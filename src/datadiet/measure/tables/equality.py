"""Rows that equal real rows: more than new real rows would?"""

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np
from scipy.stats import binom, fisher_exact

__all__ = ["agreement", "beyond", "by_chance", "keys_of"]


def keys_of(rows: np.ndarray) -> list[bytes]:
    """Return something for each of (n, D) rows that equal rows share, and no others."""
    whole = np.ascontiguousarray(rows, np.float32) + np.float32(0)  # -0 is 0
    return [row.tobytes() for row in whole]


def agreement(values: np.ndarray) -> float:
    """Return the chance of two of (n, C) rows to agree in all columns, were these independent; that they are not adds.

    0 where there are less than two rows.
    """
    chance, n = 1.0, len(values)
    if n < 2:
        return 0.0
    for column in values.T:
        times = np.unique(column, return_counts=True)[1]
        chance *= float((times * (times - 1.0)).sum()) / (n * (n - 1))
    return chance


def by_chance(keys: Sequence[Hashable], agree: float) -> float:
    """Return the chance of a new real row to equal one of these n that no other of them equals.

    It is 2 f2 / n with f2 the contents that exactly two of them have (Good 1953), and at least that by which
    independent columns would agree, where real rows are too few to show one pair.

    Args:
        keys: of the real rows, see `keys_of`.
        agree: see `agreement`.
    """
    twice = sum(count == 2 for count in Counter(keys).values())
    return min(1.0, max(2 * twice / len(keys), len(keys) * agree))


def beyond(hits: int, n: int, chance: float, level: float, *, beside: tuple[int, int] | None = None) -> bool:
    """Say whether more of n rows equal a real one than chance explains.

    Args:
        hits: rows that do.
        n: rows.
        chance: of each, see `by_chance`.
        level: of the test, one-sided.
        beside: of how many held-out real rows how many do; where any does, they must do so surely less often.
    """
    if not hits or binom.sf(hits - 1, n, chance) > level:
        return False
    if beside is None or not beside[0]:
        return True
    table = [[hits, n - hits], [beside[0], beside[1] - beside[0]]]
    return bool(fisher_exact(table, alternative="greater").pvalue <= level)
