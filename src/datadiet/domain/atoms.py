"""A condition cut into atoms: parts within which no predicate and no bin changes, so that a finite look is enough."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from datadiet.domain.domain import Domain, Levels, Range, Variable
from datadiet.domain.predicate import Literal

__all__ = ["ABSENT", "Atoms", "bin_edges", "bin_of", "cut"]

ABSENT = -1
"""The level code of a condition that does not exist there."""
ROUNDING = 1e-14
"""A share of the field that small is none."""
WHOLE = 512
"""Whole numbers up to which each is an atom of its own."""
_LEAST = 1e-12
"""Shares nearer to 0 or 1 are taken as that: some laws have their ends there, and others none."""
FINEST = 32
"""Into how many parts a range is cut that is compared with another condition."""


@dataclass(frozen=True, slots=True)
class Atoms:
    """The parts of one condition; a conditional one ends with the atom of its absence."""

    variable: Variable
    values: tuple[Literal | None, ...]
    """(a,) one value of each; None where absent."""
    low: np.ndarray
    """(a,) of a range: where the part begins; nan for levels."""
    high: np.ndarray
    """(a,) where it ends; a part of no width is one value, others are open."""
    code: np.ndarray
    """(a,) the level or bin, or ABSENT."""
    mass: np.ndarray
    """(a,) share in the field, given that the condition exists; 1 for the absence."""

    def __len__(self) -> int:
        return len(self.values)


def cut(domain: Domain) -> dict[str, Atoms]:
    """Cut every variable condition of a domain at its bins and at the constants of all predicates."""
    constants: dict[str, set[float]] = {variable.name: set() for variable in domain.variables}
    entangled: set[str] = set()
    for predicate in domain.predicates:
        entangled |= predicate.entangled
        for comparison in predicate.comparisons:
            if comparison.column in constants and isinstance(comparison.value, float):
                constants[comparison.column].add(comparison.value)
    return {v.name: _cut(v, constants[v.name], v.name in entangled) for v in domain.variables}


def _cut(variable: Variable, constants: Iterable[float], fine: bool) -> Atoms:
    if isinstance(variable, Levels):
        parts = _levels(variable)
    elif variable.integer and variable.high - variable.low < WHOLE:
        parts = _whole(variable)
    else:
        parts = _intervals(variable, constants, fine)
    if variable.when is None:
        return parts
    return Atoms(
        variable,
        (*parts.values, None),
        np.append(parts.low, np.nan),
        np.append(parts.high, np.nan),
        np.append(parts.code, ABSENT),
        np.append(parts.mass, 1.0),
    )


def _levels(variable: Levels) -> Atoms:
    n = len(variable.levels)
    shares = variable.field.shares if variable.field else {}
    mass = np.array([shares.get(level, 0.0) for level in variable.levels]) if shares else np.full(n, 1 / n)
    gaps = np.full(n, np.nan)
    return Atoms(variable, variable.levels, gaps, gaps, np.arange(n), mass)


def _whole(variable: Range) -> Atoms:
    values = np.arange(variable.low, variable.high + 1)
    mass = cumulated(variable, values + 0.5) - cumulated(variable, values - 0.5)
    mass = mass / mass.sum()
    return Atoms(variable, tuple(values.tolist()), values, values, bin_of(variable, values), mass)


def _intervals(variable: Range, constants: Iterable[float], fine: bool) -> Atoms:
    marks = [bin_edges(variable), [value for value in constants if variable.low <= value <= variable.high]]
    if fine:
        marks.append(on_scale(variable, np.linspace(0, 1, FINEST + 1)))
    points = np.unique(np.concatenate([np.asarray(part, float) for part in marks]))
    low, high = np.repeat(points, 2)[:-1], np.repeat(points, 2)[1:]  # value, interval, value, interval, ..., value
    high[::2] = low[::2]
    if variable.integer:
        keep = (low == high) & (low == np.floor(low)) | (low < high) & (np.floor(high - 1e-9) > low)
        low, high = low[keep], high[keep]
    middle = (low + high) / 2
    if variable.integer:
        middle = np.where(low == high, low, np.floor(middle))
        middle = np.where(middle <= low, np.where(low == high, low, np.floor(low) + 1), middle)
    first, last = _ends(variable, low, high)
    inside, alone = (
        below(variable, last) - cumulated(variable, first),
        cumulated(variable, last) - below(variable, first),
    )
    mass = np.where(low < high, inside, alone)
    mass[mass < ROUNDING] = 0.0
    total = mass.sum()
    return Atoms(variable, tuple(middle.tolist()), low, high, bin_of(variable, middle), mass / total if total else mass)


def _ends(variable: Range, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where the mass of parts begins and ends: whole numbers reach half a step to both sides."""
    if not variable.integer:
        return low, high
    inside = low < high
    return np.where(inside, np.floor(low) + 0.5, low - 0.5), np.where(inside, np.ceil(high) - 0.5, low + 0.5)


def bin_edges(variable: Range) -> np.ndarray:
    """Return the (bins + 1,) edges of the bins of a range, of equal width on its scale."""
    if variable.integer:
        return np.linspace(variable.low, variable.high + 1, variable.bins + 1)
    edges = on_scale(variable, np.linspace(0, 1, variable.bins + 1))
    edges[0], edges[-1] = variable.low, variable.high
    return edges


def bin_of(variable: Range, values: np.ndarray) -> np.ndarray:
    """Return the bin of each value, ABSENT outside the range; an edge belongs to the bin above it, but the last one."""
    edges = bin_edges(variable)
    found = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, variable.bins - 1)
    inside = (values >= variable.low) & (values <= variable.high)
    return np.where(inside, found, ABSENT)


def on_scale(variable: Range, share: np.ndarray) -> np.ndarray:
    """Return the values at these shares of the way from the low to the high bound, on the range's scale."""
    if variable.scale == "log":
        made: np.ndarray = variable.low * (variable.high / variable.low) ** share
    else:
        made = variable.low + (variable.high - variable.low) * share
    return np.clip(made, variable.low, variable.high)


def cumulated(variable: Range, values: np.ndarray) -> np.ndarray:
    """Return the share of the field at or below each value; uniform on the scale where no field is declared."""
    if variable.field is not None and variable.field.law is not None:
        return variable.field.law.cdf(np.asarray(values, float))
    if variable.field is not None and variable.field.quantiles:
        quantiles = np.asarray(variable.field.quantiles)
        return np.interp(values, quantiles, np.linspace(0, 1, len(quantiles)), left=0.0)
    low, high = (variable.low - 0.5, variable.high + 0.5) if variable.integer else (variable.low, variable.high)
    held = np.clip(values, low, high)
    if variable.scale == "log" and low > 0:
        return np.asarray(np.log(held / low) / np.log(high / low))
    return np.asarray((held - low) / (high - low))


def below(variable: Range, values: np.ndarray) -> np.ndarray:
    """Return the share of the field strictly below each value: less than `cumulated` where one value is frequent."""
    if variable.field is not None and variable.field.law is not None:
        return variable.field.law.below(np.asarray(values, float))
    if variable.field is None or not variable.field.quantiles:
        return cumulated(variable, values)
    mirrored = -np.asarray(variable.field.quantiles)[::-1]
    return 1 - np.interp(-values, mirrored, np.linspace(0, 1, len(mirrored)), left=0.0)


def quantile(variable: Range, share: np.ndarray) -> np.ndarray:
    """Return the values at or below which these shares of the field lie: the inverse of `cumulated`."""
    if variable.field is not None and variable.field.law is not None:
        found = variable.field.law.quantiles(np.clip(np.asarray(share, float), _LEAST, 1 - _LEAST))
        return np.clip(found.astype(float), variable.low, variable.high)
    if variable.field is not None and variable.field.quantiles:
        quantiles = np.asarray(variable.field.quantiles)
        return np.interp(share, np.linspace(0, 1, len(quantiles)), quantiles)
    return on_scale(variable, np.asarray(share))
