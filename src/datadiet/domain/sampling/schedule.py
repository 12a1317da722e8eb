"""Which stratum each row comes from, so that every beginning of the sample holds the bounds as well as it can."""

from collections.abc import Iterator

import numpy as np

from datadiet.domain.sampling.ledger import Ledger
from datadiet.domain.sampling.quotas import Quota
from datadiet.domain.sampling.shares import Shares

__all__ = ["order"]

MOST_POOLS = 20_000
NEVER = np.iinfo(np.int64).max


def order(
    truth: np.ndarray, target: np.ndarray, quotas: tuple[Quota, ...], first: np.ndarray, *, rng: np.random.Generator
) -> Iterator[int]:
    """Yield the stratum of one row after the other, without end.

    Row by row:

    1. Strata in which a quota is at its upper bound are closed.
    2. Quotas whose next row is due soon narrow the choice, the most urgent one first.
    3. So do least counts that are not reached, as long as they have taken at most half of the rows so far.
    4. If a row of `first` belongs to a stratum that is left, the earliest of these comes.
    5. Else the stratum that is furthest behind its share comes.

    Args:
        truth: (s, k) booleans: whether each quota holds in each stratum.
        target: (s,) shares that add to 1 and hold the bounds.
        quotas: k of them.
        first: strata of the rows that come first, as far as the bounds allow it.
        rng: says how far behind each stratum begins, so that strata too rare to come all come by their shares.

    Source: Liu & Layland 1973 for the earliest deadline first, Tijdeman 1980 for shares in every beginning.
    """
    pools, ledger, ahead = _Pools(truth, target), Ledger(quotas), _First(first, len(target))
    shares = Shares(truth, target, rng=rng)
    held = [np.flatnonzero(row).tolist() for row in truth]
    while True:
        furthest = shares.next_row()
        urgent, lacking, closed = ledger.next_row()
        pool = pools.of(urgent + lacking, closed)
        chosen = ahead.take(pool)
        if chosen < 0:
            chosen = shares.furthest(pool)
        if urgent or closed:
            shares.learn(urgent, closed, held[furthest])
        shares.take(chosen)
        ledger.add(held[chosen])
        yield chosen


class _First:
    """The rows that come first, by stratum."""

    def __init__(self, strata: np.ndarray, count: int) -> None:
        by_stratum = np.argsort(strata, kind="stable")
        ends = np.searchsorted(strata[by_stratum], np.arange(count), side="right")
        starts = np.searchsorted(strata[by_stratum], np.arange(count), side="left")
        self._queues = [iter(by_stratum[a:b].tolist()) for a, b in zip(starts, ends, strict=True)]
        self._heads = np.array([next(queue, NEVER) for queue in self._queues], dtype=np.int64)
        self._left = len(strata)

    def take(self, pool: np.ndarray) -> int:
        """Return the stratum of the earliest row that the pool allows, -1 where there is none."""
        if not self._left:
            return -1
        chosen = int(pool[self._heads[pool].argmin()])
        if self._heads[chosen] == NEVER:
            return -1
        self._heads[chosen] = next(self._queues[chosen], NEVER)
        self._left -= 1
        return chosen


class _Pools:
    """The strata to choose from, for what is wanted and what is closed."""

    def __init__(self, truth: np.ndarray, target: np.ndarray) -> None:
        self._truth, self._open = truth, target > 0
        self._known: dict[tuple[tuple[int, ...], tuple[int, ...]], np.ndarray] = {}

    def of(self, wanted: tuple[int, ...], closed: tuple[int, ...]) -> np.ndarray:
        key = (wanted, closed)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_POOLS:
                self._known.clear()
            found = self._known[key] = self._find(wanted, closed)
        return found

    def _find(self, wanted: tuple[int, ...], closed: tuple[int, ...]) -> np.ndarray:
        """Narrow the choice; what would leave no stratum that has a share is passed over.

        If all strata are closed, no row can hold all upper bounds, and the firmest are held.
        """
        pool = np.arange(len(self._truth))
        for k in closed:
            pool = self._narrowed(pool, ~self._truth[pool, k])
        for k in wanted:
            pool = self._narrowed(pool, self._truth[pool, k])
        return pool

    def _narrowed(self, pool: np.ndarray, fine: np.ndarray) -> np.ndarray:
        left = pool[fine]
        return left if self._open[left].any() else pool
