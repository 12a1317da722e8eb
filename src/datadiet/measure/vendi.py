"""How many distinct samples is a set worth? The Vendi score, in the full dimension."""

import numpy as np

from datadiet.errors import TooFewSamples

__all__ = ["vendi_score"]


def vendi_score(vectors: np.ndarray) -> float:
    """Return exp of the entropy of the eigenvalues of K/n, K the cosine similarities: 1 (all alike) to n (orthogonal).

    It counts directions, not lengths: multiples of one vector are alike. Zero vectors have no direction; they count
    as alike among themselves and orthogonal to all others. It grows with n: compare sets of one size.

    Args:
        vectors: (n, D); n above a few thousand is slow where D is as large.

    Raises:
        TooFewSamples: there are no vectors.

    Source: Friedman & Dieng 2023, definition 3.1.
    """
    if len(vectors) == 0:
        raise TooFewSamples("the Vendi score was asked for no vectors", expected="1 or more")
    directions = _directions(np.asarray(vectors, np.float64))
    n, dimensions = directions.shape
    # K/n and the smaller of the two products have the same positive eigenvalues.
    product = directions.T @ directions if dimensions < n else directions @ directions.T
    shares = np.linalg.eigvalsh(product / n).clip(min=0.0)
    shares = shares[shares > 0]
    return float(np.exp(-(shares * np.log(shares)).sum()))


def _directions(vectors: np.ndarray) -> np.ndarray:
    """Scale rows to length 1; one more column stands for the zero vector."""
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    zero = largest == 0
    scaled = vectors / np.where(zero, 1.0, largest)  # first, so that squares of tiny values do not vanish
    length = np.linalg.norm(scaled, axis=1, keepdims=True)
    return np.concatenate([scaled / np.where(zero, 1.0, length), zero.astype(np.float64)], axis=1)
