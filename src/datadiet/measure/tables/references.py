"""What a figure of a table can be read against: what real rows reach against other real rows, of as many rows."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from datadiet.errors import TooFewSamples

__all__ = ["DRAWS", "Reference", "beside_real"]

DRAWS = 8
LIMIT = 5_000
"""Most rows a side in one draw."""
MARGIN = 0.01
"""A figure that is this little below its reference is never called worse."""
SPREADS = 3
"""So many standard deviations of the draws are chance: the synthetic rows are one draw, too. Two called 7 % of perfect
tables worse, three at most 3 % (30 tables of 3 or 10 normal columns, 100 or 400 real rows)."""
EXTREME = 4
"""The same of the part that differs most, whose chance has a longer tail: of 60 perfect tables of 12 columns of all
kinds, 100 or 400 rows, none was called worse for its worst column and none for its worst pair."""
Statistic = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """Parts of a figure (columns, pairs of columns) at equal numbers of rows, means over the draws."""

    real: np.ndarray
    """(k,) real rows against other real rows."""
    synthetic: np.ndarray
    """(k,) the same real rows against as many synthetic ones."""
    value: float
    """Mean of `real`."""
    equal: float
    """Mean of `synthetic`."""
    spread: float
    """Standard deviation of the mean of `real` over the draws."""
    m: int
    """Rows a side."""
    worst: int
    """The part in which synthetic rows fall behind other real rows the most."""
    allowed: float
    """How far a perfect table's worst part may fall behind: the largest of all parts, by chance."""

    @property
    def worst_is_worse(self) -> bool:
        """Whether that part falls behind by more than the worst of all parts does among real rows."""
        return float(self.real[self.worst] - self.synthetic[self.worst]) > self.allowed

    @property
    def worse(self) -> bool:
        """Whether synthetic rows are farther from real ones than other real rows are, beyond what draws explain."""
        return self.equal < self.value - max(MARGIN, SPREADS * self.spread)


def beside_real(
    statistic: Statistic,
    real: np.ndarray,
    synthetic: np.ndarray,
    holdout: np.ndarray | None,
    *,
    rng: np.random.Generator,
    draws: int = DRAWS,
) -> Reference:
    """Take a figure of real rows against synthetic ones, and of the same real rows against other real ones.

    Each draw splits the real rows anew, so that its spread tells how far other rows would move the figure.

    Args:
        statistic: of two tables, (k,) parts of a figure; higher is better.
        real: (n_r, d) rows.
        synthetic: (n_s, d) rows.
        holdout: (n_h, d) further real rows: random halves are drawn from both together.
        rng: draws the rows.
        draws: how often.

    Raises:
        TooFewSamples: fewer than two real rows, or no synthetic or held-out one.
    """
    known = real if holdout is None else np.concatenate([real, holdout])
    m = min(len(known) // 2, len(synthetic), LIMIT)
    if m < 1:
        raise TooFewSamples(f"{len(known)} real and {len(synthetic)} synthetic rows", expected="at least two and one")
    found = []
    for _ in range(draws):
        order = rng.permutation(len(known))
        first, other = known[order[:m]], known[order[m : 2 * m]]
        made = synthetic[rng.permutation(len(synthetic))[:m]]
        found.append((statistic(first, other), statistic(first, made)))
    both: np.ndarray = np.array(found)  # (draws, 2, k)
    means = both.mean(axis=2)  # (draws, 2)
    behind = both[:, 0].mean(axis=0) - both[:, 1].mean(axis=0)
    return Reference(
        real=both[:, 0].mean(axis=0),
        synthetic=both[:, 1].mean(axis=0),
        value=float(means[:, 0].mean()),
        equal=float(means[:, 1].mean()),
        spread=float(means[:, 0].std(ddof=1)) if draws > 1 else 0.0,
        m=m,
        worst=int(behind.argmax()),
        allowed=_allowed(both[:, 0]),
    )


def _allowed(real: np.ndarray) -> float:
    """Return how far the worst part of one more draw may fall behind the mean of the others: (draws, k) -> number.

    The largest of all parts is taken in each draw, so that many parts do not make an alarm likelier.
    """
    draws = len(real)
    if draws < 2:
        return float("inf")
    others = (real.sum(axis=0) - real) / (draws - 1)
    largest = (others - real).max(axis=1)
    return max(MARGIN, float(largest.mean() + EXTREME * largest.std(ddof=1)))
