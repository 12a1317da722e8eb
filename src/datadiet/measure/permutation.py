"""What would the scores be if the labels said nothing? Swaps of real and synthetic, joint over all subsamples."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from datadiet.errors import OptionError
from datadiet.measure.design import Design
from datadiet.measure.mixing import directional
from datadiet.measure.votes import Votes

__all__ = ["Null", "permute", "two_sided"]

CHUNK = 128
"""Permutations at a time: few enough for the cache."""
SAME = 1e-6
"""Scores that differ by less are equal: they count the same votes in another order."""


@dataclass(frozen=True, slots=True, eq=False)
class Null:
    """Medians over the subsamples under each permutation."""

    synthetic_to_real: np.ndarray
    """(B,) S_s."""
    real_to_synthetic: np.ndarray
    """(B,) S_r."""
    m: int
    """Samples a side in a subsample."""


def permute(subsamples: Sequence[Votes], design: Design, *, rng: np.random.Generator, permutations: int = 999) -> Null:
    """Swap real and synthetic in a random half of the blocks, and take the medians again.

    A block keeps its swap in every subsample, so that the overlap of the subsamples is in the null as it is in the
    score. The blocks make each permuted subsample as balanced as the drawn one; where the sides have equally many
    groups, swaps are a group of symmetries of the null, and the test is exact.

    Args:
        subsamples: votes in each subsample, the m reals first.
        design: what they were drawn by.
        rng: draws the swaps.
        permutations: B.
    """
    if permutations < 1:
        raise OptionError(f"permutations is {permutations}", expected="an integer of 1 or more, 999 for a verdict")
    sides: list[tuple[np.ndarray, np.ndarray]] = []
    for start in range(0, permutations, CHUNK):
        swaps = rng.integers(2, size=(design.blocks, min(CHUNK, permutations - start)), dtype=np.uint8)
        scores = [_swapped(votes, swaps[block]) for votes, block in zip(subsamples, design.block, strict=True)]
        s, r = np.median(np.array(scores), axis=0)  # (M, 2, B) -> (2, B)
        sides.append((s, r))
    to_real, to_synthetic = (np.concatenate(side) for side in zip(*sides, strict=True))
    return Null(to_real, to_synthetic, design.m)


def _swapped(votes: Votes, swaps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return directional(votes, np.concatenate([swaps, 1 - swaps]).astype(np.float32))


def two_sided(score: float, null: np.ndarray) -> float:
    """Return (1 + b) / (1 + B), b counting permutations at least as far from chance, which is 1, as the score."""
    beyond = np.abs(null - 1) >= abs(score - 1) - SAME
    return (1 + int(np.count_nonzero(beyond))) / (1 + len(null))
