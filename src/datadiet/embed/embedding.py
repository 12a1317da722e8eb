"""The vectors of a data set, and what made them."""

from dataclasses import dataclass

import numpy as np

__all__ = ["Embedding"]


@dataclass(frozen=True, slots=True)
class Embedding:
    """Vectors with the ids of their samples and the fingerprint of what made them."""

    ids: tuple[str, ...]
    vectors: np.ndarray
    """(n, D) float32, finite."""
    embedder: str
    fingerprint: str
