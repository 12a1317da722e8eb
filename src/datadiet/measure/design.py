"""One design for groups, imbalance and control: which samples are compared with which.

A subsample takes one random member from each of m groups a side, so that nothing in it is dependent and both sides
weigh the same.
"""

from dataclasses import dataclass

import numpy as np

from datadiet.errors import OptionError, TooFewSamples

__all__ = ["SUBSAMPLES", "Design", "Groups"]

SUBSAMPLES = 25


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """The members of each group of one side."""

    of: np.ndarray
    """(n,) group of each sample, numbered 0 ... count - 1."""
    members: np.ndarray
    """(n,) samples, sorted by group."""
    start: np.ndarray
    """(count + 1,) where each group's members begin."""

    @classmethod
    def read(cls, groups: np.ndarray | None, n: int) -> "Groups":
        """Number the groups of n samples; None makes each sample its own."""
        if groups is not None and np.shape(groups) != (n,):
            raise OptionError(
                f"groups have shape {np.shape(groups)} beside {n} samples", expected=f"one group a sample, ({n},)"
            )
        codes = np.arange(n) if groups is None else np.unique(np.asarray(groups), return_inverse=True)[1]
        sizes = np.bincount(codes, minlength=1 if n else 0)
        return cls(codes, np.argsort(codes, kind="stable"), np.concatenate([[0], np.cumsum(sizes)]))

    @property
    def count(self) -> int:
        """Number of groups."""
        return len(self.start) - 1

    def member(self, groups: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
        """Draw one random member of each of the given groups."""
        sizes = self.start[groups + 1] - self.start[groups]
        return self.members[self.start[groups] + rng.integers(sizes)]


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """Balanced subsamples of two sides, and of two halves of the real one.

    The groups of the smaller side are blocks; each group of the larger side is dealt to one block at random, and a
    subsample takes m blocks with one group a side of each. Seen alone a subsample is m random groups a side; seen
    together they allow one swap of real and synthetic per block that leaves every subsample balanced, which is what
    the permutation null needs.
    """

    real: np.ndarray
    """(M, m) rows of the real side."""
    synthetic: np.ndarray
    """(M, m) rows of the synthetic side."""
    block: np.ndarray
    """(M, m) block of each pair."""
    control: np.ndarray
    """(M, 2, m) rows of the real side: two halves that share no group."""
    blocks: int

    @property
    def m(self) -> int:
        """Independent samples a side in each subsample."""
        return int(self.real.shape[1])

    @classmethod
    def draw(
        cls,
        real_groups: Groups,
        synthetic_groups: Groups,
        *,
        rng: np.random.Generator,
        subsamples: int = SUBSAMPLES,
    ) -> "Design":
        """Draw the subsamples: m = min(half of the real groups, the synthetic groups).

        Raises:
            TooFewSamples: m would be less than 2.
        """
        if subsamples < 1:
            raise OptionError(f"subsamples is {subsamples}", expected="an integer of 1 or more")
        m = _size(real_groups.count, synthetic_groups.count)
        sides = (real_groups, synthetic_groups)
        small, large = sorted(sides, key=lambda side: side.count)
        dealt = rng.permutation(large.count)
        rows: list[tuple[np.ndarray, np.ndarray]] = []
        block = np.stack([rng.permutation(small.count)[:m] for _ in range(subsamples)])
        for chosen in block:
            hands = (large.count - 1 - chosen) // small.count + 1
            partner = dealt[chosen + small.count * rng.integers(hands)]
            rows.append((small.member(chosen, rng=rng), large.member(partner, rng=rng)))
        first, second = (np.stack(side) for side in zip(*rows, strict=True))
        real, synthetic = (first, second) if small is real_groups else (second, first)
        control = np.stack([halves(real_groups, m, rng=rng) for _ in range(subsamples)])
        return cls(real, synthetic, block, control, small.count)


def halves(groups: Groups, size: int, *, rng: np.random.Generator) -> np.ndarray:
    """Draw two sets of `size` groups that share none, one member of each: (2, size) rows."""
    return groups.member(rng.permutation(groups.count)[: 2 * size], rng=rng).reshape(2, size)


def _size(real: int, synthetic: int) -> int:
    m = min(real // 2, synthetic)
    if m < 2:
        raise TooFewSamples(
            f"{real} real and {synthetic} synthetic independent samples (groups count once)",
            expected="at least 4 real and 2 synthetic ones; some hundreds a side for a narrow interval",
            todo="add samples, or declare finer groups",
        )
    return m
