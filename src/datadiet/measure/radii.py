"""How far does the declared noise move a sample? The radius within which ground is not new."""

from dataclasses import dataclass

import numpy as np

from datadiet.errors import OptionError
from datadiet.measure.plane import Plane, displacements

__all__ = ["Copies", "Pair", "Radii", "measure_radii"]

Pair = tuple[np.ndarray, np.ndarray]
"""Vectors of some samples (m, D), and of their noisy copies in the same order."""


@dataclass(frozen=True, slots=True)
class Copies:
    """Vectors of noisy copies: of all samples with the declared noise, of some with half and with double."""

    real: np.ndarray | None = None
    synthetic: np.ndarray | None = None
    half: Pair | None = None
    double: Pair | None = None

    @property
    def given(self) -> tuple[np.ndarray, ...]:
        """The copies with the declared noise, real ones first."""
        return tuple(copy for copy in (self.real, self.synthetic) if copy is not None)


@dataclass(frozen=True, slots=True)
class Radii:
    """Median displacements by the noise."""

    plane: float
    half: float
    """On the plane, with half of the noise."""
    double: float
    full: float
    """In the full dimension."""
    notes: tuple[str, ...]


def measure_radii(
    plane: Plane,
    real: np.ndarray,
    synthetic: np.ndarray,
    copies: Copies,
    *,
    radius: float | None = None,
    radius_full: float | None = None,
) -> Radii:
    """Return the radii that noisy copies give; those that are given replace the measured ones.

    Args:
        plane: of `real` and `synthetic`, with `copies.given` as its noisy samples.
        real: (n_r, D).
        synthetic: (n_s, D).
        copies: of either or both sides.
        radius: on the plane.
        radius_full: in the full dimension.

    Raises:
        OptionError: a radius can be neither taken nor measured, or is not positive.
    """
    pairs = [
        (clean, noisy) for clean, noisy in ((real, copies.real), (synthetic, copies.synthetic)) if noisy is not None
    ]
    if radius is None:
        radius = _median(_on_plane(plane, copies))
    if radius_full is None:
        radius_full = _full(pairs, radius, dimensions=real.shape[1])
    _check("on the plane", radius)
    _check("in the full dimension", radius_full)
    half, note_half = _scaled(plane, copies.half, radius, 0.5, "half")
    double, note_double = _scaled(plane, copies.double, radius, 2.0, "double")
    return Radii(radius, half, double, radius_full, tuple(note for note in (note_half, note_double) if note))


def _on_plane(plane: Plane, copies: Copies) -> list[Pair]:
    if not copies.given:
        raise OptionError(
            "there is no disc radius", expected="noisy copies of the samples, or radius", todo="give one of them"
        )
    sides = [
        side for side, copy in ((plane.real, copies.real), (plane.synthetic, copies.synthetic)) if copy is not None
    ]
    noisy = plane.noisy
    if len(noisy) != len(sides):
        if plane.transform is None:
            raise OptionError(
                f"the plane holds {len(noisy)} sets of noisy copies and {plane.reducer} cannot add others",
                expected=f"{len(sides)}, real ones first",
                todo="fit the plane with noisy=",
            )
        noisy = tuple(plane.transform(copy) for copy in copies.given)
    return list(zip(sides, noisy, strict=True))


def _median(pairs: list[Pair]) -> float:
    moved = np.concatenate([displacements(clean, noisy) for clean, noisy in pairs])
    return float(np.median(moved)) if len(moved) else 0.0


def _full(pairs: list[Pair], radius: float, *, dimensions: int) -> float:
    if pairs:
        return _median(pairs)
    if dimensions <= 2:
        return radius
    raise OptionError(
        f"there is no radius for the {dimensions} dimensions of the vectors",
        expected="noisy copies of the samples, or radius_full",
        todo="give radius_full beside radius",
    )


def _check(where: str, radius: float) -> None:
    if not (np.isfinite(radius) and radius > 0):
        raise OptionError(
            f"the noise moves half of the samples by {radius:g} {where}",
            expected="a positive, finite median displacement",
            todo="declare stronger noise, or give the radius",
        )


def _scaled(plane: Plane, pair: Pair | None, radius: float, factor: float, name: str) -> tuple[float, str]:
    """Measure the radius with other noise; without such copies it is taken in proportion, and a note says so."""
    if pair is not None and plane.transform is not None:
        measured = _median([(plane.transform(pair[0]), plane.transform(pair[1]))])
        if measured > 0:
            return measured, ""
    return factor * radius, f"The radius at {name} the noise was taken as {factor:g} times the radius, not measured."
