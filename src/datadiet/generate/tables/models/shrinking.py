"""Correlations as few rows show them, without what is scatter: those that stand out stay, the rest nearly vanish."""

import numpy as np

__all__ = ["held_together", "shrunk", "shrunk_alike"]

_FEWEST = 5
_ROUNDS = 50
_LEAST = 1e-6
"""Least eigenvalue."""


def shrunk(found: np.ndarray, n: np.ndarray | float) -> np.ndarray:
    """Return correlations that few rows can vouch for, and that can all hold together.

    Each pair, as Fisher's z with variance 1 / (n - 3), either goes together, by an amount that is normally distributed
    over pairs, or does not: how many do, and how strongly, is estimated from all of them (EM). What is returned is what
    each is then expected to be. One share for all pairs would halve the only strong one among many that are nothing.

    Args:
        found: (D, D) correlations of rows; pairs that are exactly 0 are none by construction.
        n: rows behind them, or (D, D) as many as would say as much of each pair, were they shown whole.

    Returns:
        (D, D) positive definite correlations.

    Source: Efron 2010, Large-Scale Inference, chapter 1 (normal means). Where the result is not positive definite, as
    `shrunk_alike`.
    """
    if len(found) < 2:
        return np.eye(len(found))
    rows = np.broadcast_to(np.asarray(n, float), found.shape)
    made = _expected(found, rows) if rows.max() >= _FEWEST else None
    return shrunk_alike(found, n) if made is None or np.linalg.eigvalsh(made)[0] < _LEAST else made


def shrunk_alike(found: np.ndarray, n: np.ndarray | float) -> np.ndarray:
    """Return the same, with all pairs moved towards 0 by the one share that their scatter asks for.

    Pairs that are exactly 0 are so by construction, and do not scatter.

    Source: Schäfer & Strimmer 2005.
    """
    off = found - np.eye(len(found))
    scatter = ((1 - found**2) ** 2 / n)[off != 0].sum()
    share = float(np.clip(scatter / max((off**2).sum(), 1e-12), 0, 1))
    return held_together(np.eye(len(found)) + (1 - share) * off, _LEAST)


def held_together(made: np.ndarray, least: float) -> np.ndarray:
    """Return correlations of which no eigenvalue is below `least`: moved towards 0 by one share where one was."""
    lack = least - float(np.linalg.eigvalsh(made)[0])
    return made if lack <= 0 else np.asarray((made + lack * np.eye(len(made))) / (1 + lack))


def _expected(found: np.ndarray, n: np.ndarray) -> np.ndarray:
    pairs = np.triu_indices(len(found), 1)
    z = np.arctanh(np.clip(found[pairs], -1 + 1e-12, 1 - 1e-12))
    held = np.zeros(len(z))
    if (live := found[pairs] != 0).any():
        held[live] = np.tanh(_means(z[live], 1 / np.maximum(n[pairs][live] - 3, 1)))
    made = np.eye(len(found))
    made[pairs] = held
    made.T[pairs] = held
    return made


def _means(z: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Return what each of (m,) normal numbers with these variances is expected to be: 0, or one of a normal spread."""
    share, least = 0.5, float(noise.mean())
    spread = max(float(np.mean(z**2)), 2 * least)
    for _ in range(_ROUNDS):
        real = _real(z, share, spread, noise)
        share = float(np.clip(real.mean(), 1e-3, 1 - 1e-3))
        spread = max(float((real * (z**2 - noise)).sum() / max(real.sum(), 1e-9)), least)
    return np.asarray(_real(z, share, spread, noise) * z * spread / (spread + noise))


def _real(z: np.ndarray, share: float, spread: float, noise: np.ndarray) -> np.ndarray:
    """Return the chance that each is not 0."""
    both = spread + noise
    odds = np.log(share / (1 - share)) + 0.5 * np.log(noise / both) + 0.5 * z**2 * (1 / noise - 1 / both)
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -700, 700))))
