"""Fréchet distance between the Gaussians that fit two sets."""

import numpy as np

from datadiet.errors import TooFewSamples

__all__ = ["frechet_distance"]


def frechet_distance(real: np.ndarray, synthetic: np.ndarray) -> float:
    """Return |m_r - m_s|^2 + tr(C_r + C_s - 2 (C_r C_s)^(1/2)) of the means and covariances of two sets.

    0 is best and there is no upper end; symmetric. At finite n it lies far above its true value when D is not small
    beside n, so it says something only beside the same between two real sets of that size.

    With C = L^T L on both sides, the trace of the root is the nuclear norm of L_r L_s^T, which needs no matrix root
    and stays exact where the covariances are singular. L is the triangular factor of the centred samples.

    Args:
        real: (n_r, D) vectors.
        synthetic: (n_s, D) vectors.

    Raises:
        TooFewSamples: a side has fewer than two samples.

    Source: Dowson & Landau 1982; for embeddings: Heusel et al. 2017.
    """
    if min(len(real), len(synthetic)) < 2:
        raise TooFewSamples(f"{len(real)} real and {len(synthetic)} synthetic samples", expected="two or more a side")
    shift = real.mean(axis=0, dtype=np.float64) - synthetic.mean(axis=0, dtype=np.float64)
    factors = _root(real), _root(synthetic)
    spread = sum(float(np.sum(factor**2)) for factor in factors)
    shared = float(np.linalg.svd(factors[0] @ factors[1].T, compute_uv=False).sum())
    return max(0.0, float(shift @ shift) + spread - 2 * shared)


def _root(x: np.ndarray) -> np.ndarray:
    """Return L, (min(n, D), D), with L^T L the unbiased covariance."""
    centred = x - x.mean(axis=0, dtype=np.float64)
    return np.linalg.qr(centred, mode="r") / np.sqrt(len(x) - 1)
