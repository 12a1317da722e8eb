"""Few rows that have every combination of levels of t variables: what to generate to have seen it all."""

import numpy as np

from datadiet.domain.cells import Allowed, Cells, lay_out, settle
from datadiet.domain.trimming import trim
from datadiet.domain.tuples import check_total

__all__ = ["MOST_COVERED", "covering_array"]

MOST_COVERED = 5_000_000
"""Combinations of levels that are covered at most."""
CANDIDATES = 50
"""Rows that are made for each that is taken."""
WORK = 300_000_000
"""Cells that are looked at for all candidates, about, unless a single candidate a row needs more."""
ASKED = 2**14


def covering_array(
    sizes: tuple[int, ...],
    *,
    t: int,
    rng: np.random.Generator,
    allowed: Allowed | None = None,
    most: int = MOST_COVERED,
) -> np.ndarray:
    """Return rows that together have every combination of levels of t variables that can be.

    Each row is the best of several candidates: each starts from a combination that is still missing, and takes the
    other variables in random order, each with the level that adds most. Then rows are taken away again, as long as the
    others can be changed to make up for them.

    Args:
        sizes: levels of each variable, 1 or more.
        t: how many variables are combined.
        rng: orders and ties; the same generator gives the same rows.
        allowed: says of (m, v) codes, -1 where free, which rows can be completed to one that is allowed, exactly and
            always alike; it is asked for partial rows and for complete ones. None allows all.
        most: combinations to be covered at most.

    Returns:
        (rows, v) level codes; -1 only where no level is allowed beside the rest of the row, so that the variable does
        not apply. Every row is allowed as a whole. No rows, if no combination is.

    Raises:
        OptionError: t is below 1 or above the number of variables, or there are too many combinations.

    Source: Cohen, Dalal, Fredman & Patton 1997, "The AETG system", for the rows; Nurmela 2004, "Upper bounds for
    covering arrays by tabu search", for fewer of them.
    """
    check_total(sizes, t, most=most)
    asked = allowed or _everything
    cells = lay_out(sizes, t)
    wanted = _feasible(cells, asked)
    rows = trim(_greedy(cells, wanted, asked, rng=rng), cells, wanted, asked, rng=rng)
    return _filled(rows, cells, asked, rng=rng)


def _everything(rows: np.ndarray) -> np.ndarray:
    return np.ones(len(rows), dtype=bool)


def _feasible(cells: Cells, allowed: Allowed) -> np.ndarray:
    """Return the cells of the combinations that can be."""
    every = cells.combinations()
    blocks = (every[start : start + ASKED] for start in range(0, len(every), ASKED))
    return np.concatenate([block[allowed(cells.rows(block))] for block in blocks])


def _greedy(cells: Cells, wanted: np.ndarray, allowed: Allowed, *, rng: np.random.Generator) -> np.ndarray:
    """Add the best of several rows until nothing is missing: -> (rows, v)."""
    missing = np.zeros(cells.start[-1], dtype=bool)
    missing[wanted] = True
    count = _candidate_count(cells)
    rows = []
    while len(wanted):
        seeds = rng.choice(wanted, count)
        if not missing[seeds].all():
            wanted = wanted[missing[wanted]]
            continue
        candidates = _candidates(cells.rows(seeds), cells, missing, allowed, rng=rng)
        covered = cells.of(candidates)
        best = int(missing[covered].sum(axis=1).argmax())
        missing[covered[best]] = False
        rows.append(candidates[best])
    return np.array(rows, dtype=np.intp).reshape(-1, len(cells.sizes))


def _candidate_count(cells: Cells) -> int:
    """Return how many candidates a row may have, if there are thrice as many rows as t variables need."""
    v, t = len(cells.sizes), cells.chosen.shape[1]
    rows = 3 * int(np.sort(cells.sizes)[-t:].prod())
    looked_at = v * cells.having.shape[1] * int(cells.sizes.max())
    return int(np.clip(WORK // (rows * looked_at), 1, CANDIDATES))


def _candidates(
    rows: np.ndarray, cells: Cells, missing: np.ndarray, allowed: Allowed, *, rng: np.random.Generator
) -> np.ndarray:
    """Complete rows by one variable after the other, each with the level that adds most: (m, v) -> (m, v)."""
    levels = np.arange(cells.sizes.max())
    for variable in _order(rows, rng=rng).T:
        gain = missing[cells.choices(rows, variable)].sum(axis=1) + rng.random((len(rows), len(levels)))
        settle(rows, variable, np.where(levels < cells.sizes[variable, None], gain, -np.inf), allowed)
    return rows


def _order(rows: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
    """Return the free variables of each row in random order: (m, v) -> (m, free), where all have as many free."""
    fixed = int((rows[0] >= 0).sum())
    return np.argsort(rng.random(rows.shape) - (rows >= 0), axis=1)[:, fixed:]


def _filled(rows: np.ndarray, cells: Cells, allowed: Allowed, *, rng: np.random.Generator) -> np.ndarray:
    """Give free variables any level that is allowed."""
    rows = rows.copy()
    levels = np.arange(cells.sizes.max())
    for variable, size in enumerate(cells.sizes):
        free = np.flatnonzero(rows[:, variable] < 0)
        part = rows[free]
        gain = np.where(levels < size, rng.random((len(free), len(levels))), -np.inf)
        settle(part, np.full(len(free), variable), gain, allowed)
        rows[free] = part
    return rows
