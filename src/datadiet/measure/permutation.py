"""What would the scores be if the labels said nothing? Swaps of real and synthetic, joint over all subsamples."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from datadiet.errors import OptionError
from datadiet.measure.design import Design, Groups
from datadiet.measure.mixing import balanced, directional
from datadiet.measure.votes import Pool, Votes, votes

__all__ = ["Null", "permute", "relabelled", "stretch", "two_sided"]

CHUNK = 128
"""Permutations at a time: few enough for the cache."""
SAME = 1e-6
"""Scores that differ by less are equal: they count the same votes in another order."""
RELABELLED = 200
UNLIKE = 1.2
"""Groups of the larger side per group of the smaller, from which on swaps are no exact symmetry."""


@dataclass(frozen=True, slots=True, eq=False)
class Null:
    """Both directions under each permutation, S_s first."""

    median: np.ndarray
    """(2, B) over the subsamples."""
    mean: np.ndarray
    """(2, B) over the subsamples: it parts permutations whose medians are equal."""
    m: int
    """Samples a side in a subsample."""


def permute(subsamples: Sequence[Votes], design: Design, *, rng: np.random.Generator, permutations: int = 999) -> Null:
    """Swap real and synthetic in a random half of the blocks, and take the medians again.

    A block keeps its swap in every subsample, so that the overlap of the subsamples is in the null as it is in the
    score. The blocks make each permuted subsample as balanced as the drawn one. Where the sides have equally many
    groups, swaps are symmetries of the null and the test is exact; else see `stretch`.

    Args:
        subsamples: votes in each subsample, the m reals first.
        design: what they were drawn by.
        rng: draws the swaps.
        permutations: B.
    """
    if permutations < 1:
        raise OptionError(f"permutations is {permutations}", expected="an integer of 1 or more, 999 for a verdict")
    medians, means = [], []
    for start in range(0, permutations, CHUNK):
        swaps = rng.integers(2, size=(design.blocks, min(CHUNK, permutations - start)), dtype=np.uint8)
        pairs = zip(subsamples, design.block, strict=True)
        scores = np.array([_swapped(found, swaps[block]) for found, block in pairs])  # (M, 2, B)
        medians.append(np.median(scores, axis=0))
        means.append(scores.mean(axis=0))
    return Null(np.concatenate(medians, axis=1), np.concatenate(means, axis=1), design.m)


def _swapped(found: Votes, swaps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return directional(found, np.concatenate([swaps, 1 - swaps]).astype(np.float32))


def stretch(
    null: Null, pool: Pool, design: Design, real_groups: Groups, synthetic_groups: Groups, *, rng: np.random.Generator
) -> Null:
    """Give the null the variance that it has when labels are dealt anew and subsamples are drawn again.

    Where one side has many times the groups of the other, subsamples share more of the smaller side, and swapping
    cannot tell which side that was: one direction would come out too narrow and the other too wide. The shape is
    kept, the spread corrected; tests are then exact up to the error of a variance from 200 relabellings.
    """
    counts = (real_groups.count, synthetic_groups.count)
    if max(counts) < UNLIKE * min(counts):
        return null
    scores = relabelled(pool, design.m, real_groups, synthetic_groups, rng=rng)
    away = scores - scores.mean(axis=(0, 1))
    whole = (away**2).mean(axis=(0, 1))
    shared = np.maximum((away[:, 0] * away[:, 1]).mean(axis=0), 0)
    wanted = shared + (whole - shared) / len(design.block)
    factor = np.sqrt(wanted / np.maximum(((null.mean - 1) ** 2).mean(axis=1), np.finfo(float).tiny))[:, None]
    return Null(1 + factor * (null.median - 1), 1 + factor * (null.mean - 1), null.m)


def relabelled(
    pool: Pool, m: int, real_groups: Groups, synthetic_groups: Groups, *, rng: np.random.Generator
) -> np.ndarray:
    """Return S_s and S_r of two subsamples of each relabelling of the pooled groups: (200, 2, 2)."""
    pooled = Groups.read(np.concatenate([real_groups.of, synthetic_groups.of + real_groups.count]), len(pool.twins))
    scores = np.empty((RELABELLED, 2, 2))
    for pair in scores:
        dealt = rng.permutation(pooled.count)
        real, synthetic = dealt[: real_groups.count], dealt[real_groups.count :]
        for draw in pair:
            chosen = np.concatenate([rng.permutation(real)[:m], rng.permutation(synthetic)[:m]])
            found = votes(pool, pooled.member(chosen, rng=rng))
            draw[:] = np.ravel(directional(found, balanced(m)))
    return scores


def two_sided(median: float, mean: float, medians: np.ndarray, means: np.ndarray) -> float:
    """Return (1 + b) / (1 + B), b counting permutations at least as far from chance, which is 1, as the score.

    Medians of few samples are often equal; the means part them, so that the p-value is uniform under the null.
    """
    away, aways = abs(median - 1), np.abs(medians - 1)
    equal = np.abs(aways - away) <= SAME
    beyond = np.where(equal, np.abs(means - 1) >= abs(mean - 1) - SAME, aways > away)
    return (1 + int(np.count_nonzero(beyond))) / (1 + len(medians))
