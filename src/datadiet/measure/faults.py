"""What is wrong with a synthetic set that its score may hide, each fault with one plain sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from datadiet.measure.copies import NearCopies
from datadiet.measure.design import Design
from datadiet.measure.directions import Direction
from datadiet.measure.votes import Pool, votes

__all__ = ["FAULTS", "Crowding", "crowding", "faults"]

FAULTS = ("dispersed", "collapsed", "copied", "repeated")
"""In the order in which they are named."""
TOLERATED = 0.01
"""Share of near copies that is never a fault."""
CROWDED = 5
"""Percentile of the real-to-real neighbour distances."""


@dataclass(frozen=True, slots=True)
class Crowding:
    """Distances to the nearest sample of the same side, at equal numbers, medians over the subsamples."""

    synthetic: float
    """Median distance of a synthetic sample to its nearest other synthetic one."""
    real: float
    """5th percentile of a real sample's distance to its nearest other real one."""


def crowding(pool: Pool, design: Design) -> Crowding:
    """Measure how close the samples of each side lie, within the subsamples: one of a group, as many a side."""
    synthetic = [
        np.median(votes(pool, rows + len(pool.real), sides=("synthetic",)).distance) for rows in design.synthetic
    ]
    real = [np.percentile(votes(pool, rows, sides=("real",)).distance, CROWDED) for rows in design.real]
    return Crowding(float(np.median(synthetic)), float(np.median(real)))


def faults(
    synthetic_to_real: Direction,
    real_to_synthetic: Direction,
    crowded: Crowding,
    near: NearCopies,
    exact: np.ndarray | None,
) -> dict[str, str]:
    """Return each fault that was found with a sentence that says why.

    Args:
        synthetic_to_real: S_s.
        real_to_synthetic: S_r.
        crowded: distances within each side.
        near: the near copies.
        exact: (n_s,) whether a sample has the same content as a real one; None where contents are not known.
    """
    s, r = synthetic_to_real, real_to_synthetic
    found: dict[str, str] = {}
    if s.high and r.low:
        found["dispersed"] = _beside("Synthetic samples surround the real ones", s, r)
    if r.high and s.low:
        found["collapsed"] = _beside("Synthetic samples huddle among the real ones", s, r)
    if copied := _copied(s, r, near, exact):
        found["copied"] = " ".join(copied)
    if crowded.synthetic < crowded.real:
        found["repeated"] = (
            f"Synthetic samples repeat each other: half of them lie within {crowded.synthetic:.3g} of another one, "
            f"where 95 % of as many real samples keep more than {crowded.real:.3g}."
        )
    return found


def _beside(what: str, s: Direction, r: Direction) -> str:
    return (
        f"{what}: synthetic samples have a real neighbour {s.score:.2f} times as often as chance gives "
        f"({s.null[0]:.2f} to {s.null[1]:.2f}), real ones a synthetic neighbour {r.score:.2f} times "
        f"({r.null[0]:.2f} to {r.null[1]:.2f})."
    )


def _copied(s: Direction, r: Direction, near: NearCopies, exact: np.ndarray | None) -> Sequence[str]:
    sentences = []
    if exact is not None and exact.any():
        n = int(np.count_nonzero(exact))
        sentences.append(f"{n} of {len(exact)} synthetic samples {_have(n)} the same content as a real one.")
    if near.at_least > max(TOLERATED, near.by_chance):
        n = int(np.count_nonzero(near.mask))
        sentences.append(
            f"{n} of {len(near.mask)} synthetic samples lie closer to a real one than real ones lie to each other: "
            f"at least {100 * near.at_least:.1f} %, where new real samples would reach at most "
            f"{100 * near.by_chance:.1f} %."
        )
    if s.high and r.high:
        sentences.append(_beside("Both sides are nearer to each other than two real sets would be", s, r))
    return sentences


def _have(n: int) -> str:
    return "has" if n == 1 else "have"
