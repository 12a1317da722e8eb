"""Do real and synthetic samples mix? (definitions, section 1)"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

Interval = tuple[float, float]

@dataclass(frozen=True, slots=True)
class Gap:
    """How far apart the sets are, in units of the spread of the real one: 0 is best, no upper end."""

    score: float
    interval: Interval
    control: Interval
    """5th and 95th percentile of the same between two halves of the real set."""
    n: int
    """Samples a side that were used."""


@dataclass(frozen=True, slots=True)
class MixingCurve:
    """Both directional scores over the k nearest neighbours; 1 is what chance gives at each k."""

    k: tuple[int, ...]
    synthetic_to_real: tuple[float, ...]
    real_to_synthetic: tuple[float, ...]
    n: int


@dataclass(frozen=True, slots=True)
class Indistinguishability:
    """The first I with everything that it was decided by. Higher is better, 1 is best."""

    score: float
    """min(1, synthetic_to_real, real_to_synthetic)."""
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
    verdict: Literal["indistinguishable", "distinguishable", "undecided"]
    needed: int | None
    """Where undecided: independent samples a side that would be needed, if they come out alike; else None."""
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
