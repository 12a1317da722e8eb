"""How often is the neighbour of one side from the other, over what chance gives?"""

from dataclasses import dataclass

import numpy as np

from datadiet.measure.design import Design
from datadiet.measure.distances import squared_distances
from datadiet.measure.votes import Pool, Votes, votes

__all__ = ["MixingCurve", "balanced", "chance", "directional", "mixing_curve", "score"]

LARGEST = 2000
"""Samples a side."""
PAIRS = 16_000_000
"""Distances over all subsamples of the curve; larger subsamples, fewer of them."""
ROWS = 256


@dataclass(frozen=True, slots=True)
class MixingCurve:
    """Both directional scores over the k nearest neighbours; 1 is what chance gives at each k."""

    k: tuple[int, ...]
    synthetic_to_real: tuple[float, ...]
    real_to_synthetic: tuple[float, ...]
    n: int
    """Samples a side that were used."""


def chance(m: int) -> float:
    """Return the share of neighbours from the other side that chance gives in m + m samples: m / (2m - 1)."""
    return m / (2 * m - 1)


def balanced(m: int) -> np.ndarray:
    """Return the labels of m reals followed by m synthetics, as one labelling: (2m, 1)."""
    return np.repeat(np.array([0, 1], np.float32), m)[:, None]


def directional(votes: Votes, synthetic: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return S_s and S_r of a balanced subsample under each of B labellings: (2m, B) in {0, 1} -> (B,), (B,).

    S_s is the share of synthetic samples whose nearest other sample is real, over chance; S_r the share of real
    samples whose nearest is synthetic. 0: never; 1: as chance gives; up to (2m - 1) / m.

    Source: definitions, section 1; Schilling 1986, Henze 1988, one direction at a time.
    """
    m = len(synthetic) // 2
    share = votes.for_synthetic(synthetic)
    kept = np.einsum("ib,ib->b", share, synthetic).astype(np.float64)
    given = share.sum(axis=0)
    unit = m * chance(m)
    return (m - kept) / unit, (given - kept) / unit


def score(pool: Pool, real: np.ndarray, synthetic: np.ndarray) -> tuple[float, float]:
    """Return S_s and S_r of one subsample, given as rows of each side."""
    found = votes(pool, np.concatenate([real, synthetic + len(pool.real)]))
    s, r = directional(found, balanced(len(real)))
    return float(s[0]), float(r[0])


def mixing_curve(real: np.ndarray, synthetic: np.ndarray, design: Design) -> MixingCurve:
    """Return S_s and S_r for k = 1, 2, 4, ... m/2: medians over the subsamples, at most 2,000 samples a side.

    Args:
        real: (n_r, D) vectors.
        synthetic: (n_s, D) vectors.
        design: the subsamples; as many are used as 16 million distances allow, at least one.
    """
    n = min(design.m, LARGEST)
    k = 2 ** np.arange(max(int(np.log2(n)), 1))
    used = max(PAIRS // (2 * n) ** 2, 1)
    drawn = zip(design.real[:used, :n], design.synthetic[:used, :n], strict=True)
    curves = np.array([_curve(np.concatenate([real[r], synthetic[s]]), k) for r, s in drawn])
    s, r = np.median(curves, axis=0)  # (used, 2, len(k)) -> (2, len(k))
    return MixingCurve(tuple(k.tolist()), tuple(s.tolist()), tuple(r.tolist()), n)


def _curve(vectors: np.ndarray, k: np.ndarray) -> np.ndarray:
    m = len(vectors) // 2
    other = np.empty((2 * m, len(k)))
    for start in range(0, 2 * m, ROWS):
        rows = np.arange(start, min(start + ROWS, 2 * m))
        other[rows] = _shares(squared_distances(vectors[rows], vectors), rows, k)
    return np.stack([other[m:].mean(axis=0), other[:m].mean(axis=0)]) / chance(m)


def _shares(squared: np.ndarray, rows: np.ndarray, ks: np.ndarray) -> np.ndarray:
    """Return the share of the other side among the k nearest of each row; ties at the k-th place count in part."""
    squared[np.arange(len(rows)), rows] = np.inf
    m = squared.shape[1] // 2
    theirs = np.where((rows < m)[:, None], squared[:, m:], squared[:, :m])
    ordered, theirs = np.sort(squared, axis=1), np.sort(theirs, axis=1)
    shares = np.empty((len(rows), len(ks)))
    for column, k in enumerate(ks):
        at = ordered[:, k - 1, None]
        near = theirs[:, :k]
        counted = (near <= at).sum(axis=1).astype(np.float64)
        tied = np.flatnonzero(ordered[:, k] == at[:, 0])
        counted[tied] = _partly(ordered[tied], theirs[tied], at[tied], k)
        shares[:, column] = counted / k
    return shares


def _partly(ordered: np.ndarray, theirs: np.ndarray, at: np.ndarray, k: int) -> np.ndarray:
    """Return how many of k places go to the other side when equal distances share the last ones."""
    closer, equal = (ordered < at).sum(axis=1), (ordered == at).sum(axis=1)
    share: np.ndarray = (k - closer) / equal * (theirs == at).sum(axis=1)
    return (theirs < at).sum(axis=1) + share
