"""Conditions two by two: what was never seen together, and which conditions are worth covering together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl

from datadiet.domain.conditions import Conditions
from datadiet.domain.domain import Domain, Levels
from datadiet.domain.drafting.conditions import Declared
from datadiet.domain.drafting.words import compared
from datadiet.domain.levels import coded
from datadiet.domain.tuples import count_tuples

__all__ = ["Covering", "coverage", "never_together"]

_EXPECTED = 10
"""Samples that two levels should share by chance, from which on it is worth asking why they never do."""
_WIDEST = 12
"""Levels up to which a condition is suggested for coverage."""
_MOST = 5
"""Conditions that are suggested for coverage."""
_OF_A_SECTION = 3
"""Of these, from one section of the file."""
_LEAST = 0.3
"""New information below which no further condition is suggested."""


@dataclass(frozen=True, slots=True)
class Covering:
    """Conditions to be covered two by two, and what the data holds of them."""

    names: tuple[str, ...]
    min_each: int
    covered: int
    """Combinations that the data holds so often."""
    seen: int
    """Combinations that it holds at all."""
    cells: int
    """Combinations."""


def never_together(declared: Sequence[Declared], frame: pl.DataFrame) -> Iterator[tuple[str, float]]:
    """Yield pairs of levels that never occur together, as SQL, with how often they should by chance; most first."""
    several = [one for one in declared if isinstance(one.variable, Levels) and len(one.variable.levels) <= _WIDEST]
    found = []
    for first, second in combinations(several, 2):
        both = frame.select(a=first.name, b=second.name).drop_nulls()
        counts = {row[:2]: row[2] for row in both.group_by("a", "b").len().iter_rows()}
        sizes = {side: dict(both[side].value_counts().iter_rows()) for side in ("a", "b")}
        for a, n_a in sizes["a"].items():
            for b, n_b in sizes["b"].items():
                expected = n_a * n_b / len(both)
                if (a, b) not in counts and expected >= _EXPECTED:
                    text = f"not ({compared(first.name, '=', a)} and {compared(second.name, '=', b)})"
                    found.append((text, expected))
    yield from sorted(found, key=lambda pair: (-pair[1], pair[0]))


def coverage(declared: Sequence[Declared], frame: pl.DataFrame) -> Covering | None:
    """Choose the conditions that tell most and repeat each other least, and count their pairs of levels.

    `min_each` is what the data itself has for two thirds of the combinations that it has at all.
    """
    free = [one for one in declared if one.variable is not None and one.variable.when is None]
    domain = Domain("draft", variables=tuple(one.variable for one in free if one.variable is not None))
    codes, _ = coded(domain, Conditions(frame, {}), tuple(one.name for one in free))
    sizes = [_size(one) for one in free]
    usable = [k for k, size in enumerate(sizes) if 2 <= size <= _WIDEST]
    chosen = _chosen(codes, usable, [one.candidate.section for one in free])
    if len(chosen) < 2:
        return None
    chosen.sort()
    widths = tuple(sizes[k] for k in chosen)
    tables = [table for _, table in count_tuples(codes[:, chosen], widths, t=2)]
    counts = np.sort(np.concatenate([table.ravel() for table in tables]))[::-1]
    seen = int((counts > 0).sum())
    min_each = max(1, int(counts[2 * seen // 3]))
    return Covering(
        tuple(free[k].name for k in chosen),
        min_each,
        int((counts >= min_each).sum()),
        seen,
        len(counts),
    )


def _size(one: Declared) -> int:
    if isinstance(one.variable, Levels):
        return len(one.variable.levels)
    return one.variable.bins if one.variable is not None else 0


def _chosen(codes: np.ndarray, usable: list[int], sections: list[str]) -> list[int]:
    """Choose greedily by entropy that no chosen one tells: the first of those that come near to the best."""
    chosen: list[int] = []
    while len(chosen) < _MOST:
        full = {section for section in sections if sum(sections[k] == section for k in chosen) >= _OF_A_SECTION}
        gains = {k: _new(codes, k, chosen) for k in usable if k not in chosen and sections[k] not in full}
        best = max(gains.values(), default=0.0)
        if best < _LEAST:
            break
        chosen.append(next(k for k, gain in gains.items() if gain >= 0.6 * best))
    return chosen


def _new(codes: np.ndarray, k: int, chosen: list[int]) -> float:
    """Bits that a condition adds to the chosen one that tells most of it."""
    alone = _entropy(codes[:, [k]])
    return min((_entropy(codes[:, [k, c]]) - _entropy(codes[:, [c]]) for c in chosen), default=alone)


def _entropy(codes: np.ndarray) -> float:
    """Entropy in bits of the rows of (n, v) codes of which all are known."""
    known = codes[(codes >= 0).all(axis=1)]
    if not len(known):
        return 0.0
    shares = np.unique(known, axis=0, return_counts=True)[1] / len(known)
    return float(-(shares * np.log2(shares)).sum())
