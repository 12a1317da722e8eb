"""The shares that are nearest to the field among those that hold every bound."""

import numpy as np

__all__ = ["nearest_shares", "support"]

SWEEPS = 20_000
SETTLED = 1e-13


def support(truth: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return which patterns can have a share above 0 while the bounds hold; none, if they cannot hold together.

    Args:
        truth: (p, k) booleans: whether each quota holds in each pattern.
        low: (k,) least shares.
        high: (k,) largest shares.

    Shares are looked for up to a common factor (z >= 0), so that "above 0" can be written as z >= y with y as near to 1
    as possible: if two patterns can each be above 0, so can both, and one linear program finds them all.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, hstack, vstack

    patterns, quotas = truth.shape
    if not patterns or not quotas:
        return np.ones(patterns, bool)
    holds = truth.T.astype(float)
    bounds = np.vstack([low[:, None] - holds, holds - high[:, None]])  # (2k, p): at most 0, times z
    above = hstack([-eye_array(patterns), eye_array(patterns)])  # y <= z
    found = linprog(
        np.repeat([0.0, -1.0], patterns),
        A_ub=vstack([hstack([csr_array(bounds), csr_array(bounds.shape)]), above]),
        b_ub=np.zeros(2 * quotas + patterns),
        bounds=[(0, None)] * patterns + [(0, 1)] * patterns,
        method="highs",
    )
    return np.asarray(found.x[patterns:] > 0.5) if found.success else np.zeros(patterns, bool)


def nearest_shares(truth: np.ndarray, field: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return the shares q that minimise KL(q || field) within the bounds.

    q is the field times a factor for each quota that holds. One quota after the other gives up its factor, looks at the
    share that it then has, and takes the factor that brings it to the nearest bound; this repeats until nothing moves.

    Args:
        truth: (p, k) booleans, as in `support`.
        field: (p,) shares above 0 of patterns that the bounds leave possible.
        low: (k,) least shares.
        high: (k,) largest shares.

    Returns:
        (p,) shares that add to 1.

    Source: Csiszar 1975, "I-divergence geometry"; with inequalities, Dykstra 1985.
    """
    logs = np.log(field)
    holds = truth.astype(float)
    tilt = np.zeros(truth.shape[1])
    for _ in range(SWEEPS):
        moved = 0.0
        for k in range(len(tilt)):
            logs = logs - holds[:, k] * tilt[k]
            share = float(_shares(logs)[truth[:, k]].sum())
            new = _logit(min(max(share, low[k]), high[k])) - _logit(share) if 0 < share < 1 else 0.0
            moved = max(moved, abs(new - tilt[k]))
            tilt[k] = new
            logs = logs + holds[:, k] * new
        if moved < SETTLED:
            break
    return _shares(np.log(field) + holds @ tilt)


def _shares(logs: np.ndarray) -> np.ndarray:
    powers = np.exp(logs - logs.max())
    return np.asarray(powers / powers.sum())


def _logit(share: float) -> float:
    held = min(max(share, 1e-15), 1 - 1e-15)
    return float(np.log(held / (1 - held)))
