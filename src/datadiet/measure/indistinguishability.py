"""Do real and synthetic samples mix? (definitions, section 1)"""

from dataclasses import dataclass
from math import ceil
from typing import Literal

import numpy as np

from datadiet.errors import OptionError
from datadiet.measure.copies import near_copies
from datadiet.measure.design import SUBSAMPLES, Design, Groups
from datadiet.measure.directions import Direction, directions
from datadiet.measure.faults import crowding, faults
from datadiet.measure.gap import Gap, gap
from datadiet.measure.interval import spread
from datadiet.measure.mixing import MixingCurve, balanced, chance, directional, mixing_curve
from datadiet.measure.neighbours import Neighbours, check_vectors
from datadiet.measure.neighbours import neighbours as find_neighbours
from datadiet.measure.permutation import permute, stretch
from datadiet.measure.votes import Pool, Votes, votes

__all__ = ["Gap", "Indistinguishability", "Interval", "MixingCurve", "Verdict", "indistinguishability"]

Interval = tuple[float, float]
Verdict = Literal["indistinguishable", "distinguishable", "undecided"]
MARGIN = 0.10
"""How far below its control a score may lie and still be called indistinguishable."""
FEWEST = 20
"""Groups a side below which a classifier may tell them apart perfectly by luck."""
NEGLIGIBLE = 0.005
"""Prints as 0.00, or as 1.00 when taken from 1."""


@dataclass(frozen=True, slots=True)
class _Judged:
    interval: Interval
    verdict: Verdict
    needed: int | None


@dataclass(frozen=True, slots=True)
class Indistinguishability:
    """The first I with everything that it was decided by. Higher is better, 1 is best."""

    score: float
    """Median over the subsamples of min(1, S_s, S_r): at most the smaller of the two medians below."""
    interval: Interval
    synthetic_to_real: float
    """S_s: share of synthetic samples whose neighbour is real, over what chance gives; 1 is chance."""
    synthetic_to_real_interval: Interval
    synthetic_to_real_share: float
    """The raw share p, for sentences ("a real neighbour 9 % of the time")."""
    synthetic_to_real_p: float
    """Two-sided permutation p-value."""
    real_to_synthetic: float
    real_to_synthetic_interval: Interval
    real_to_synthetic_share: float
    real_to_synthetic_p: float
    chance_share: float
    """m / (2m - 1)."""
    null: tuple[Interval, Interval]
    """0.5th and 99.5th permutation percentile of S_s and of S_r."""
    control: float
    """The score between two disjoint random halves of the real groups, at the same m."""
    control_range: Interval
    """5th and 95th percentile of the control over the subsamples."""
    verdict: Verdict
    needed: int | None
    """Where undecided: independent samples a side that would be needed, if they come out alike; else None.

    None also where more samples would not decide: a fault forbids what the score would allow, or the score lies
    exactly on the threshold.
    """
    faults: tuple[str, ...]
    """Any of dispersed, collapsed, copied, repeated."""
    reasons: dict[str, str]
    """Fault -> one plain sentence with its numbers."""
    saturated: bool
    """The score is flat at 0, or a classifier tells the sets apart perfectly: read the gap instead."""
    m: int
    """Independent samples a side in each subsample."""
    subsamples: int
    permutations: int
    real_groups: int
    synthetic_groups: int
    gap: float
    gap_detail: Gap
    mixing: MixingCurve
    paper: float | None = None
    """The paper's own figure (p*N/n_r on one UMAP plane, unclipped), where asked for."""


def indistinguishability(
    real: np.ndarray,
    synthetic: np.ndarray,
    *,
    rng: np.random.Generator,
    real_groups: np.ndarray | None = None,
    synthetic_groups: np.ndarray | None = None,
    neighbours: Neighbours | None = None,
    exact: np.ndarray | None = None,
    auc: float | None = None,
    permutations: int = 999,
    subsamples: int = SUBSAMPLES,
) -> Indistinguishability:
    """Score how well synthetic samples mix with real ones: 1 is as two halves of one set would, 0 not at all.

    Memory grows linearly with the number of samples, and so does the time beyond that of the neighbour lists.

    Args:
        real: (n_r, D) vectors, in the metric of their embedder.
        synthetic: (n_s, D) vectors.
        rng: draws subsamples, permutations and halves.
        real_groups: (n_r,) group of each sample, samples of one group being dependent; by default each is its own.
        synthetic_groups: (n_s,) likewise.
        neighbours: the lists of both sides, where they are known already.
        exact: (n_s,) whether a sample has the same content as a real one, where contents are known.
        auc: of a classifier two-sample test, where one was made.
        permutations: labellings of the null.
        subsamples: how many the medians are taken over.

    Raises:
        EmbeddingError: a value is not finite, or the sides have different dimensions.
        OptionError: groups, lists or `exact` do not fit the samples.
        TooFewSamples: fewer than 4 real or 2 synthetic groups, or real samples that are all alike.

    Source: Duality AI, "The Three I's Framework", part I; Schilling 1986 and Henze 1988; Politis & Romano 1994;
    Székely & Rizzo 2013.
    """
    real, synthetic = check_vectors(real, synthetic)
    of_real, of_synthetic = Groups.read(real_groups, len(real)), Groups.read(synthetic_groups, len(synthetic))
    _check_fit(neighbours, exact, len(real), len(synthetic))
    for_design, for_gap, for_null, for_stretch, for_spread = rng.spawn(5)

    design = Design.draw(of_real, of_synthetic, rng=for_design, subsamples=subsamples)
    apart = gap(real, synthetic, rng=for_gap, real_groups=of_real.of, synthetic_groups=of_synthetic.of)
    pool = Pool.of(real, synthetic, neighbours or find_neighbours(real, synthetic))
    mixed = [votes(pool, rows) for rows in np.hstack([design.real, design.synthetic + len(real)])]
    halved = [votes(pool, rows, sides=("real",)) for rows in design.control.reshape(subsamples, -1)]
    swapped = permute(mixed, design, rng=for_null, permutations=permutations)
    null = stretch(swapped, pool, design, of_real, of_synthetic, rng=for_stretch)
    known = spread(pool, design, of_real, of_synthetic, rng=for_spread)
    near = near_copies(pool, of_real, of_synthetic)

    to_real, to_synthetic = directions(_scores(mixed), null, known, groups=(of_real.count, of_synthetic.count))
    reasons = faults(to_real, to_synthetic, crowding(pool, design), near, exact)
    score, controls = float(np.median(_headlines(mixed))), _headlines(halved)
    control, (control_low, control_high) = float(np.median(controls)), np.percentile(controls, [5, 95])
    groups = min(of_real.count, of_synthetic.count)
    judged = _judge(score, to_real, to_synthetic, control - MARGIN, groups, bool(reasons))
    return Indistinguishability(
        score=score,
        interval=judged.interval,
        synthetic_to_real=to_real.score,
        synthetic_to_real_interval=to_real.interval,
        synthetic_to_real_share=to_real.share,
        synthetic_to_real_p=to_real.p,
        real_to_synthetic=to_synthetic.score,
        real_to_synthetic_interval=to_synthetic.interval,
        real_to_synthetic_share=to_synthetic.share,
        real_to_synthetic_p=to_synthetic.p,
        chance_share=chance(design.m),
        null=(to_real.null, to_synthetic.null),
        control=control,
        control_range=(float(control_low), float(control_high)),
        verdict=judged.verdict,
        needed=judged.needed,
        faults=tuple(reasons),
        reasons=reasons,
        saturated=score < NEGLIGIBLE or (auc is not None and auc > 1 - NEGLIGIBLE and groups >= FEWEST),
        m=design.m,
        subsamples=subsamples,
        permutations=permutations,
        real_groups=of_real.count,
        synthetic_groups=of_synthetic.count,
        gap=apart.score,
        gap_detail=apart,
        mixing=mixing_curve(real, synthetic, design),
    )


def _check_fit(lists: Neighbours | None, exact: np.ndarray | None, n_real: int, n_synthetic: int) -> None:
    if lists and (lists.n_real, lists.n_synthetic) != (n_real, n_synthetic):
        raise OptionError(
            f"neighbours of {lists.n_real} real and {lists.n_synthetic} synthetic samples",
            expected=f"those of the {n_real} and {n_synthetic} that are given",
        )
    if exact is not None and np.shape(exact) != (n_synthetic,):
        raise OptionError(
            f"exact has shape {np.shape(exact)}", expected=f"one value a synthetic sample, ({n_synthetic},)"
        )


def _scores(subsamples: list[Votes]) -> np.ndarray:
    """Return S_s and S_r of each subsample: (M, 2)."""
    labels = balanced(len(subsamples[0].twin) // 2)
    return np.array([directional(found, labels) for found in subsamples])[:, :, 0]


def _headlines(subsamples: list[Votes]) -> np.ndarray:
    return np.minimum(_scores(subsamples).min(axis=1), 1.0)


def _judge(
    score: float, to_real: Direction, to_synthetic: Direction, threshold: float, groups: int, faulty: bool
) -> _Judged:
    """Decide by the interval; the score, a median of minima, may lie just below what the directions give."""
    value = min(1.0, to_real.score, to_synthetic.score)
    low, high = (min(1.0, *ends) for ends in zip(to_real.interval, to_synthetic.interval, strict=True))
    low = min(low, score)
    if high < threshold:
        return _Judged((low, high), "distinguishable", None)
    if low > threshold:
        return _Judged((low, high), "undecided" if faulty else "indistinguishable", None)
    half = value - low if value > threshold else high - value
    distance = abs(value - threshold)
    decides = distance > 0 and not (faulty and value > threshold)
    return _Judged((low, high), "undecided", ceil(groups * (half / distance) ** 2) if decides else None)
