"""A flat table with one cell for every combination of levels of t variables."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, combinations
from math import comb

import numpy as np

__all__ = ["Allowed", "Cells", "lay_out", "settle"]

Allowed = Callable[[np.ndarray], np.ndarray]
"""(m, v) level codes, -1 where free -> (m,) booleans: can the row be completed to one that is allowed?"""


@dataclass(frozen=True, slots=True)
class Cells:
    """Where each combination has its cell.

    There are v variables, C = C(v, t) choices of t of them, and K = C(v - 1, t - 1) choices that have a given one. A
    free variable has a place of its own, before its levels, so that rows that are not complete have cells too; those
    cells stand for no combination.
    """

    sizes: np.ndarray
    """(v,) levels of each variable."""
    chosen: np.ndarray
    """(C, t) variables."""
    strides: np.ndarray
    """(C, t) cells from one level of a variable to the next."""
    start: np.ndarray
    """(C + 1,) first cell of each choice; the last is the number of cells."""
    having: np.ndarray
    """(v, K) the choices that have a variable."""
    own: np.ndarray
    """(v, K) stride of that variable in them."""
    others: np.ndarray
    """(v, K, t - 1) the other variables."""
    beside: np.ndarray
    """(v, K, t - 1) their strides."""

    def of(self, rows: np.ndarray) -> np.ndarray:
        """Return the cells of rows of codes: (m, v) -> (m, C)."""
        cells = np.broadcast_to(self.start[:-1], (len(rows), len(self.chosen))).copy()
        for variable, stride in zip(self.chosen.T, self.strides.T, strict=True):
            cells += (rows[:, variable] + 1) * stride
        return cells

    def choices(self, rows: np.ndarray, variable: np.ndarray) -> np.ndarray:
        """Return the cells that a row would have with each level of a variable: (m, v), (m,) -> (m, K, most levels).

        Beyond the last level of a variable, its last cell is repeated.
        """
        at = self.start[self.having[variable]]  # (m,) -> (m, K)
        each = np.arange(len(rows))[:, None]
        for j in range(self.others.shape[2]):
            at += (rows[each, self.others[variable, :, j]] + 1) * self.beside[variable, :, j]
        level = np.minimum(np.arange(self.sizes.max()), self.sizes[variable, None] - 1)  # (m, most levels)
        return at[:, :, None] + self.own[variable][:, :, None] * (level + 1)[:, None, :]

    def rows(self, cells: np.ndarray) -> np.ndarray:
        """Return rows that have just the combinations of some cells, and are free elsewhere: (m,) -> (m, v)."""
        choice = np.searchsorted(self.start, cells, side="right") - 1
        variables = self.chosen[choice]
        rows = np.full((len(cells), len(self.sizes)), -1)
        places = (cells - self.start[choice])[:, None] // self.strides[choice] % (self.sizes[variables] + 1)
        rows[np.arange(len(cells))[:, None], variables] = places - 1
        return rows

    def combinations(self) -> np.ndarray:
        """Return the cells that stand for a combination, none of whose variables is free."""
        shapes, which = np.unique(self.sizes[self.chosen], axis=0, return_inverse=True)
        found = []
        for k, shape in enumerate(shapes):
            alike = np.flatnonzero(which.ravel() == k)
            places = np.indices(tuple(shape)).reshape(len(shape), -1) + 1  # (t, combinations)
            found.append((self.start[alike, None] + self.strides[alike[0]] @ places).ravel())
        return np.sort(np.concatenate(found))


def lay_out(sizes: tuple[int, ...], t: int) -> Cells:
    """Give each combination of levels of t variables its cell."""
    v = len(sizes)
    counts = np.array(sizes)
    flat = chain.from_iterable(combinations(range(v), t))
    chosen = np.fromiter(flat, dtype=np.intp, count=comb(v, t) * t).reshape(-1, t)
    widths = counts[chosen] + 1
    strides = np.ones_like(widths)
    strides[:, :-1] = np.cumprod(widths[:, :0:-1], axis=1)[:, ::-1]
    start = np.concatenate([[0], np.cumsum(widths.prod(axis=1))])
    found = chosen.ravel().argsort(kind="stable").reshape(v, -1)  # each variable is in as many choices
    having, place = found // t, found % t
    rest = (place[:, :, None] + np.arange(1, t)) % t
    others, beside = (array[having[:, :, None], rest] for array in (chosen, strides))
    return Cells(counts, chosen, strides, start, having, strides[having, place], others, beside)


def settle(rows: np.ndarray, variable: np.ndarray, gain: np.ndarray, allowed: Allowed) -> None:
    """Give a variable of each row, in place, the level of the greatest gain that is allowed.

    Where no level is allowed, the variable does not apply, and stays as it is: free.

    Args:
        rows: (m, v) codes.
        variable: (m,) which variable of each row; it is free.
        gain: (m, most levels), -inf for what is no level; overwritten.
        allowed: says which rows can be completed.
    """
    left = np.arange(len(rows))
    while len(left := left[gain[left].max(axis=1) > -np.inf]):
        level = gain[left].argmax(axis=1)
        tried = rows[left]
        tried[np.arange(len(left)), variable[left]] = level
        fine = allowed(tried)
        rows[left[fine]] = tried[fine]
        gain[left, level] = -np.inf
        left = left[~fine]
