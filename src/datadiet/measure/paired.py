"""Is one synthetic set nearer to the real one than another? Differences over the same real samples, with intervals."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import cdist
from scipy.stats import norm

from datadiet.errors import TooFewSamples

__all__ = ["LEAST", "Difference", "paired"]

Interval = tuple[float, float]
LEAST = 10
"""Independent samples a set, below which no difference is judged."""
LIMIT = 1_000
DRAWS = 200
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Difference:
    """Candidate minus baseline, in one measure."""

    measure: str
    """`indistinguishability` (higher is better) or `gap` (lower is better)."""
    baseline: float
    candidate: float
    difference: float
    interval: Interval
    p: float
    """Two-sided, against no difference."""
    better: bool | None
    """Whether the candidate is better; None where the interval holds 0."""
    n: int
    """Independent samples a set that were used."""


@dataclass(frozen=True, slots=True)
class _Distances:
    """Between and within: (n, n) each."""

    real: np.ndarray
    across: np.ndarray
    """Rows real, columns synthetic."""
    synthetic: np.ndarray


def paired(
    real: np.ndarray,
    baseline: np.ndarray,
    candidate: np.ndarray,
    *,
    rng: np.random.Generator,
    real_groups: np.ndarray | None = None,
    baseline_groups: np.ndarray | None = None,
    candidate_groups: np.ndarray | None = None,
) -> tuple[Difference, Difference]:
    """Compare two synthetic sets with the same real one: the difference in indistinguishability, and in the gap.

    One random member of each group is used, the same number n of all three sets (at most 1,000). The spread of a
    difference comes from 200 half-size subsamples in which both sets meet the *same* real samples, so that what the
    real sample happens to hold cancels out.

    Args:
        real: (n_r, D) vectors.
        baseline: (n_b, D) vectors of the set to beat.
        candidate: (n_c, D) vectors.
        rng: draws members and subsamples.
        real_groups: (n_r,) group of each sample; by default each is its own. Likewise the other two.

    Raises:
        TooFewSamples: a set has fewer than 10 groups.

    Source: subsampling without replacement, Politis & Romano 1994; the scores: definitions, section 1.
    """
    sets = [
        _independent(vectors, groups, rng)
        for vectors, groups in (
            (real, real_groups),
            (baseline, baseline_groups),
            (candidate, candidate_groups),
        )
    ]
    n = min(LIMIT, *(len(vectors) for vectors in sets))
    if n < LEAST:
        raise TooFewSamples(f"a set with {n} independent samples", expected=f"at least {LEAST} in each set")
    within = cdist(sets[0][:n], sets[0][:n])
    pairs = [_Distances(within, cdist(sets[0][:n], side[:n]), cdist(side[:n], side[:n])) for side in sets[1:]]
    draws = [tuple(rng.choice(n, n // 2, replace=False) for _ in range(3)) for _ in range(DRAWS)]
    return (
        _difference("indistinguishability", _headline, 1, pairs, draws),
        _difference("gap", _gap, -1, pairs, draws),
    )


def _independent(vectors: np.ndarray, groups: np.ndarray | None, rng: np.random.Generator) -> np.ndarray:
    """Return one random member of each group, in random order."""
    order = rng.permutation(len(vectors))
    if groups is not None:
        order = rng.permutation(order[np.unique(groups[order], return_index=True)[1]])
    return vectors[order].astype(np.float64)


def _difference(
    measure: str,
    score: Callable[[_Distances, np.ndarray, np.ndarray], float],
    sign: int,
    pairs: list[_Distances],
    draws: list[tuple[np.ndarray, ...]],
) -> Difference:
    n = len(pairs[0].real)
    every = np.arange(n)
    baseline, candidate = (score(pair, every, every) for pair in pairs)
    spread = [score(pairs[1], rows, second) - score(pairs[0], rows, first) for rows, first, second in draws]
    half = n // 2
    deviation = float(np.std(spread, ddof=1)) * (half / (n - half)) ** 0.5
    difference = candidate - baseline
    reach = float(norm.isf((1 - LEVEL) / 2)) * deviation
    low, high = difference - reach, difference + reach
    p = float(2 * norm.sf(abs(difference) / deviation)) if deviation else float(difference == 0)
    better = None if low <= 0 <= high else bool(sign * difference > 0)
    return Difference(measure, baseline, candidate, difference, (low, high), p, better, n)


def _headline(pair: _Distances, rows: np.ndarray, columns: np.ndarray) -> float:
    """min(1, S_s, S_r) over the chosen real rows and synthetic columns, of equal number."""
    across = pair.across[np.ix_(rows, columns)]
    m = len(rows)
    shares = (
        _share(across.min(axis=0), _nearest_own(pair.synthetic, columns)),
        _share(across.min(axis=1), _nearest_own(pair.real, rows)),
    )
    return min(1.0, *(share * (2 * m - 1) / m for share in shares))


def _nearest_own(within: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    own = within[np.ix_(chosen, chosen)]
    np.fill_diagonal(own, np.inf)
    return own.min(axis=1)


def _share(other: np.ndarray, own: np.ndarray) -> float:
    """Return the share whose neighbour is on the other side; a tie counts half."""
    return float(np.mean((other < own) + 0.5 * (other == own)))


def _gap(pair: _Distances, rows: np.ndarray, columns: np.ndarray) -> float:
    """(2E|X-Y| - E|X-X'| - E|Y-Y'|) / E|X-X'| over distinct pairs."""
    m = len(rows)
    distinct = m * (m - 1)
    real = pair.real[np.ix_(rows, rows)].sum() / distinct
    synthetic = pair.synthetic[np.ix_(columns, columns)].sum() / distinct
    across = pair.across[np.ix_(rows, columns)].mean()
    return float((2 * across - real - synthetic) / real)
