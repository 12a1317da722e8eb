"""Nearest candidates of all samples among both sides, each distance being computed once for both directions."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Candidates", "candidates"]

TILE = 1500
"""Samples of a tile; not a power of two, so that its transposition does not fight over cache lines."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """For every pooled sample its candidates on one side, in no order."""

    index: np.ndarray
    """(N, k) int64 rows of that side, -1 where it holds fewer."""
    squared: np.ndarray
    """(N, k) float32 squared distances up to rounding, inf where there is none."""


def candidates(sides: tuple[np.ndarray, np.ndarray], centre: np.ndarray, k: int) -> tuple[Candidates, Candidates]:
    """Return the k candidates of every pooled sample on the first side and on the second, itself excluded.

    Distances are symmetric, so a tile of the matrix serves its rows and, transposed, its columns: half of the
    products of a search. faiss keeps the k smallest. Tiles meet as in a round-robin tournament: in each round none
    plays twice, so that threads never write to the same rows and their number cannot change the result.
    """
    from threadpoolctl import threadpool_limits

    count = sum(len(side) for side in sides)
    heaps = (_Heaps(count, k), _Heaps(count, k))
    tiles = list(_tiles(sides))

    room = _Room()

    def meet(pair: tuple[int, int]) -> None:
        row, column = (tiles[place] for place in pair)
        squared = room.squared(row.of(sides) - centre, column.of(sides) - centre)
        if row == column:
            np.fill_diagonal(squared, np.inf)
        heaps[column.side].add(squared, column.start, row.pooled)
        if row != column:
            heaps[row.side].add(room.turned(squared), row.start, column.pooled)

    with threadpool_limits(1), ThreadPoolExecutor(os.cpu_count(), initializer=_alone) as threads:
        for pairs in _rounds(len(tiles)):
            list(threads.map(meet, pairs))
    return heaps[0].taken(), heaps[1].taken()


def _alone() -> None:
    """Keep faiss from starting threads of its own in this one."""
    import faiss

    faiss.omp_set_num_threads(1)


@dataclass(frozen=True, slots=True)
class _Tile:
    """A run of samples of one side."""

    side: int
    start: int
    pooled: int
    """Where it starts among the samples of both sides."""

    def of(self, sides: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
        return sides[self.side][self.start : self.start + TILE]


def _tiles(sides: tuple[np.ndarray, np.ndarray]) -> Iterator[_Tile]:
    before = 0
    for number, side in enumerate(sides):
        for start in range(0, len(side), TILE):
            yield _Tile(number, start, before + start)
        before += len(side)


def _rounds(tiles: int) -> Iterator[list[tuple[int, int]]]:
    """Yield rounds of pairs in which every tile meets itself and every other one once, by the circle method."""
    yield [(tile, tile) for tile in range(tiles)]
    seats = tiles + tiles % 2
    for turn in range(seats - 1):
        circle = [0, *((turn + seat) % (seats - 1) + 1 for seat in range(seats - 1))]
        pairs = zip(circle[: seats // 2], reversed(circle[seats // 2 :]), strict=True)
        yield [(min(pair), max(pair)) for pair in pairs if max(pair) < tiles]


class _Room(threading.local):
    """Memory of one thread that every pair of tiles uses again: fresh memory would cost a third of the time."""

    def __init__(self) -> None:
        self._products = np.empty(TILE * TILE, np.float32)
        self._turned = np.empty(TILE * TILE, np.float32)

    def squared(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return |x|^2 + |y|^2 - 2xy of all pairs, the norms being two more columns of one product."""
        one = np.ones((max(len(x), len(y)), 1), np.float32)
        right = np.hstack([y, one[: len(y)], _norms(y)])
        left = np.hstack([x, _norms(x), one[: len(x)]])
        left[:, : x.shape[1]] *= -2
        return np.matmul(left, right.T, out=self._products[: len(x) * len(y)].reshape(len(x), len(y)))

    def turned(self, squared: np.ndarray) -> np.ndarray:
        """Return the same with rows and columns exchanged, contiguous."""
        turned = self._turned[: squared.size].reshape(squared.shape[::-1])
        np.copyto(turned, squared.T)
        return turned


def _norms(x: np.ndarray) -> np.ndarray:
    return np.einsum("ij,ij->i", x, x)[:, None]


class _Heaps:
    """The k smallest values seen so far, for each row; the memory is numpy's, the work faiss's."""

    def __init__(self, rows: int, k: int) -> None:
        import faiss

        self._pointer: Any = faiss.swig_ptr
        self._values = np.empty((rows, k), np.float32)
        self._index = np.empty((rows, k), np.int64)
        self._heaps: Any = faiss.float_maxheap_array_t()
        self._heaps.nh, self._heaps.k = rows, k
        self._heaps.val, self._heaps.ids = faiss.swig_ptr(self._values), faiss.swig_ptr(self._index)
        self._heaps.heapify()

    def add(self, block: np.ndarray, first_column: int, first_row: int) -> None:
        """Offer a contiguous block of values to the rows from `first_row` on."""
        self._heaps.addn(block.shape[1], self._pointer(block), first_column, first_row, block.shape[0])

    def taken(self) -> Candidates:
        """Return what was kept."""
        kept = np.isfinite(self._values) & (self._values < np.finfo(np.float32).max)
        self._index[~kept] = -1
        self._values[~kept] = np.inf
        return Candidates(self._index, self._values)
