"""How much new ground do the synthetic samples cover? (definitions, section 2)"""

from dataclasses import dataclass

import numpy as np

from datadiet.measure.discs import union_area
from datadiet.measure.neighbours import check_vectors, nearest
from datadiet.measure.packing import packing
from datadiet.measure.plane import Plane, Reducer, fit_plane
from datadiet.measure.radii import Copies, Pair, measure_radii
from datadiet.measure.rarefaction import MOST, Curve
from datadiet.measure.rarefied import area_at, rarefied, ratio
from datadiet.measure.saturation import Saturation, saturation
from datadiet.measure.vendi import vendi_score

__all__ = ["Curve", "FullDimension", "Richness", "Saturation", "richness"]

Interval = tuple[float, float]
FULL_MOST = 2_000
"""Samples a side that the full-dimensional companions use at most."""
REAL_REDUNDANT = 0.5
"""A radius at which more than this share of the real set is redundant cannot judge the synthetic one."""
GROUP_IMBALANCE = 1.5


@dataclass(frozen=True, slots=True)
class FullDimension:
    """Companions in the full embedding, because a plane hides most directions."""

    vendi_real: float
    vendi_synthetic: float
    packing_real: int
    """Size of a maximal packing at distance radius_full, at equal n."""
    packing_synthetic: int
    beyond: float
    """Share of synthetic samples farther than radius_full from every real one, in [0, 1]."""
    n: int
    """Samples a side that were used."""


@dataclass(frozen=True, slots=True)
class Richness:
    """The second I with everything that it was decided by. Above 1: richer than the real sample at equal n."""

    score: float
    """A_s / A_r, both rarefied to n_equal."""
    interval: Interval
    n_equal: int
    radius: float
    """Median displacement by the declared noise on the plane."""
    radius_half: float
    radius_double: float
    score_half: float
    """The score at the radius that half of the noise gives: its sensitivity."""
    score_double: float
    radius_full: float
    """The same in the full dimension."""
    noise: str
    area_real: float
    area_synthetic: float
    area_union: float
    overlap: float
    novel: float
    """A_union - A_r."""
    covered: float
    """overlap / A_r, in [0, 1]."""
    discs_real: float
    """A / (pi rho^2): the number of disjoint discs' worth of ground."""
    discs_synthetic: float
    discs_union: float
    synthetic: Saturation
    """S alone."""
    added: Saturation
    """S after all of R."""
    full: FullDimension
    redundancy_judged: bool
    """False where radius_full cannot tell redundancy, see `notes`."""
    notes: tuple[str, ...]


def richness(
    real: np.ndarray,
    synthetic: np.ndarray,
    *,
    rng: np.random.Generator,
    noisy_real: np.ndarray | None = None,
    noisy_synthetic: np.ndarray | None = None,
    noisy_half: Pair | None = None,
    noisy_double: Pair | None = None,
    radius: float | None = None,
    radius_full: float | None = None,
    reducer: Reducer = "pca",
    plane: Plane | None = None,
    real_groups: np.ndarray | None = None,
    synthetic_groups: np.ndarray | None = None,
    nearest_real: np.ndarray | None = None,
    real_spacing: np.ndarray | None = None,
    noise: str = "",
) -> Richness:
    """Compare the ground that synthetic and real samples cover, in units of what noise can do.

    Every sample is a disc on a plane whose radius is the median displacement by the declared noise; what lies within
    it is no new ground. The headline is the ratio of the covered areas at equal n.

    Args:
        real: (n_r, D) vectors.
        synthetic: (n_s, D) vectors.
        rng: draws orders, locations and subsets.
        noisy_real: (n_r, D) vectors of one noisy copy of each sample; a side may be left out.
        noisy_synthetic: (n_s, D) likewise.
        noisy_half: vectors of some samples, and of their copies with half of the noise.
        noisy_double: the same with double noise.
        radius: on the plane, instead of noisy copies.
        radius_full: in the full dimension; needed with `radius` where D > 2 and there are no noisy copies.
        reducer: how the plane is fitted; see `plane.fit_plane`.
        plane: one that was fitted before; its `noisy` are the noisy copies given here, real ones first.
        real_groups: (n_r,) group of each sample; intervals and extrapolation rest on groups.
        synthetic_groups: (n_s,) likewise.
        nearest_real: (n_s,) distance of each synthetic sample to its nearest real one, where it is known.
        real_spacing: (n_r,) distance of each real sample to its nearest other real one, where it is known.
        noise: what the noise was, in words.

    Raises:
        EmbeddingError: vectors or noisy copies do not fit together, or are not finite.
        OptionError: there is no radius: neither noisy copies nor one given, or the noise moves nothing.
        TooFewSamples: a side has fewer than two independent groups.

    Source: Duality AI, the Three I's framework, part II; exact areas: Edelsbrunner 1995.
    """
    real, synthetic = check_vectors(real, synthetic)
    copies = Copies(noisy_real, noisy_synthetic, noisy_half, noisy_double)
    fit, equal, half, double, alone, added, full = rng.spawn(7)
    if plane is None:
        plane = fit_plane(real, synthetic, reducer=reducer, noisy=copies.given, rng=fit)
    radii = measure_radii(plane, real, synthetic, copies, radius=radius, radius_full=radius_full)
    n = min(len(real), len(synthetic))
    over, under = (
        rarefied(points, radii.plane, n, groups=groups, rng=equal)
        for points, groups in ((plane.synthetic, synthetic_groups), (plane.real, real_groups))
    )
    score = ratio(over, under)
    ground = _ground(plane, radii.plane)
    disc = np.pi * radii.plane**2
    if real_spacing is None:
        real_spacing = nearest(real, real, k=1, exclude=np.arange(len(real)))[1][:, 0]
    doubts = _doubts(real_spacing, radii.full)
    return Richness(
        score=score.value,
        interval=score.interval,
        n_equal=n,
        radius=radii.plane,
        radius_half=radii.half,
        radius_double=radii.double,
        score_half=_score_at(plane, radii.half, n, half),
        score_double=_score_at(plane, radii.double, n, double),
        radius_full=radii.full,
        noise=noise,
        area_real=ground.real,
        area_synthetic=ground.synthetic,
        area_union=ground.union,
        overlap=ground.overlap,
        novel=ground.union - ground.real,
        covered=min(1.0, ground.overlap / ground.real),
        discs_real=ground.real / disc,
        discs_synthetic=ground.synthetic / disc,
        discs_union=ground.union / disc,
        synthetic=saturation(plane.synthetic, radii.plane, groups=synthetic_groups, rng=alone),
        added=saturation(plane.synthetic, radii.plane, base=plane.real, groups=synthetic_groups, rng=added),
        full=_full_dimension(real, synthetic, radii.full, nearest_real, full),
        redundancy_judged=not doubts,
        notes=(*radii.notes, *doubts, *_size_notes(plane, real_groups, synthetic_groups)),
    )


@dataclass(frozen=True, slots=True)
class _Ground:
    real: float
    synthetic: float
    union: float

    @property
    def overlap(self) -> float:
        return max(0.0, self.real + self.synthetic - self.union)


def _ground(plane: Plane, radius: float) -> _Ground:
    real, synthetic = union_area(plane.real, radius), union_area(plane.synthetic, radius)
    union = union_area(np.concatenate([plane.real, plane.synthetic]), radius)
    return _Ground(real, synthetic, max(union, real, synthetic))


def _score_at(plane: Plane, radius: float, n: int, rng: np.random.Generator) -> float:
    return area_at(plane.synthetic, radius, n, rng=rng) / area_at(plane.real, radius, n, rng=rng)


def _full_dimension(
    real: np.ndarray, synthetic: np.ndarray, radius: float, nearest_real: np.ndarray | None, rng: np.random.Generator
) -> FullDimension:
    n = min(len(real), len(synthetic), FULL_MOST)
    real_part, synthetic_part = (side[np.sort(rng.choice(len(side), n, replace=False))] for side in (real, synthetic))
    if nearest_real is None:
        nearest_real = nearest(synthetic, real, k=1)[1][:, 0]
    return FullDimension(
        vendi_real=vendi_score(real_part),
        vendi_synthetic=vendi_score(synthetic_part),
        packing_real=len(packing(real_part, radius, rng=rng)),
        packing_synthetic=len(packing(synthetic_part, radius, rng=rng)),
        beyond=float((np.asarray(nearest_real) > radius).mean()),
        n=n,
    )


def _doubts(spacing: np.ndarray, radius: float) -> tuple[str, ...]:
    """Say why the full-dimensional radius cannot tell redundancy, or nothing where it can."""
    closest = float(np.percentile(spacing, 1))
    if radius < closest:
        return (
            f"Redundancy cannot be judged: the noise moves a sample by {radius:.3g}, and 99 % of the real samples "
            f"are farther than {closest:.3g} from the next one.",
        )
    redundant = float((np.asarray(spacing) <= radius).mean())
    if redundant > REAL_REDUNDANT:
        return (
            f"Redundancy cannot be judged: within the {radius:.3g} that the noise moves a sample, "
            f"{100 * redundant:.0f} % of the real samples have another real one.",
        )
    return ()


def _size_notes(plane: Plane, *groups: np.ndarray | None) -> tuple[str, ...]:
    notes = []
    if len(plane.synthetic) > MOST:
        notes.append(f"Saturation was measured on {MOST:,} of {len(plane.synthetic):,} synthetic samples.")
    per_group = [1.0 if labels is None else len(labels) / len(np.unique(labels)) for labels in groups]
    if max(per_group) > GROUP_IMBALANCE * min(per_group):
        notes.append(
            f"Real samples come {per_group[0]:.1f} to a group and synthetic ones {per_group[1]:.1f}: samples of one "
            "group cover less ground, so part of the score is the grouping."
        )
    return tuple(notes)
