"""What the verdicts are passed on."""

from dataclasses import dataclass

import numpy as np

from datadiet.measure.realism import Realism

__all__ = ["EdgeCaseEvidence", "Evidence", "Fit", "Worth"]


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
class Worth:
    """What the n_s synthetic samples are worth for a model, on three axes; NaN where that is not known."""

    value: np.ndarray
    """(n_s,) for real validation samples, in multiples of an even share: 0 is a sample that never votes, below it one
    that misleads; its 95 % interval:"""
    low: np.ndarray
    high: np.ndarray
    relevance: np.ndarray
    """(n_s,) 1 is as near to real samples as they are to each other; higher is better."""
    novelty: np.ndarray
    """(n_s,) distance to other synthetic samples, in multiples of what the noise moves one; higher is better."""
    doubt: np.ndarray
    """(n_s,) 0 where no axis speaks against a sample, to 1."""
    turn: np.ndarray
    """(n_s,) place in the order in which samples are kept, from 1; 0 where there is no value."""
    cut: float | None
    """Below it lie values of planted junk; None where value cannot tell."""
    k: int
    validation: int
    """Real samples that the value is a mean over."""
    relevance_cut: float | None
    """Below it lies the relevance of planted junk, and of hardly any real sample; None where it cannot tell."""
    why_not: tuple[str, ...]
    """Of each sample, why it has no value; empty where it has one."""

    @property
    def harmful(self) -> np.ndarray:
        """Whose whole interval is below the cut, and below 0: (n_s,) bool."""
        return np.zeros(len(self.value), bool) if self.cut is None else self.high < min(self.cut, 0)

    @property
    def helpful(self) -> np.ndarray:
        """Whose whole interval is above the cut, and above 0, and that is relevant: (n_s,) bool."""
        return (self.low > max(self.cut or 0, 0)) & ~self.irrelevant

    @property
    def irrelevant(self) -> np.ndarray:
        """As far from real samples as planted junk is: (n_s,) bool."""
        return np.zeros(len(self.value), bool) if self.relevance_cut is None else self.relevance < self.relevance_cut


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

    same_picture: np.ndarray | None = None
    """(n_s,) bool: the file shows the picture of the file of `copied_from`, saved anew; None where nobody looked."""
    redundancy_note: str = ""
    """Why not, where it is not the radius."""
    worth: Worth | None = None
    """None where no model was asked."""

    def __len__(self) -> int:
        return len(self.vectors)
