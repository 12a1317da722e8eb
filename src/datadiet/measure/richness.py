"""How much new ground do the synthetic samples cover? (definitions, section 2)"""

from dataclasses import dataclass

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """Covered area against the number of samples: mean and 95 % band over random orders."""

    n: tuple[int, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Saturation:
    """Has the set stopped adding new ground?"""

    curve: Curve
    plateau: int | None
    """First n where the last 10 % added less than 0.05 discs a sample; None: not reached."""
    gain: float
    """Marginal gain at n, in discs' worth of ground a sample."""
    next_n: int
    next_gain: float
    """What `next_n` more samples of the same kind would add, in discs' worth of ground."""
    next_interval: Interval


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
