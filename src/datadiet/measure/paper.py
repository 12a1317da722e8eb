"""The paper's own figure, for comparison with published ones."""

import numpy as np

from datadiet.errors import TooFewSamples
from datadiet.measure.neighbours import neighbours
from datadiet.measure.votes import Pool, votes

__all__ = ["paper_ratio", "paper_score"]


def paper_score(points_real: np.ndarray, points_synthetic: np.ndarray) -> float:
    """Return p * N / n_r, p the share of synthetic points whose nearest other point is real.

    All samples, one direction, unclipped, on the points of one joint reduction to a plane, as the paper's notebook
    computes it; 0: apart, 1: as chance gives. Equal distances share the neighbour equally. Half of the sum of this
    and of the same with the sides exchanged is 1 - HP, the nearest-neighbour Henze-Penrose divergence.

    Args:
        points_real: (n_r, 2) points, or any (n_r, D).
        points_synthetic: (n_s, 2) likewise.

    Raises:
        EmbeddingError: points that are not finite, or of differing dimensions.
        TooFewSamples: a side is empty.

    Source: Duality AI, "The Three I's Framework", part I, and its public notebook.
    """
    n_real, n_synthetic = len(points_real), len(points_synthetic)
    _check_counts(n_real, n_synthetic)
    lists = neighbours(points_real, points_synthetic, k=16)
    pool = Pool.of(np.asarray(points_real, np.float32), np.asarray(points_synthetic, np.float32), lists)
    labels = np.repeat(np.array([0, 1], np.float32), [n_real, n_synthetic])[:, None]
    share = votes(pool, np.arange(n_real + n_synthetic)).for_synthetic(labels)
    hits = float(np.sum(1 - share[n_real:], dtype=np.float64))
    return paper_ratio(hits, n_real=n_real, n_synthetic=n_synthetic)


def paper_ratio(hits: float, *, n_real: int, n_synthetic: int) -> float:
    """Return the paper's score of `hits` synthetic points with a real neighbour."""
    _check_counts(n_real, n_synthetic)
    return hits / n_synthetic * (n_real + n_synthetic) / n_real


def _check_counts(n_real: int, n_synthetic: int) -> None:
    if not n_real or not n_synthetic:
        raise TooFewSamples(f"{n_real} real and {n_synthetic} synthetic points", expected="at least one of each")
