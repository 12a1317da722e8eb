"""The parts of a fit put together: point masses, a body that follows the values, and what people want to know of it."""

from math import isfinite

import numpy as np

from datadiet.distributions.base import Distribution
from datadiet.distributions.fitting.candidates import Candidate
from datadiet.distributions.fitting.columns import Column
from datadiet.distributions.fitting.masses import Mass
from datadiet.distributions.fitting.results import Fit, quantiles_against
from datadiet.distributions.fitting.tails import smoothed_of
from datadiet.distributions.plain import Choice as Listed
from datadiet.distributions.plain import Constant
from datadiet.distributions.shaped import Rounded, Spiked

__all__ = ["assembled", "followed", "listed"]


def listed(column: Column) -> tuple[Mass, ...]:
    """Return all values of a column as point masses."""
    values, counts = np.unique(column.values, return_counts=True)
    n = len(column.values)
    reason = f"there are only {len(values)} different values among {n}"
    return tuple(Mass(float(v), int(c), float(c / n), reason) for v, c in zip(values, counts, strict=True))


def followed(column: Column, rest: np.ndarray, *, positive: bool = False) -> Distribution | None:
    """Return a smoothed body with tails; None where there are so few whole numbers that they are better listed."""
    if not column.whole:
        return smoothed_of(rest, column.low, column.high)
    if len(np.unique(rest)) <= 10:
        return None
    step = column.step or 1.0
    low = 0.501 if positive else column.low - 0.499 * step
    return Rounded(smoothed_of(rest, low, column.high + 0.499 * step), step)


def _joined(masses: tuple[Mass, ...], body: Distribution | None, whole: bool) -> Distribution:
    values = [int(mass.value) if whole else mass.value for mass in masses]
    if body is None:
        return Constant(values[0]) if len(values) == 1 else Listed(tuple(values), tuple(mass.share for mass in masses))
    return Spiked(tuple(map(float, values)), tuple(mass.share for mass in masses), body) if masses else body


def assembled(
    column: Column,
    masses: tuple[Mass, ...],
    body: Distribution | None,
    rest: np.ndarray,
    *,
    chosen: str,
    candidates: tuple[Candidate, ...] = (),
    options: tuple[str, int, float] = ("aic", 0, 0.05),
    notes: tuple[str, ...] = (),
) -> Fit:
    """Return the fit of a column.

    Args:
        column: as it was read.
        masses: split off, or all there is.
        body: the law of the rest; None where point masses are all there is.
        rest: (m,) values that are none of the masses, sorted.
        chosen: see `Fit`.
        candidates: that were tried, by rank.
        options: criterion, replicates, level.
        notes: what a person should know besides.
    """
    criterion, replicates, level = options
    infinite = (f"{column.infinite} infinite values were left out",) if column.infinite else ()
    return Fit(
        n=len(column.values),
        missing=column.missing,
        infinite=column.infinite,
        support=column.support,
        bounds=tuple(each if isfinite(each) else None for each in (column.low, column.high)),  # type: ignore[arg-type]
        whole=column.whole,
        step=column.step,
        masses=masses,
        candidates=candidates,
        chosen=chosen,
        level=level,
        replicates=replicates,
        criterion=criterion,
        quantiles=quantiles_against(rest, body) if body is not None else None,
        notes=(*infinite, *notes),
        distribution=_joined(masses, body, column.whole),
    )
