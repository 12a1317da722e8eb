"""Maximum likelihood of many samples at once: Newton steps within bounds, with derivatives by central differences."""

from collections.abc import Callable

import numpy as np

__all__ = ["climb"]

_STEP = 1e-4
"""For the differences; parameters are scaled so that 1 is a large change."""
_ROUNDS = 30
_AT_ONCE = 50_000
"""Values that are looked at in one call, at most."""
_NEAR = 1e-5
_GAIN = 1e-5
"""Of log likelihood: a step that gains less moves a parameter by well under a hundredth of its standard error."""

Likelihood = Callable[[np.ndarray, np.ndarray], np.ndarray]


def climb(likelihood: Likelihood, data: np.ndarray, start: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return the parameters that maximise a log likelihood, row by row.

    Args:
        likelihood: (data of b rows, (b, k) parameters) -> (b,) log likelihoods.
        data: (B, ...) one sample a row.
        start: (B, k) parameters, each of which changes by 1 at most in a step.
        low, high: (k,) bounds.
    """
    at = np.clip(start, low, high).astype(float)
    with np.errstate(all="ignore"):
        return _climbed(likelihood, data, at, low, high)


def _climbed(likelihood: Likelihood, data: np.ndarray, at: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    value = _finite(likelihood(data, at))
    active = np.arange(len(at))
    for _ in range(_ROUNDS):
        rows = data[active]
        step = _newton(likelihood, rows, at[active], value[active], low, high)
        moved, reached = _searched(likelihood, rows, at[active], value[active], step, low, high)
        change, gain = np.abs(moved - at[active]).max(axis=1), reached - value[active]
        at[active], value[active] = moved, reached
        active = active[(change > _NEAR) & (gain > _GAIN)]
        if not len(active):
            break
    return at


def _finite(values: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(values), values, -1e300)


def _newton(
    likelihood: Likelihood, data: np.ndarray, at: np.ndarray, value: np.ndarray, low: np.ndarray, high: np.ndarray
) -> np.ndarray:
    gradient, curvature = _derivatives(likelihood, data, at, value)
    held = ((at <= low) & (gradient < 0)) | ((at >= high) & (gradient > 0))
    gradient = np.where(held, 0.0, gradient)
    free = ~held[:, :, None] & ~held[:, None, :]
    curvature = np.where(free, curvature, 0.0) - np.where(held[:, :, None] & np.eye(at.shape[1], dtype=bool), 1.0, 0.0)
    size, axes = np.linalg.eigh(np.where(np.isfinite(curvature), curvature, 0.0))
    # every direction is taken as curving down, so that the step always climbs
    size = np.maximum(np.abs(size), 1e-8 * np.abs(size).max(axis=1, keepdims=True) + 1e-12)
    along = np.einsum("bij,bi->bj", axes, np.where(np.isfinite(gradient), gradient, 0.0)) / size
    step = np.einsum("bij,bj->bi", axes, along)
    return step / np.maximum(np.abs(step).max(axis=1, keepdims=True), 1.0)  # shortened, in the same direction


def _derivatives(
    likelihood: Likelihood, data: np.ndarray, at: np.ndarray, value: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    k = at.shape[1]
    steps = np.eye(k) * _STEP
    pairs = [(i, j) for i in range(k) for j in range(i)]
    both = [steps[i] + steps[j] for i, j in pairs]
    moves = np.array([*steps, *-steps, *both, *(-move for move in both)])
    found = _around(likelihood, data, at, moves)
    up, down, plus, minus = np.split(found, np.cumsum([k, k, len(pairs)]), axis=1)
    gradient = (up - down) / (2 * _STEP)
    curvature = np.empty((len(at), k, k))
    curvature[:, range(k), range(k)] = (up - 2 * value[:, None] + down) / _STEP**2
    for place, (i, j) in enumerate(pairs):
        mixed = plus[:, place] + minus[:, place] - up[:, i] - up[:, j] + 2 * value - down[:, i] - down[:, j]
        curvature[:, i, j] = curvature[:, j, i] = mixed / (2 * _STEP**2)
    return gradient, curvature


def _around(likelihood: Likelihood, data: np.ndarray, at: np.ndarray, moves: np.ndarray) -> np.ndarray:
    """Return the log likelihoods at all (m, k) moves away: (b, m). Of few values all moves go into one call, as calls
    then take longer than the numbers."""
    if data.size * len(moves) > _AT_ONCE:
        return np.stack([likelihood(data, at + move) for move in moves], axis=1)
    every = (at[:, None] + moves).reshape(-1, at.shape[1])
    return likelihood(np.repeat(data, len(moves), axis=0), every).reshape(len(at), len(moves))


def _searched(
    likelihood: Likelihood,
    data: np.ndarray,
    at: np.ndarray,
    value: np.ndarray,
    step: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Take the step, or a half, a quarter, ... of it, until the likelihood rises; stay where it does not."""
    best, reached = at.copy(), value.copy()
    open_rows = np.flatnonzero(np.abs(step).max(axis=1) > _NEAR)
    for halving in range(12):
        tried = np.clip(at[open_rows] + step[open_rows] * 0.5**halving, low, high)
        found = _finite(likelihood(data[open_rows], tried))
        better = found > value[open_rows]
        best[open_rows[better]], reached[open_rows[better]] = tried[better], found[better]
        open_rows = open_rows[~better]
        if not len(open_rows):
            break
    return best, reached
