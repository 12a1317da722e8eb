"""Rows of level codes with holes: can they be filled so that all rules hold?"""

import numpy as np

__all__ = ["Completions"]


class Completions:
    """Says which rows of level codes, -1 where free, can be completed to what is allowed."""

    def __init__(self, parts: tuple[tuple[list[int], np.ndarray], ...]) -> None:
        self.parts = parts
        self.seen: dict[tuple[int, bytes], np.ndarray] = {}

    def __call__(self, codes: np.ndarray) -> np.ndarray:
        """Return (m,) Booleans for (m, v) codes."""
        fine = np.ones(len(codes), bool)
        for index, (columns, known) in enumerate(self.parts):
            own = codes[:, columns]
            free = own < 0
            patterns, which = _patterns(free)
            for k, pattern in enumerate(patterns):
                rows = np.flatnonzero(which == k)
                fine[rows] &= self._part(index, known, pattern, own[rows])
        return fine

    def _part(self, index: int, known: np.ndarray, free: np.ndarray, rows: np.ndarray) -> np.ndarray:
        if free.all():
            return np.ones(len(rows), bool)
        highest = int(known.max())
        base = highest + 2  # a greater code is none of those known, and as a digit would run into the next one
        weights = base ** np.arange(int((~free).sum()), dtype=object if base ** len(free) > 2**62 else np.int64)
        there = self.seen.get((index, free.tobytes()))
        if there is None:
            there = np.unique((known[:, ~free] + 1) @ weights)
            self.seen[(index, free.tobytes())] = there
        return (rows <= highest).all(axis=1) & np.isin((rows[:, ~free] + 1) @ weights, there)


def _patterns(free: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the different rows of Booleans, and which one each row is."""
    if (free == free[:1]).all():
        return free[:1], np.zeros(len(free), np.intp)
    patterns, which = np.unique(free, axis=0, return_inverse=True)
    return patterns, which.ravel()
