"""Which samples lie so near to one that is already kept that noise would explain the difference?"""

from collections.abc import Sequence

import numpy as np

__all__ = ["redundant_with"]


class _Crowd:
    """The kept samples whose neighbour lists end inside the radius, searched directly."""

    def __init__(self, dimensions: int) -> None:
        self._members: list[int] = []
        self._vectors = np.empty((64, dimensions), np.float32)

    def add(self, member: int, vector: np.ndarray) -> None:
        if len(self._members) == len(self._vectors):
            self._vectors = np.concatenate([self._vectors, np.empty_like(self._vectors)])
        self._vectors[len(self._members)] = vector
        self._members.append(member)

    def nearest(self, vector: np.ndarray, radius: float) -> int:
        """Return the nearest member within the radius, or -1."""
        if not self._members:
            return -1
        distance = np.linalg.norm(self._vectors[: len(self._members)] - vector, axis=1)
        at = int(np.argmin(distance))
        return self._members[at] if distance[at] <= radius else -1


def redundant_with(
    vectors: np.ndarray,
    index: np.ndarray,
    distance: np.ndarray,
    order: Sequence[int] | np.ndarray,
    *,
    radius: float,
) -> np.ndarray:
    """Walk through samples, keep each one that no kept sample is within `radius` of, and name that one for the others.

    The answer is exact though the lists are short. A kept sample within the radius of another is in the other's list
    unless that ends inside the radius ("crowded"), and the other way round. So only where both are crowded are
    distances worked out, to the crowded kept ones alone: they lie apart, and are few where samples crowd.

    Args:
        vectors: (n, D) vectors.
        index: (n, k) nearest others of each, -1 where there are fewer.
        distance: (n, k) their distances, sorted, inf where there are fewer.
        order: the samples to walk through, the best first; the others are neither kept nor redundant.
        radius: within which one sample makes another redundant.

    Returns:
        (n,) the kept sample that makes each one redundant; -1 for those that are kept or were left out.
    """
    within = np.count_nonzero(distance <= radius, axis=1)
    crowded = within == index.shape[1]
    covered_by = np.full(len(vectors), -1, np.int64)
    kept = np.zeros(len(vectors), bool)
    crowd = _Crowd(vectors.shape[1])
    for sample in order:
        near = index[sample, : within[sample]]
        kept_near = near[kept[near]]
        if kept_near.size:
            covered_by[sample] = kept_near[0]
        elif covered_by[sample] < 0 and crowded[sample]:
            covered_by[sample] = crowd.nearest(vectors[sample], radius)
        if covered_by[sample] >= 0:
            continue
        kept[sample] = True
        if crowded[sample]:
            crowd.add(sample, vectors[sample])
        else:
            covered_by[near[covered_by[near] < 0]] = sample
    left_out = np.ones(len(vectors), bool)
    left_out[np.asarray(order, dtype=np.int64)] = False
    covered_by[kept | left_out] = -1
    return covered_by
