"""Which synthetic samples are all but copies of a real one?"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import beta

from datadiet.measure.design import Groups
from datadiet.measure.neighbours import Neighbours, nearest
from datadiet.measure.votes import Pool

__all__ = ["NearCopies", "near_copies", "near_copy_rule", "spacing"]

PERCENTILE = 0.01
"""Of the real-to-real distances: nearer than that is suspicious."""
PROPORTION = 0.5
"""Of the real sample's own distance to its nearest."""
CONFIDENCE = 0.95
AMONG = 64
"""Neighbours searched outside a sample's group, where its list holds only its own group and its twins."""


@dataclass(frozen=True, slots=True, eq=False)
class NearCopies:
    """Synthetic samples that lie much nearer to a real one than real ones lie to each other."""

    mask: np.ndarray
    """(n_s,) bool."""
    index: np.ndarray
    """(n_s,) the nearest real sample."""
    distance: np.ndarray
    """(n_s,) distance to it."""
    threshold: float
    """1st percentile of the real-to-real neighbour distances; 0 where there are none."""
    limit: np.ndarray
    """(n_s,) the threshold, or half of that real sample's distance to its own nearest (other group, not a duplicate)
    where that is less."""
    share: float
    """Share of synthetic samples, each group weighing the same."""
    at_least: float
    """Lower end of the share, one-sided 95 % Clopper-Pearson, groups counting once."""
    by_chance: float
    """Share that new real samples could reach, at 95 %: real duplicates and the error of the threshold."""


def near_copies(pool: Pool, real_groups: Groups, synthetic_groups: Groups) -> NearCopies:
    """Find synthetic samples that lie nearer to a real one than real ones lie to each other.

    Nearer, that is, than the 1st percentile of real-to-real neighbour distances and than half of that real sample's
    own. Both conditions are needed: the first alone would accuse one sample in a hundred of a perfect generator, the
    second alone many more in few dimensions. The same vector as a real sample is a near copy always.

    Args:
        pool: both sides with their lists.
        real_groups: groups of the real side.
        synthetic_groups: groups of the synthetic side.

    Source: definitions, section 4.
    """
    n_real = len(pool.real)
    apart, doubled = spacing(pool.real, real_groups, pool.lists)
    index = pool.lists.real_index[n_real:, 0]
    distance = pool.lists.real_distance[n_real:, 0].astype(np.float64)
    mask, limit = near_copy_rule(distance, apart, apart[index])
    share = _share(mask, synthetic_groups)
    return NearCopies(
        mask=mask,
        index=index,
        distance=distance,
        threshold=_threshold(apart),
        limit=limit,
        share=share,
        at_least=_lower(share, synthetic_groups.count),
        by_chance=_upper(PERCENTILE + _share(doubled, real_groups), real_groups.count),
    )


def near_copy_rule(distance: np.ndarray, spacings: np.ndarray, own: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Apply the rule, and return the mask and the distance below which each sample would be a near copy.

    Args:
        distance: (n,) of each synthetic sample to its nearest real one.
        spacings: (n_r,) of all real samples, see `spacing`.
        own: (n,) spacing of that nearest real sample.
    """
    limit = np.minimum(_threshold(spacings), PROPORTION * own)
    return (distance == 0) | (distance < limit), limit


def _threshold(spacings: np.ndarray) -> float:
    """Return a distance that at most one in a hundred new real samples would fall short of.

    The smallest spacing belongs to two samples, so a new one falls short of it with a chance of 2 / n. Where that is
    more than 1 %, it is shortened in proportion, which is enough in one dimension and more than enough in others.
    """
    known = np.sort(spacings[np.isfinite(spacings)])
    rank = int(PERCENTILE * len(known))
    if rank >= 2:
        return float(known[rank - 1])
    return float(known[0] * PERCENTILE * len(known) / 2) if len(known) else 0.0


def spacing(real: np.ndarray, groups: Groups, neighbours: Neighbours) -> tuple[np.ndarray, np.ndarray]:
    """Return each real sample's distance to its nearest of another group that is not a duplicate.

    Returns:
        (n_r,) distances, inf where every other group holds duplicates only, and (n_r,) whether another group holds a
        duplicate.
    """
    n = len(real)
    index, distance = neighbours.real_index[:n], neighbours.real_distance[:n]
    outside = (index >= 0) & (groups.of[index] != groups.of[:, None])
    doubled = (outside & (distance == 0)).any(axis=1)
    apart = _first_positive(distance, outside)
    unknown = np.isinf(apart) & (index[:, -1] >= 0)
    for group in np.unique(groups.of[unknown]):
        rows = np.flatnonzero(unknown & (groups.of == group))
        others = real[groups.of != group]
        if len(others):
            apart[rows], found = _outside(real[rows], others)
            doubled[rows] |= found
    return apart, doubled


def _first_positive(distance: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    valid = allowed & (distance > 0)
    first = np.take_along_axis(distance, valid.argmax(axis=1)[:, None], axis=1)[:, 0]
    return np.where(valid.any(axis=1), first, np.inf).astype(np.float64)


def _outside(rows: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    _, distance = nearest(rows, others, k=min(AMONG, len(others)))
    apart = _first_positive(distance, np.isfinite(distance))
    hidden = np.isinf(apart) & (len(others) > AMONG)
    if hidden.any():
        distinct = np.unique(others, axis=0)
        _, again = nearest(rows[hidden], distinct, k=min(2, len(distinct)))
        apart[hidden] = _first_positive(again, np.isfinite(again))
    return apart, distance[:, 0] == 0


def _share(mask: np.ndarray, groups: Groups) -> float:
    """Return the mean over groups of the share of their members."""
    hits = np.bincount(groups.of, weights=mask, minlength=groups.count)
    return float(np.mean(hits / np.diff(groups.start)))


def _lower(share: float, count: int) -> float:
    hits = share * count
    return float(beta.ppf(1 - CONFIDENCE, hits, count - hits + 1)) if hits > 0 else 0.0


def _upper(share: float, count: int) -> float:
    hits = np.ceil(share * count)
    return float(beta.ppf(CONFIDENCE, hits, count - hits + 1)) if hits <= count else 1.0
