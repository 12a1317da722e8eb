"""Nearest neighbours: exact, on both sides, self excluded by index.

One list serves every measure: for each sample its nearest real and its nearest synthetic ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from datadiet.errors import EmbeddingError, OptionError
from datadiet.measure.tiles import Candidates, candidates

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
    _check_k(k)
    sides = (real, synthetic)
    # Expanding |x - y|^2 cancels; the smaller the norms, the less is lost.
    total = sum(side.sum(axis=0, dtype=np.float64) for side in sides)
    centre = (total / max(len(real) + len(synthetic), 1)).astype(np.float32)
    on_real, on_synthetic = (
        _both(sides, base, found, centre, k) for base, found in enumerate(candidates(sides, centre, k + SPARE))
    )
    return Neighbours(*on_real, *on_synthetic, n_real=len(real), n_synthetic=len(synthetic))


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
    _check_k(k)
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


def _check_k(k: int) -> None:
    if k < 1:
        raise OptionError(f"k is {k}", expected="an integer of 1 or more")


def _both(
    sides: tuple[np.ndarray, np.ndarray], base: int, found: Candidates, centre: np.ndarray, k: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the lists of all pooled samples on one side."""
    scope = _Base.of(sides[base], centre)
    index, distance = np.empty((len(found.index), k), np.int32), np.empty((len(found.index), k), np.float32)
    offset = 0
    for number, queries in enumerate(sides):
        own = np.arange(len(queries)) if number == base else None
        for rows in _blocks(len(queries), found.index.shape[1]):
            at = slice(rows.start + offset, rows.stop + offset)
            exclude = None if own is None else own[rows]
            index[at], distance[at] = scope.settle(queries[rows], found.index[at], found.squared[at], exclude, k)
        offset += len(queries)
    return index, distance


def _search(queries: np.ndarray, base: np.ndarray, k: int, exclude: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    import faiss

    index = np.full((len(queries), k), -1, np.int32)
    distance = np.full((len(queries), k), np.inf, np.float32)
    if not len(queries) or not len(base):
        return index, distance
    centre = base.mean(axis=0, dtype=np.float64).astype(np.float32)
    scope = _Base.of(base, centre)
    flat = faiss.IndexFlatL2(base.shape[1])
    flat.add(base - centre)
    wide = min(k + SPARE + (exclude is not None), len(base))
    for rows in _blocks(len(queries), wide):
        rounded, found = flat.search(queries[rows] - centre, wide)
        without = None if exclude is None else exclude[rows]
        index[rows], distance[rows] = scope.settle(queries[rows], found, rounded, without, k)
    return index, distance


def _blocks(rows: int, columns: int) -> Iterator[slice]:
    step = max(BLOCK // columns, 1)
    for start in range(0, rows, step):
        yield slice(start, min(start + step, rows))


@dataclass(frozen=True, slots=True, eq=False)
class _Base:
    """One side to be searched, and what rounding can hide in it."""

    vectors: np.ndarray
    centre: np.ndarray
    reach: float
    """Largest squared distance from the centre."""

    @classmethod
    def of(cls, vectors: np.ndarray, centre: np.ndarray) -> "_Base":
        reach = max((float(_norms(vectors[rows] - centre).max()) for rows in _blocks(*vectors.shape)), default=0.0)
        return cls(vectors, centre, reach)

    def settle(
        self, queries: np.ndarray, found: np.ndarray, rounded: np.ndarray, exclude: np.ndarray | None, k: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the first k of the candidates by exact distance, then by index: (n, k) each."""
        if not len(self.vectors):
            return np.full((len(queries), k), -1, np.int32), np.full((len(queries), k), np.inf, np.float32)
        squared = _differences(queries, self.vectors, found)
        if found.shape[1] < len(self.vectors):
            error = ROUNDING * (_norms(queries - self.centre) + self.reach)
            # Tight clusters far from the centre: the whole list lies within the rounding error.
            lost = (squared.max(axis=1) > 0) & (rounded.max(axis=1) <= 2 * error)
            self._search_again(queries, np.flatnonzero(lost), found, squared)
        return _first(found, squared, exclude, k)

    def _search_again(self, queries: np.ndarray, lost: np.ndarray, found: np.ndarray, squared: np.ndarray) -> None:
        from scipy.spatial.distance import cdist

        k = found.shape[1]
        for part in _blocks(len(lost), len(self.vectors)):
            rows = lost[part]
            exact = cdist(queries[rows], self.vectors, "sqeuclidean")
            found[rows] = np.argpartition(exact, k - 1, axis=1)[:, :k]
            squared[rows] = np.take_along_axis(exact, found[rows], axis=1)


def _norms(vectors: np.ndarray) -> np.ndarray:
    return np.einsum("ij,ij->i", vectors, vectors)


def _differences(queries: np.ndarray, base: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Return the squared distances of the candidates as sums of squared differences, which do not cancel."""
    import faiss

    squared = np.empty(found.shape, np.float32)
    rows = np.repeat(np.arange(len(queries), dtype=np.int64), found.shape[1])
    columns = np.maximum(found, 0)
    x, ix, y, iy, out = (faiss.swig_ptr(array) for array in (queries, rows, base, columns, squared))
    differences: Any = vars(faiss)["pairwise_indexed_L2sqr"]  # not in the stubs of faiss
    differences(queries.shape[1], found.size, x, ix, y, iy, out)
    squared[found < 0] = np.inf
    return squared


def _first(found: np.ndarray, squared: np.ndarray, exclude: np.ndarray | None, k: int) -> tuple[np.ndarray, np.ndarray]:
    if exclude is not None:
        squared[found == exclude[:, None]] = np.inf
    order = np.argsort(squared, axis=1)
    ordered = np.take_along_axis(squared, order, axis=1)
    tied = np.flatnonzero((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))
    order[tied] = np.lexsort((found[tied], squared[tied]), axis=1)
    order = order[:, :k]
    index = np.full((len(found), k), -1, np.int32)
    distance = np.full((len(found), k), np.inf, np.float32)
    distance[:, : order.shape[1]] = np.sqrt(np.take_along_axis(squared, order, axis=1))
    index[:, : order.shape[1]] = np.take_along_axis(found, order, axis=1)
    index[np.isinf(distance)] = -1
    return index, distance
