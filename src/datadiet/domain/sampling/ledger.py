"""When the next row of each quota is due, and when it is allowed: whole-number arithmetic, row by row."""

from datadiet.domain.sampling.quotas import Quota

__all__ = ["Ledger"]

NEVER = 1 << 62


class Ledger:
    """Counts of the rows under each quota."""

    def __init__(self, quotas: tuple[Quota, ...]) -> None:
        self.rows = 0
        self.counts = [0] * len(quotas)
        self._spent = 0  # rows that went to least counts
        self._unmet: list[int] = []
        self._low = [(q.low.numerator, q.low.denominator) for q in quotas]
        self._high = [(q.high.numerator, q.high.denominator) for q in quotas]
        self._least = [q.min_count for q in quotas]
        self._due = [1 if quota.low else NEVER for quota in quotas]
        self._free = [self._allowed(k) for k in range(len(quotas))]
        self._bounded = [k for k, quota in enumerate(quotas) if quota.high < 1]
        self._tolerated = [quota.tolerated for quota in quotas]
        self._asked = [k for k, quota in enumerate(quotas) if quota.min_count]
        self._sight = _sight([float(quota.low) for quota in quotas if quota.low])

    def next_row(self) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
        """Begin a row: return the quotas to which it may be due, most urgent first; those that lack a least count; and
        those that must not have it, firmest first."""
        self.rows += 1
        free, row = self._free, self.rows
        closed = [k for k in self._bounded if free[k] > row]
        if len(closed) > 1:
            closed.sort(key=self._firmness)
        horizon = row + self._sight
        wanted = [(due, k) for k, due in enumerate(self._due) if due <= horizon]
        if len(wanted) > 1:
            wanted.sort()
        self._unmet = self._short() if self._asked and 2 * self._spent < row else []
        return tuple([k for _, k in wanted]), tuple(self._unmet), tuple(closed)

    def _firmness(self, k: int) -> tuple[bool, int]:
        """Sort quotas at their upper bound: tolerated exclusions first, then those that stay there longest."""
        return not self._tolerated[k], -self._free[k]

    def _short(self) -> list[int]:
        """Return the quotas whose least count is not reached, the one that lacks most first."""
        self._asked = [k for k in self._asked if self.counts[k] < self._least[k]]
        return sorted(self._asked, key=lambda k: self.counts[k] - self._least[k])

    def add(self, quotas: list[int]) -> None:
        """Count the row under these quotas."""
        self._spent += any(k in quotas for k in self._unmet)
        for k in quotas:
            self.counts[k] += 1
            share, of = self._low[k]
            if share:
                self._due[k] = self.counts[k] * of // share + 1
            self._free[k] = self._allowed(k)

    def _allowed(self, k: int) -> int:
        """Return the first row that the quota may have next: where no count holds both bounds, what is due may come.

        A share of exactly a fifth is then a little above and a little below in turn, and right at every fifth row,
        whatever other quotas need there.
        """
        share, of = self._high[k]
        return min(-(-(self.counts[k] + 1) * of // share) if share else NEVER, self._due[k])


def _sight(low: list[float]) -> int:
    """Return how many rows ahead a due row is seen.

    k quotas that exclude each other can all be due in one row, k - 1 rows more than it holds. Their shares in
    (k - 1) / (sum of the shares) rows are as many: whoever looks so far ahead is never late who need not be. A little
    more helps where quotas overlap.
    """
    return int(-(-len(low) // sum(low))) if low else 0
