"""Vectors that were made elsewhere, and whether two sets of vectors may be compared."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from datadiet.embed.embedding import Embedding
from datadiet.errors import EmbeddingError

__all__ = ["check_same_space", "given"]

_GIVEN = "given"
"""Their makers are unknown: two sets of given vectors are told apart by their dimensions only."""


def given(ids: Sequence[str], vectors: np.ndarray, *, name: str) -> Embedding:
    """Take (n, D) vectors as they are, as float32.

    Args:
        ids: one per row, each once.
        vectors: booleans, integers or floats, finite also as float32.
        name: what to call them in messages and reports.

    Raises:
        EmbeddingError: not a finite table of numbers, or not one id per row.
    """
    array = np.asarray(vectors)
    if array.dtype.kind not in "biuf" or array.ndim != 2 or 0 in array.shape:
        raise EmbeddingError(
            f"the vectors '{name}' are of type {array.dtype} and shape {array.shape}",
            expected="numbers in a table of (samples, dimensions), neither of them 0",
        )
    _check_ids(tuple(ids), len(array), name)
    with np.errstate(over="ignore"):
        array = np.ascontiguousarray(array, dtype=np.float32)
    _check_finite(array, ids, name)
    return Embedding(tuple(ids), array, name, _GIVEN)


def _check_ids(ids: tuple[str, ...], rows: int, name: str) -> None:
    if len(ids) != rows:
        raise EmbeddingError(f"the vectors '{name}' have {rows} rows and {len(ids)} ids", expected="one id per row")
    if len(set(ids)) < len(ids):
        twice = Counter(ids).most_common(1)[0][0]
        raise EmbeddingError(f"the vectors '{name}' have the id '{twice}' more than once", expected="unique ids")


def _check_finite(vectors: np.ndarray, ids: Sequence[str], name: str) -> None:
    broken = np.flatnonzero(~np.isfinite(vectors).all(axis=1))
    if broken.size:
        raise EmbeddingError(
            f"{broken.size} of {len(vectors)} vectors '{name}' are not finite, '{ids[broken[0]]}' the first",
            expected="no NaN and nothing beyond the range of float32",
            todo="leave these rows out, or embed them again",
        )


def check_same_space(real: Embedding, synthetic: Embedding) -> None:
    """Refuse to compare vectors of differing dimensions, or that different embedders made."""
    sides = ((real, real.vectors.shape[1]), (synthetic, synthetic.vectors.shape[1]))
    if sides[0][1] != sides[1][1]:
        raise EmbeddingError(
            f"real vectors have {sides[0][1]} dimensions and synthetic ones {sides[1][1]}",
            expected="the same on both sides",
            todo="embed both sides with one embedder",
        )
    if real.fingerprint != synthetic.fingerprint:
        raise EmbeddingError(
            f"real vectors are by {real.embedder} ({real.fingerprint}) and synthetic ones by "
            f"{synthetic.embedder} ({synthetic.fingerprint})",
            expected="one embedder, of one version, on both sides",
            todo="embed both sides again",
        )
