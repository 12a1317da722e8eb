"""What the verdicts are passed on."""

from dataclasses import dataclass

import numpy as np

from datadiet.measure.realism import Realism

__all__ = ["EdgeCaseEvidence", "Evidence", "Fit"]


@dataclass(frozen=True, slots=True, eq=False)
class EdgeCaseEvidence:
    """The samples of one declared edge case, and how many of them are wanted."""

    name: str
    members: np.ndarray
    """(n_s,) bool."""
    quota: int
    """Samples that the domain asks for: up to this many may look unrealistic."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """How the n_s synthetic samples fit the declared domain of operation."""

    outside: np.ndarray
    """(n_s,) bool."""
    reasons: tuple[str, ...]
    """Why, of those that are outside."""
    edge_cases: tuple[EdgeCaseEvidence, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """All that is known of the n_s synthetic samples that have a vector, in their order."""

    vectors: np.ndarray
    """(n_s, D)."""
    nearest_real: np.ndarray
    """(n_s,) row of the nearest real sample, and its distance:"""
    nearest_real_distance: np.ndarray
    synthetic_index: np.ndarray
    """(n_s, k) rows of the nearest other synthetic samples, -1 where there are fewer, and their distances:"""
    synthetic_distance: np.ndarray
    realism: Realism
    copied_from: np.ndarray
    """(n_s,) row of the real sample that it is a copy of, or -1."""
    same_content: np.ndarray
    """(n_s,) bool: the copy is exact, not only near."""
    uniqueness: np.ndarray
    """(n_s,) exclusive area on the plane, in discs."""
    radius: float
    """Median displacement by the noise, in full dimension."""
    redundancy_judged: bool
    """False where redundancy cannot be told."""
    saturated: bool
    """The sets are so far apart that no single sample can be blamed."""
    core: np.ndarray | None = None
    """(n_s,) bool: the samples that the lists hold, where they do not hold all."""
    fit: Fit | None = None
    """None where no domain was declared at this level."""
    copy_limit: np.ndarray | None = None
    """(n_s,) distance to its nearest real sample below which each is a near-copy, for the reasons."""

    redundancy_note: str = ""
    """Why not, where it is not the radius."""

    def __len__(self) -> int:
        return len(self.vectors)
