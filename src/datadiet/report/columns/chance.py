"""How alike a column of a perfect generator would be: of many levels, no two samples have the same shares."""

from collections.abc import Mapping
from typing import Any

import numpy as np

__all__ = ["by_chance"]

_DRAWS = 40
_SPREADS = 3
_FEWEST, _MOST = 2_000, 20_000
"""Rows of a generator that are held beside the real ones: as many as these, within these bounds."""


def by_chance(seen: Mapping[str, Any]) -> float:
    """Return the least likeness of levels that two samples of the real shares have by chance; 1 for other columns.

    Both sides are drawn anew from the real shares, 40 times. Levels that are not listed singly share what is left
    equally, which is how they differ most.

    Args:
        seen: of one column: `n`, and `levels` and `others` with their shares, see `generate.tables.describing`.
    """
    listed = seen.get("levels")
    n = int(seen.get("n", 0))
    if not listed or n < 1:
        return 1.0
    more, left, _ = seen.get("others", (0, 0.0, 0.0))
    shares = np.array([*(real for _, real, _ in listed), *([left / more] * int(more) if more else [])], float)
    shares /= max(float(shares.sum()), 1e-12)
    made = min(max(n, _FEWEST), _MOST)
    rng = np.random.default_rng(0)
    first, second = (rng.multinomial(size, shares, size=_DRAWS) / size for size in (n, made))
    alike = 1 - np.abs(first - second).sum(axis=1) / 2
    return float(alike.mean() - _SPREADS * alike.std(ddof=1))
