"""Which correlations hide behind columns of any kind: a Gaussian vector of which each column shows a part.

A number shows where its component lies; a level of few, between which bounds; a level without order, which of several
components is the largest; a missing value nothing. The correlations are found by drawing what is not shown from what is
(Gibbs), and averaging over such draws.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from datadiet.generate.tables.models.shrinking import held_together, shrunk
from datadiet.generate.tables.models.truncated import truncated_normal

__all__ = ["LIMIT", "Block", "Found", "Shown", "find_correlations", "told_of"]

LIMIT = 20_000
"""Rows from which correlations are found where something is not shown; all, where everything is."""
ROUNDS, BURN_IN = 40, 10
SWEEPS = 10
"""Draws under the correlations that were found, after which components no longer show those that they were found by."""
_LEAST = 1e-3
"""Least eigenvalue of the correlations that components are drawn with."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Components of which the largest, after their offsets, is what a column without order shows."""

    columns: slice
    offsets: np.ndarray
    """(k,)"""
    largest: np.ndarray
    """(n,) which it is; -1 where the row shows nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What rows show of their components."""

    low: np.ndarray
    """(n, D) lower bounds; equal to the upper ones where the component itself is known."""
    high: np.ndarray
    blocks: tuple[Block, ...] = ()
    """Their components have no bounds of their own."""

    def rows(self, which: np.ndarray) -> "Shown":
        """Return some of the rows."""
        blocks = tuple(Block(one.columns, one.offsets, one.largest[which]) for one in self.blocks)
        return Shown(self.low[which], self.high[which], blocks)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What is behind the columns."""

    correlations: np.ndarray
    """(D, D) of the components, positive definite; 0 within a block."""
    components: np.ndarray
    """(m, D) one draw of them, given what the rows show and these correlations; m is the rows that were used."""


def find_correlations(shown: Shown, *, rng: np.random.Generator, progress: Progress | None = None) -> Found:
    """Find which correlations the components have.

    Args:
        shown: of two rows or more.
        rng: draws what is not shown.
        progress: called with rounds done, and how many there are.

    Source: Hoff 2007 (the Gibbs sampler behind mixed columns).
    """
    if (shown.low == shown.high).all() and not shown.blocks:
        return Found(shrunk(_moments(shown.low), len(shown.low)), shown.low)
    if len(shown.low) > LIMIT:
        shown = shown.rows(np.sort(rng.choice(len(shown.low), LIMIT, replace=False)))
    hidden = np.flatnonzero((shown.low != shown.high).any(axis=0))
    z = _start(shown, rng)
    found, total, kept = _unit(_moments(z), shown.blocks), np.zeros((z.shape[1],) * 2), 0
    for at in range(ROUNDS):
        _sweep(z, hidden, _steadied(found, len(z)), shown, rng)
        found = _unit(_moments(z), shown.blocks)
        if at >= BURN_IN:
            total += found
            kept += 1
        if progress:
            progress(at + 1, ROUNDS)
    told = told_of(shown)
    made = shrunk(_unit(total / kept, shown.blocks), len(z) * np.outer(told, told))
    for _ in range(SWEEPS):
        _sweep(z, hidden, made, shown, rng)
    return Found(made, z)


def told_of(shown: Shown) -> np.ndarray:
    """Return how much of each component is shown, 0 to 1: the variance of what is known of it, (D,).

    The variance of a correlation of two of them, near 0, is 1 over the rows times both: of two columns that are cut at
    their middle, the rows count (2 / pi)^2, as of a tetrachoric correlation.
    """
    mass = np.maximum(ndtr(shown.high) - ndtr(shown.low), 1e-12)
    apart = shown.low == shown.high
    middle = np.where(apart, np.where(apart, shown.low, 0), (_density(shown.low) - _density(shown.high)) / mass)
    told = np.minimum((middle**2).mean(axis=0), 1)
    for block in shown.blocks:
        seen, levels = block.largest >= 0, len(block.offsets)
        share = np.bincount(block.largest[seen], minlength=levels) / max(seen.sum(), 1)
        share = np.clip(share, 1e-6, 1 - 1e-6)
        told[block.columns] = seen.mean() * _density(ndtri(share)) ** 2 / (share * (1 - share))
    return np.asarray(told)


def _density(at: np.ndarray) -> np.ndarray:
    return np.asarray(np.exp(-(np.clip(at, -40, 40) ** 2) / 2) / np.sqrt(2 * np.pi))


def _start(shown: Shown, rng: np.random.Generator) -> np.ndarray:
    """Return components that agree with what is shown, whatever the correlations."""
    z = truncated_normal(rng.random(shown.low.shape), shown.low, shown.high)
    for block in shown.blocks:
        rows = np.flatnonzero(block.largest >= 0)
        part = z[rows, block.columns]
        most = (part + block.offsets).argmax(axis=1)
        chosen = block.largest[rows]
        # The winner's lead is handed to the level that was seen.
        at = np.arange(len(rows))
        swap = part[at, most] + block.offsets[most] - block.offsets[chosen]
        part[at, most] = np.where(
            most == chosen, part[at, most], part[at, chosen] + block.offsets[chosen] - block.offsets[most]
        )
        part[at, chosen] = np.where(most == chosen, part[at, chosen], swap)
        z[rows, block.columns] = part
    return z


def _sweep(z: np.ndarray, hidden: np.ndarray, correlations: np.ndarray, shown: Shown, rng: np.random.Generator) -> None:
    """Draw all that is not shown anew, component by component."""
    precision = np.linalg.inv(correlations)
    for j in hidden:
        _draw(z, int(j), precision, shown, rng)


def _draw(z: np.ndarray, j: int, precision: np.ndarray, shown: Shown, rng: np.random.Generator) -> None:
    """Draw component j of all rows anew, given the others."""
    scale = precision[j, j] ** -0.5
    mean = z[:, j] - (z @ precision[j]) / precision[j, j]
    low, high = _bounds(z, j, shown)
    fixed = low == high
    drawn = mean + scale * truncated_normal(rng.random(len(z)), (low - mean) / scale, (high - mean) / scale)
    z[:, j] = np.where(fixed, z[:, j], np.clip(drawn, low, high))


def _bounds(z: np.ndarray, j: int, shown: Shown) -> tuple[np.ndarray, np.ndarray]:
    for block in shown.blocks:
        if block.columns.start <= j < block.columns.stop:
            own = j - block.columns.start
            level = z[:, block.columns] + block.offsets
            others = np.delete(level, own, axis=1).max(axis=1)
            seen = np.take_along_axis(level, np.maximum(block.largest, 0)[:, None], axis=1)[:, 0]
            low = np.where(block.largest == own, others - block.offsets[own], -np.inf)
            high = np.where((block.largest >= 0) & (block.largest != own), seen - block.offsets[own], np.inf)
            return low, high
    return shown.low[:, j], shown.high[:, j]


def _moments(z: np.ndarray) -> np.ndarray:
    """Return correlations; what does not vary goes with nothing."""
    centred = z - z.mean(axis=0)
    spread = np.sqrt((centred**2).mean(axis=0))
    centred /= np.where(spread > 1e-9, spread, 1)
    found = centred.T @ centred / len(z)
    np.fill_diagonal(found, 1)
    return np.asarray(found)


def _steadied(found: np.ndarray, n: int) -> np.ndarray:
    """Return correlations that can be inverted, hardly changed where there are many rows to a component.

    What is drawn with them shows them again, so that whatever is taken from them here is taken in every round: a share
    that is right for an estimate would leave nothing of the correlations of columns that show little.
    """
    d = len(found)
    return held_together((n**2 * found + d**2 * np.eye(d)) / (n**2 + d**2), _LEAST)


def _unit(found: np.ndarray, blocks: tuple[Block, ...]) -> np.ndarray:
    """Make the components of each block independent of each other, of variance 1."""
    turn = np.eye(len(found))
    for block in blocks:
        values, vectors = np.linalg.eigh(found[block.columns, block.columns])
        turn[block.columns, block.columns] = vectors @ np.diag(np.maximum(values, 1e-6) ** -0.5) @ vectors.T
    return np.asarray(turn @ found @ turn)
