"""Take rows away from a covering array, as long as changes of the others can make up for them."""

from dataclasses import dataclass

import numpy as np

from datadiet.domain.cells import Allowed, Cells, settle

__all__ = ["trim"]

WORK = 150_000_000
"""Cells that are looked at in all, about."""
MOVE = 50_000
"""What a move costs beside the cells that it looks at, as if it were cells."""
TABU = 2
"""Moves during which a changed place is not changed again."""


@dataclass(slots=True)
class _Search:
    """Rows on their way to having every combination that is wanted."""

    rows: np.ndarray
    """(n, v) codes."""
    at: np.ndarray
    """(n, C) their cells."""
    count: np.ndarray
    """How many rows have each cell."""
    wanted: np.ndarray
    """Whether each cell is one to be had."""
    changed: np.ndarray
    """(n, v) the move that changed each place last."""
    missing: set[int]
    """Cells that are wanted, and that no row has."""

    def drop(self) -> None:
        """Take away the row whose combinations the other rows have but for the fewest."""
        alone = ((self.count[self.at] == 1) & self.wanted[self.at]).sum(axis=1)
        row = int(alone.argmin())
        self._leave(self.at[row])
        self.rows, self.at, self.changed = (np.delete(x, row, axis=0) for x in (self.rows, self.at, self.changed))

    def replace(self, index: int, row: np.ndarray, at: np.ndarray, *, move: int) -> None:
        """Put a row with these cells in the place of another."""
        other = at != self.at[index]
        self._leave(self.at[index][other])
        fresh = at[other]
        self.missing.difference_update(fresh.tolist())
        self.count[fresh] += 1
        self.changed[index][row != self.rows[index]] = move
        self.rows[index], self.at[index] = row, at

    def _leave(self, cells: np.ndarray) -> None:
        self.count[cells] -= 1
        self.missing.update(cells[(self.count[cells] == 0) & self.wanted[cells]].tolist())


def trim(
    rows: np.ndarray, cells: Cells, wanted: np.ndarray, allowed: Allowed, *, rng: np.random.Generator
) -> np.ndarray:
    """Return as many rows or fewer that have the same combinations.

    A row is taken away; then, again and again, some missing combination is put into the row where that loses least
    against what it gains, and what was changed stays for some moves. When nothing is missing, the next row goes.

    Args:
        rows: (n, v) codes, each row allowed, which together have all that is wanted.
        cells: where each combination has its cell.
        wanted: the cells of the combinations that are to be had.
        allowed: says which rows can be completed.
        rng: which combination comes first, and ties.

    Source: Nurmela 2004, "Upper bounds for covering arrays by tabu search".
    """
    work = WORK - 3 * len(rows) * len(cells.chosen)
    if len(rows) < 2 or work < 0:
        return rows
    search = _begin(rows, cells, wanted)
    fewest = np.histogram(wanted, cells.start)[0].max()  # each row has one combination of each choice of variables
    move = 0
    while work > 0 and len(rows) > fewest:
        if not search.missing:
            rows = search.rows.copy()
            search.drop()
            work -= search.at.size
        else:
            move += 1
            work -= MOVE + _step(search, cells, allowed, move=move, rng=rng)
    return search.rows if not search.missing else rows


def _begin(rows: np.ndarray, cells: Cells, wanted: np.ndarray) -> _Search:
    at = cells.of(rows)
    count = np.bincount(at.ravel(), minlength=cells.start[-1])
    to_have = np.zeros(cells.start[-1], dtype=bool)
    to_have[wanted] = True
    return _Search(rows.copy(), at, count, to_have, np.full(rows.shape, -TABU), set())


def _step(search: _Search, cells: Cells, allowed: Allowed, *, move: int, rng: np.random.Generator) -> int:
    """Put some missing combination into a row; return how many cells were looked at."""
    target = cells.rows(np.array([sorted(search.missing)[rng.integers(len(search.missing))]]))[0]
    index, rows = _near(search, target, move=move)
    fine = allowed(rows)
    index, rows = index[fine], rows[fine]
    if not len(index):
        index = rng.integers(len(search.rows), size=1)
        rows = _forced(search.rows[index[0]], target, cells.sizes, allowed, rng=rng)
    at = cells.of(rows)
    before = search.at[index]
    other = at != before
    lost = (other & (search.count[before] == 1) & search.wanted[before]).sum(axis=1)
    won = (other & (search.count[at] == 0) & search.wanted[at]).sum(axis=1)
    best = int((lost - won + 0.5 * rng.random(len(index))).argmin())
    search.replace(int(index[best]), rows[best], at[best], move=move)
    return at.size


def _near(search: _Search, target: np.ndarray, *, move: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows that one change of a place that may change makes have the target: which, and how they become."""
    differ = (search.rows != target) & (target >= 0)
    open_ = ~differ | (move - search.changed > TABU)
    index = np.flatnonzero((differ.sum(axis=1) == 1) & open_.all(axis=1))
    return index, np.where(target >= 0, target, search.rows[index])


def _forced(
    row: np.ndarray, target: np.ndarray, sizes: np.ndarray, allowed: Allowed, *, rng: np.random.Generator
) -> np.ndarray:
    """Return a row with the target that keeps what it can of another: (1, v)."""
    forced = np.where(target >= 0, target, row)[None]
    if allowed(forced)[0]:
        return forced
    forced = target[None].copy()
    for variable in rng.permutation(np.flatnonzero(target < 0)):
        gain = rng.random((1, sizes[variable]))
        if row[variable] >= 0:
            gain[0, row[variable]] = 2
        settle(forced, np.array([variable]), gain, allowed)
    return forced
