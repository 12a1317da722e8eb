"""What a sample is too small for, and which number of rows would do."""

from collections.abc import Iterator
from itertools import combinations, islice

import numpy as np

from datadiet.domain.sampling.quotas import Quota
from datadiet.domain.sampling.rows import Drawing, occurrence
from datadiet.domain.sampling.strata import Strata
from datadiet.domain.tuples import count_tuples

__all__ = ["shortfalls"]

BLOCK = 4_096
FARTHEST = 1_000_000
"""Rows beyond the sample within which enough is looked for."""
PIECE = 2**17


def shortfalls(drawing: Drawing, stratum: np.ndarray, further: Iterator[int]) -> tuple[str, ...]:
    """Return a sentence for every bound that the sample does not hold, and for coverage.

    Args:
        drawing: how rows are drawn.
        stratum: (n,) of the rows.
        further: the strata of the rows that would come next.
    """
    strata, n = drawing.strata, len(stratum)
    counts = np.bincount(stratum, minlength=len(strata)) @ strata.truth
    missed = [k for k, quota in enumerate(strata.quotas) if not quota.held(int(counts[k]), n)]
    covered = bool((np.bincount(stratum, minlength=len(strata)) >= np.diff(drawing.starts)).all())
    enough = _enough(drawing, stratum, missed, covered, further)
    told = [_quota(strata.quotas[k], int(counts[k]), n, enough[k]) for k in missed]
    return tuple(told + ([] if covered else _coverage(drawing, stratum, enough[-1])) + _forbidden(strata))


def _enough(
    drawing: Drawing, stratum: np.ndarray, missed: list[int], covered: bool, further: Iterator[int]
) -> dict[int, int]:
    """Return, for each quota that is missed and for coverage (-1), the number of rows that would do; 0 if not found."""
    strata, n = drawing.strata, len(stratum)
    rows = np.bincount(stratum, minlength=len(strata))
    found, left = {}, set(missed) | (set() if covered else {-1})
    while left and n < len(stratum) + FARTHEST:
        block = np.fromiter(islice(further, BLOCK), dtype=np.int64, count=BLOCK)
        for k in sorted(left):
            at = _coverage_at(drawing, rows, block) if k < 0 else _held_at(strata, k, rows, block, n)
            if at is not None:
                found[k] = n + at
        left -= set(found)
        rows, n = rows + np.bincount(block, minlength=len(strata)), n + BLOCK
    return found | dict.fromkeys(left, 0)


def _held_at(strata: Strata, k: int, rows: np.ndarray, block: np.ndarray, n: int) -> int | None:
    counts = rows @ strata.truth[:, k] + np.cumsum(strata.truth[block, k])
    quota = strata.quotas[k]
    return next((i for i, count in enumerate(counts.tolist(), 1) if quota.held(count, n + i)), None)


def _coverage_at(drawing: Drawing, rows: np.ndarray, block: np.ndarray) -> int | None:
    """Return after which row of the block all covering rows have come."""
    lacking = np.diff(drawing.starts) - rows
    if (np.bincount(block, minlength=len(rows)) < lacking).any():
        return None
    return int(np.flatnonzero(occurrence(block) + 1 == lacking[block])[-1]) + 1


def _quota(quota: Quota, count: int, n: int, enough: int) -> str:
    found = f"{quota.name} has {count:,} of {n:,} rows ({count / n:.3g})"
    return f"{quota.place}: {found}, not {quota.bounds}; {_do(enough, n)}"


def _do(enough: int, n: int) -> str:
    return f"n = {enough:,} would do" if enough else f"more than {n + FARTHEST:,} rows would be needed"


def _coverage(drawing: Drawing, stratum: np.ndarray, enough: int) -> list[str]:
    """Tell how many combinations of levels are short; none may be, if other rows have made up for it."""
    coverage = drawing.strata.space.domain.coverage
    if coverage is None:
        return []
    space, number = drawing.strata.reachable(), occurrence(stratum)
    pieces = [slice(start, start + PIECE) for start in range(0, len(stratum), PIECE)]
    codes = [drawing.codes(drawing.pick(stratum[piece], number[piece]), coverage.over) for piece in pieces]
    short = total = 0
    for chosen, counts in count_tuples(np.concatenate(codes), space.sizes(coverage.over), t=coverage.t):
        feasible = space.feasible([coverage.over[k] for k in chosen])
        total += int(feasible.sum())
        short += int((feasible & (counts < coverage.min_each)).sum())
    if not short:
        return []
    what = f"{short:,} of {total:,} combinations of {coverage.t} levels occur less than {coverage.min_each:,} times"
    return [f"{coverage.place}: {what} in {len(stratum):,} rows; {_do(enough, len(stratum))}"]


def _forbidden(strata: Strata) -> list[str]:
    """Tell how many combinations coverage asks for and a bound of at most 0 forbids."""
    coverage, space, reachable = strata.space.domain.coverage, strata.space, strata.reachable()
    if coverage is None or all(part.open.all() for part in strata.patterns):
        return []
    count = 0
    for names in combinations(coverage.over, coverage.t):
        count += int((space.feasible(names) & ~reachable.feasible(names)).sum())
    if not count:
        return []
    lines = ", ".join(str(quota.place) for quota in strata.quotas if not quota.high)
    return [f"{coverage.place}: {count:,} combinations are asked for and forbidden, by {lines}; no n would do"]
