"""How far each stratum is behind its share, row by row."""

import numpy as np

__all__ = ["Shares"]

MOST_KEPT = 2_048
"""Strata whose likeness is kept as a whole: 32 MB."""
LIKE = 0.5
"""What a row counts for strata that agree with its own in all quotas, beside 1 for its own."""
SINGULAR = 1e-9
LEAD = 4
"""Rows by which a quota is kept off a bound, at most."""


class Shares:
    """A running account: each row gives every stratum its share, and takes 1 from the stratum that it goes to.

    A row counts a little for strata that are like its own too, so that the share of every quota is even, and not only
    that of every stratum: there may be more strata than rows. For the same reason strata begin at random places.
    """

    def __init__(self, truth: np.ndarray, target: np.ndarray, *, rng: np.random.Generator) -> None:
        self._signs = truth * 2.0 - 1.0
        self._like = LIKE / max(1, truth.shape[1])
        self._kept = np.array([self._cost(s) for s in range(len(truth))]) if len(truth) <= MOST_KEPT else None
        self._gain = target + self._like * (self._signs @ (self._signs.T @ target))
        self._behind = np.where(target > 0, rng.random(len(target)), -np.inf)
        self._leads = np.zeros(truth.shape[1])
        self._shifts = _shifts(truth, target)

    def next_row(self) -> int:
        """Begin a row: return the stratum that is furthest behind."""
        self._behind += self._gain
        return int(self._behind.argmax())

    def furthest(self, pool: np.ndarray) -> int:
        """Return the stratum of a pool that is furthest behind."""
        return int(pool[self._behind[pool].argmax()])

    def take(self, stratum: int) -> None:
        """Give the row to a stratum."""
        self._behind -= self._cost(stratum) if self._kept is None else self._kept[stratum]

    def learn(self, urgent: tuple[int, ...], closed: tuple[int, ...], quotas: list[int]) -> None:
        """Keep quotas off the bounds that they have run into.

        A quota whose target is its bound would run into it again and again, as what the bound gives is taken back in
        the next rows; and quotas that are pushed together come together. Whatever was pushed stays pushed, for good.

        Args:
            urgent: quotas that a row is due to.
            closed: quotas that are at their upper bound.
            quotas: those of the stratum that would have come by its share alone.
        """
        for k in urgent:
            if k not in quotas and self._leads[k] < LEAD:
                self._leads[k] += 1
                self._behind += self._shifts[k]
        for k in closed:
            if k in quotas and self._leads[k] > -LEAD:
                self._leads[k] -= 1
                self._behind -= self._shifts[k]

    def _cost(self, stratum: int) -> np.ndarray:
        made = self._like * (self._signs @ self._signs[stratum])
        made[stratum] += 1
        return np.asarray(made)


def _shifts(truth: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Return for each quota how many rows more or less of each stratum make one more of it, and of no other: (k, s).

    They are by shares, as if the quota's share were a little larger; where quotas exclude it, as near as can be.
    """
    centred = truth - target @ truth  # (s, k)
    covariance = centred.T @ (centred * target[:, None])
    return np.asarray(np.linalg.pinv(covariance, rcond=SINGULAR, hermitian=True) @ (centred * target[:, None]).T)
