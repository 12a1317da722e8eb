"""Nearest neighbours: exact, on both sides, self excluded by index.

One list serves every measure: for each sample its nearest real and its nearest synthetic ones.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from datadiet.errors import EmbeddingError, OptionError

__all__ = ["Neighbours", "check_vectors", "nearest", "neighbours"]

SPARE = 2
"""Neighbours asked for beyond k, so that rounding at the end of a list cannot drop one that belongs there."""
BLOCK = 1 << 20
"""Entries of one block of results."""
ROUNDING = 16 * float(np.finfo(np.float32).eps)
"""Error of a squared distance that is expanded as |x|^2 + |y|^2 - 2xy, in units of the squared norms."""


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """For every pooled sample (reals first, then synthetics) its nearest real and its nearest synthetic ones.

    Rows are sorted by distance, then by index. A sample is never its own neighbour; an exact twin of it is. Where a
    side holds fewer than k others, the row is padded with index -1 and distance inf.
    """

    real_index: np.ndarray
    """(N, k) int32, rows of the real side."""
    real_distance: np.ndarray
    """(N, k) float32, Euclidean."""
    synthetic_index: np.ndarray
    synthetic_distance: np.ndarray
    n_real: int
    n_synthetic: int


def neighbours(real: np.ndarray, synthetic: np.ndarray, *, k: int = 64) -> Neighbours:
    """Find the k nearest real and the k nearest synthetic neighbours of every sample, exactly.

    Args:
        real: (n_r, D) vectors, in the metric of their embedder; distances are Euclidean.
        synthetic: (n_s, D) vectors.
        k: length of each list.

    Raises:
        EmbeddingError: a value is not finite, or the sides have different dimensions.
        OptionError: k is less than 1.
    """
    real, synthetic = check_vectors(real, synthetic)
    pooled = ((real, synthetic, 0), (synthetic, real, 1))
    own = [_search(side, side, k, np.arange(len(side))) for side, _, _ in pooled]
    other = [_search(side, opposite, k, None) for side, opposite, _ in pooled]
    (real_real, synthetic_synthetic), (real_synthetic, synthetic_real) = own, other
    return Neighbours(
        real_index=np.concatenate([real_real[0], synthetic_real[0]]),
        real_distance=np.concatenate([real_real[1], synthetic_real[1]]),
        synthetic_index=np.concatenate([real_synthetic[0], synthetic_synthetic[0]]),
        synthetic_distance=np.concatenate([real_synthetic[1], synthetic_synthetic[1]]),
        n_real=len(real),
        n_synthetic=len(synthetic),
    )


def nearest(
    queries: np.ndarray, base: np.ndarray, *, k: int, exclude: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Find the k nearest rows of `base` for every query, exactly.

    Args:
        queries: (n, D) vectors.
        base: (m, D) vectors.
        k: how many.
        exclude: (n,) one row of `base` that each query must not find, such as itself; -1 excludes none.

    Returns:
        (n, k) int32 rows of `base` and (n, k) float32 distances, sorted by distance and then by row, padded with -1
        and inf.

    Raises:
        EmbeddingError: a value is not finite, or the dimensions differ.
        OptionError: k is less than 1.
    """
    queries, base = check_vectors(queries, base)
    return _search(queries, base, k, exclude)


def check_vectors(real: np.ndarray, synthetic: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return both sides as finite, contiguous (n, D) float32 arrays of the same D, or raise EmbeddingError."""
    real, synthetic = _checked(real, "real"), _checked(synthetic, "synthetic")
    if real.shape[1] != synthetic.shape[1]:
        raise EmbeddingError(
            f"vectors of {real.shape[1]} and of {synthetic.shape[1]} dimensions",
            expected="the same dimensions on both sides",
            todo="embed both sides with the same embedder",
        )
    return real, synthetic


def _checked(vectors: np.ndarray, side: str) -> np.ndarray:
    vectors = np.asarray(vectors)
    if vectors.ndim != 2 or vectors.dtype.kind not in "fiub":
        raise EmbeddingError(
            f"{side} vectors have shape {vectors.shape} and type {vectors.dtype}",
            expected="a table of numbers (samples, dimensions)",
        )
    with np.errstate(over="ignore"):
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    finite = np.isfinite(vectors).all(axis=1)
    if not finite.all():
        raise EmbeddingError(
            f"{np.count_nonzero(~finite)} of {len(vectors)} {side} vectors are not finite, "
            f"the first is number {int(np.argmin(finite))}",
            expected="finite 32-bit numbers",
            todo="remove these samples, or repair what made their vectors",
        )
    return vectors


def _search(queries: np.ndarray, base: np.ndarray, k: int, exclude: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    import faiss

    if k < 1:
        raise OptionError(f"k is {k}", expected="an integer of 1 or more")
    index = np.full((len(queries), k), -1, np.int32)
    distance = np.full((len(queries), k), np.inf, np.float32)
    if not len(queries) or not len(base):
        return index, distance
    # Expanding |x - y|^2 cancels; the smaller the norms, the less is lost.
    centre = base.mean(axis=0, dtype=np.float64).astype(np.float32)
    shifted = base - centre
    reach = float(_norms(shifted).max())
    flat = faiss.IndexFlatL2(base.shape[1])
    flat.add(shifted)
    del shifted
    wide = min(k + SPARE + (exclude is not None), len(base))
    step = max(BLOCK // wide, 1)
    for start in range(0, len(queries), step):
        rows = slice(start, start + step)
        found = _block(flat, queries[rows], base, centre, wide, reach)
        without = None if exclude is None else exclude[rows]
        short = min(k, wide)
        index[rows, :short], distance[rows, :short] = _first(*found, without, short)
    return index, distance


def _block(
    flat: object, queries: np.ndarray, base: np.ndarray, centre: np.ndarray, k: int, reach: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return candidates and their squared distances, taken again as differences."""
    shifted = queries - centre
    rounded, candidates = flat.search(shifted, k)  # type: ignore[attr-defined]
    squared = _squared(queries, base, candidates)
    if k < len(base):
        error = ROUNDING * (_norms(shifted) + reach)
        last = squared.max(axis=1)
        lost = np.flatnonzero((last > 0) & (rounded[:, -1] <= 2 * error))
        _search_again(queries, base, lost, candidates, squared)
    return candidates, squared


def _norms(vectors: np.ndarray) -> np.ndarray:
    return np.einsum("ij,ij->i", vectors, vectors)


def _squared(queries: np.ndarray, base: np.ndarray, candidates: np.ndarray) -> np.ndarray:
    import faiss

    squared = np.empty(candidates.shape, np.float32)
    rows = np.repeat(np.arange(len(queries), dtype=np.int64), candidates.shape[1])
    pointers = (faiss.swig_ptr(array) for array in (queries, rows, base, candidates, squared))
    x, ix, y, iy, out = pointers
    differences: Any = vars(faiss)["pairwise_indexed_L2sqr"]  # not in the stubs of faiss
    differences(queries.shape[1], candidates.size, x, ix, y, iy, out)
    return squared


def _search_again(
    queries: np.ndarray, base: np.ndarray, lost: np.ndarray, candidates: np.ndarray, squared: np.ndarray
) -> None:
    """Search directly where a whole list lies within the rounding error: tight clusters far from the centre."""
    from scipy.spatial.distance import cdist

    k = candidates.shape[1]
    step = max(4 * BLOCK // len(base), 1)
    for start in range(0, len(lost), step):
        rows = lost[start : start + step]
        exact = cdist(queries[rows], base, "sqeuclidean")
        candidates[rows] = np.argpartition(exact, k - 1, axis=1)[:, :k]
        squared[rows] = np.take_along_axis(exact, candidates[rows], axis=1)


def _first(
    candidates: np.ndarray, squared: np.ndarray, exclude: np.ndarray | None, k: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the first k candidates by distance, then by index, without the excluded one."""
    distance = np.sqrt(squared)
    if exclude is not None:
        distance[candidates == exclude[:, None]] = np.inf
    order = np.argsort(distance, axis=1, kind="stable")[:, :k]
    distance = np.take_along_axis(distance, order, axis=1)
    index = np.take_along_axis(candidates, order, axis=1).astype(np.int32)
    index[np.isinf(distance)] = -1
    return index, distance
