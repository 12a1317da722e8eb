"""How likely is a real sample to be as far from the others as this synthetic one is?"""

import math
from dataclasses import dataclass, replace

import numpy as np

from datadiet.errors import TooFewSamples
from datadiet.measure.design import Groups
from datadiet.measure.neighbours import Neighbours, nearest
from datadiet.measure.pairwise import blocks

__all__ = ["LEVEL", "NEIGHBOUR", "Realism", "realism"]

NEIGHBOUR = 5
LEVEL = 0.05
MANY = 0.05
"""Share of samples that must stand out together before one can be named; more than that is worth a note."""
_LIST = 16


@dataclass(frozen=True, slots=True)
class Realism:
    """One conformal p-value for each synthetic sample, and what it was taken from."""

    p: np.ndarray
    """(n_s,) in (0, 1]: uniform for samples of the real law, `smallest` for outliers; higher is more realistic."""
    distance: np.ndarray
    """(n_s,) distance to the k-th nearest real sample."""
    k: int
    calibration: np.ndarray
    """(n,) sorted distances of independent real samples to their k-th nearest one of another group."""
    smallest: float
    """The smallest p-value that this many real samples can give: 1 / (n + 1)."""
    cut: float | None
    """The distance beyond which p is under .05; None where no distance is."""
    notes: tuple[str, ...]
    """What these p-values cannot show, in plain sentences."""

    def at(self, distance: np.ndarray) -> "Realism":
        """Return the same for other synthetic samples, at (n,) distances from their k-th nearest real one."""
        return replace(self, p=_p(self.calibration, distance), distance=distance)

    @property
    def relative(self) -> np.ndarray:
        """Share of the synthetic samples that lie at least as far out, (n_s,) in (0, 1]: a rank, no test.

        It goes on telling samples apart where the whole set lies so far out that every p-value is the smallest.
        """
        ordered = np.sort(self.distance)
        return 1 - np.searchsorted(ordered, self.distance, side="left") / len(ordered)


def realism(
    real: np.ndarray,
    synthetic: np.ndarray,
    *,
    rng: np.random.Generator,
    real_groups: np.ndarray | None = None,
    neighbours: Neighbours | None = None,
    k: int = NEIGHBOUR,
) -> Realism:
    """Give each synthetic sample the conformal p-value of its distance to its k-th nearest real sample.

    The reference is one random real sample of each group, at its distance to its k-th nearest real sample of *other*
    groups. No half is set aside: with the tested sample counted among the reals, as full conformal prediction does,
    every reference distance could only shrink, so these p-values are at least as large as the exact ones, and so
    valid. They share one real set, and so depend on each other: that Benjamini-Hochberg holds then is proved for a
    reference that is set aside, and shown by simulation for this one (`bench/realism.py`).

    Args:
        real: (n_r, D) vectors.
        synthetic: (n_s, D) vectors.
        rng: draws the member that stands for each group.
        real_groups: (n_r,) group of each real sample; by default each is its own.
        neighbours: lists of the real samples, and of these synthetic ones or others, where they are known; what they
            do not tell is searched.
        k: which neighbour.

    Raises:
        TooFewSamples: there are fewer than k + 1 real groups.

    Source: Vovk, Gammerman & Shafer 2005 (conformal p-values); Bates, Candès, Lei, Romano & Sesia 2023 (outliers);
    Dunn, Wasserman & Ramdas 2023 (one sample of each group).
    """
    groups = Groups.read(real_groups, len(real))
    if groups.count <= k:
        raise TooFewSamples(
            f"{groups.count} independent real samples",
            expected=f"more than {k}, to look at the {k}th nearest",
            todo="add real images, or declare finer groups",
        )
    standing = groups.member(np.arange(groups.count), rng=rng)
    reference = np.sort(_to_other_groups(real, groups.of, standing, neighbours, k))
    distance = _to_real(real, synthetic, neighbours, k)
    return Realism(
        p=_p(reference, distance),
        distance=distance,
        k=k,
        calibration=reference,
        smallest=1 / (len(reference) + 1),
        cut=_cut(reference),
        notes=_notes(len(reference), len(synthetic)),
    )


def _to_real(real: np.ndarray, synthetic: np.ndarray, lists: Neighbours | None, k: int) -> np.ndarray:
    if lists is not None and lists.n_synthetic == len(synthetic) and lists.real_distance.shape[1] >= k:
        return lists.real_distance[len(real) :, k - 1].astype(np.float64)
    return nearest(synthetic, real, k=k)[1][:, k - 1].astype(np.float64)


def _to_other_groups(
    real: np.ndarray, groups: np.ndarray, standing: np.ndarray, lists: Neighbours | None, k: int
) -> np.ndarray:
    """Return the distance of each standing sample to its k-th nearest real one of another group."""
    if lists is None:
        index, distance = nearest(real[standing], real, k=max(k, _LIST), exclude=standing)
    else:
        index, distance = lists.real_index[standing], lists.real_distance[standing]
    foreign = (index >= 0) & (groups[index] != groups[standing, None])
    ranks = np.cumsum(foreign, axis=1)
    found = ranks[:, -1] >= k
    out = np.empty(len(standing))
    out[found] = distance[found, np.argmax(ranks[found] >= k, axis=1)]
    out[~found] = _searched(real, groups, standing[~found], k)
    return out


def _searched(real: np.ndarray, groups: np.ndarray, standing: np.ndarray, k: int) -> np.ndarray:
    out = np.empty(len(standing))
    for rows, distance in blocks(real[standing], real):
        distance[groups[standing[rows], None] == groups] = np.inf
        out[rows] = np.sqrt(np.partition(distance, k - 1, axis=1)[:, k - 1])
    return out


def _p(reference: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """Return (1 + b) / (1 + n), b being how many of the n reference distances are at least as large."""
    beyond = len(reference) - np.searchsorted(reference, distance, side="left")
    return (1 + beyond) / (1 + len(reference))


def _cut(reference: np.ndarray) -> float | None:
    """Return the smallest reference distance d such that anything farther than it has p <= LEVEL."""
    rank = math.ceil((1 - LEVEL) * (len(reference) + 1) - 1e-9)
    return float(reference[rank - 1]) if rank <= len(reference) else None


def _notes(n: int, n_synthetic: int) -> tuple[str, ...]:
    """Say what Benjamini-Hochberg can never reject at these sizes."""
    together = math.ceil(n_synthetic / (LEVEL * (n + 1)) - 1e-9)
    if n_synthetic and together > n_synthetic:
        return (
            f"No single sample can be called unrealistic: {n} independent real samples give no p-value below "
            f"{1 / (n + 1):.3f}, and {math.ceil(1 / LEVEL) - 1} or more are needed for .05.",
        )
    if together > max(1, MANY * n_synthetic):
        return (
            f"Fewer than {together} outliers among {n_synthetic} synthetic samples cannot be called unrealistic: "
            f"{n} independent real samples give no p-value below {1 / (n + 1):.4f}.",
        )
    return ()
