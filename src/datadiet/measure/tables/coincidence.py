"""Rows that lie near to a real one: are they more, or nearer, than new real rows would be?

One in a hundred real rows lies nearer to another than the other ninety-nine do: so does one in a hundred rows of a
perfect generator. What new real rows do as well makes no row a copy.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import betabinom

from datadiet.measure.copies import near_copy_rule
from datadiet.measure.design import Groups
from datadiet.measure.neighbours import Neighbours

__all__ = ["Nearness", "beyond_chance", "nearness_of"]

EXCUSED = 0.01
"""Chance above which what is seen is taken for one."""
_FEWEST = 40
"""Real rows by which chance is known."""
_TAIL = 0.05
"""Share of the nearest real rows, 20 at least, by which the chance of being nearer still is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Nearness:
    """How near real rows lie to other real ones."""

    hits: int
    """Real rows that the rule of near copies would call copies of another."""
    ratios: np.ndarray
    """(m,) distances to the nearest, over that one's own distance to its nearest other; sorted."""

    def chance_of(self, ratio: np.ndarray) -> np.ndarray:
        """Return the chance of a new real row to be as near as this, at most: (n,).

        In the lower tail it falls like a power of the ratio, as many as there are directions in which rows differ;
        that is estimated from the tail (Hill 1975), and taken two standard errors lower.
        """
        k = max(20, int(_TAIL * len(self.ratios)))
        end = self.ratios[k - 1]
        power = 1 / max(float(np.mean(np.log(end / self.ratios[: k - 1]))), 1e-9)
        power *= max(1 - 2 / np.sqrt(k), 0.1)
        return np.asarray(np.minimum(k / len(self.ratios) * (np.minimum(ratio / end, 1.0)) ** power, 1.0))


def nearness_of(spacings: np.ndarray, groups: Groups, neighbours: Neighbours) -> Nearness:
    """Apply the rule of near copies to each real row, as if it were a new one.

    Args:
        spacings: (n,) of all real rows, see `measure.copies.spacing`.
        groups: of the real rows; a row is held against other groups.
        neighbours: the lists of all rows, the n real ones first.
    """
    n = len(spacings)
    index, distance = neighbours.real_index[:n], neighbours.real_distance[:n].astype(float)
    other = (index >= 0) & (groups.of[index] != groups.of[:, None]) & (distance > 0)
    rows = np.flatnonzero(other.any(axis=1))
    place = other[rows].argmax(axis=1)
    near, apart = index[rows, place], distance[rows, place]
    without = other[near] & (groups.of[index[near]] != groups.of[rows][:, None])
    own = np.where(without.any(axis=1), distance[near, without.argmax(axis=1)], np.inf)
    hits, _ = near_copy_rule(apart, spacings, own)
    known = np.isfinite(own)
    return Nearness(int(hits.sum()), np.sort(apart[known] / own[known]))


def beyond_chance(near: np.ndarray, ratio: np.ndarray, real: Nearness) -> np.ndarray:
    """Say which near copies stay so: all where there are more than chance explains, else those too near for it.

    Args:
        near: (n,) whether the rule of near copies calls each row one.
        ratio: (n,) its distance to the nearest real row, over that one's own; 0 for one that equals it.
        real: how near real rows are to each other. They come in pairs, so that each two count as one.
    """
    n, known, hits = len(near), len(real.ratios), int(near.sum())
    if known < _FEWEST or not hits:
        return near
    likely = betabinom.sf(hits - 1, n, real.hits / 2 + 0.5, (known - real.hits) / 2 + 0.5)
    if likely <= EXCUSED:
        return near
    return np.asarray(near & (n * real.chance_of(ratio) < EXCUSED))
