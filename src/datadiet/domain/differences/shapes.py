"""How a condition is distributed: in one set of data and another, or in data and in the field that is declared.

Distances are told only where chance alone would hardly give them: the same number of samples is drawn again and again,
from both sets mixed, or from the field.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from datadiet.domain.atoms import cumulated, quantile
from datadiet.domain.conditions import Conditions
from datadiet.domain.differences.result import SURE, Row
from datadiet.domain.domain import Domain, Levels, Range, Variable
from datadiet.domain.levels import coded, level_names
from datadiet.measure.corrections import holm
from datadiet.randomness import stream

__all__ = ["shapes_of_data", "shapes_of_field"]

DRAWS = 1999
CELLS = 64
"""Parts into which a range is cut where distributions are compared."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """One condition on both sides, and how likely chance is to give their distance."""

    variable: Variable
    distance: float
    """KS distance of a range, total variation of levels; 0 (alike) to 1."""
    usual: float
    """What chance stays below in 19 of 20 draws."""
    p: float
    n: tuple[int, ...]
    """Samples of each side; the field has none."""
    said: str
    """Where they differ most."""


def shapes_of_data(
    domain: Domain, first: Conditions, second: Conditions, names: Sequence[str], called: tuple[str, str]
) -> list[Row]:
    """Return the conditions with their distance, between two sets of data, the largest first.

    Args:
        domain: by which both were read.
        first: its conditions.
        second: the same of the other.
        names: the conditions that both tell.
        called: what the two are called.

    Source: permutation test (Pitman 1937) with the distance of Kolmogorov and Smirnov, or the total variation.
    """
    found = []
    for name in names:
        variable, (a, b) = domain[name], (_values(domain, side, name) for side in (first, second))
        if len(a) and len(b):
            one, other = _cells(variable, a, b)
            draws = _rng(name).multivariate_hypergeometric(one + other, len(a), size=DRAWS, method="marginals")
            rest = (one + other) - draws
            pairs = (one / len(a), other / len(b)), (draws / len(a), rest / len(b))
            found.append(_shape(variable, *pairs, (len(a), len(b)), _said(variable, called, pairs[0], (a, b))))
    return list(_rows(found))


def shapes_of_field(
    domain: Domain, known: Conditions, names: Sequence[str], called: tuple[str, str]
) -> tuple[list[Row], list[str]]:
    """Return the conditions with the distance of the data from the declared field, and those without a field.

    What lies outside the bounds is left out: it is told elsewhere.
    """
    found, without = [], []
    for name in names:
        variable = domain[name]
        if variable.field is None:
            without.append(name)
            continue
        values = _values(domain, known, name)
        if not len(values):
            continue
        field, counts = _declared(variable, values)
        world = quantile(variable, np.linspace(0, 1, 1001)) if isinstance(variable, Range) else values
        draws = _rng(name).multinomial(len(values), field, size=DRAWS)
        pairs = (field, counts / len(values)), (field, draws / len(values))
        found.append(
            _shape(
                variable,
                *pairs,
                (len(values),),
                _said(variable, (f"the field of {called[0]}", called[1]), pairs[0], (world, values)),
            )
        )
    return list(_rows(found)), without


def _rng(name: str) -> np.random.Generator:
    """Return a stream that depends on the condition alone, so that a comparison is the same whenever it is made."""
    return stream(0, "domain", "differences", name)


def _values(domain: Domain, known: Conditions, name: str) -> np.ndarray:
    """Return what is known of a condition within its bounds: numbers, or codes of levels."""
    codes, _ = coded(domain, known, (name,))
    there = codes[:, 0] >= 0
    return codes[there, 0] if isinstance(domain[name], Levels) else known.frame[name].to_numpy()[there].astype(float)


def _cells(variable: Variable, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Count both sides in levels, or in parts of equal size of both together."""
    if isinstance(variable, Levels):
        one, other = (np.bincount(side, minlength=len(variable.levels)) for side in (a, b))
        return one, other
    cuts = np.unique(np.quantile(np.concatenate([a, b]), np.linspace(0, 1, CELLS + 1)[1:-1], method="lower"))
    one, other = (np.bincount(np.searchsorted(cuts, side, side="left"), minlength=len(cuts) + 1) for side in (a, b))
    return one, other


def _declared(variable: Variable, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the shares of the field in each cell, and the counts of the values."""
    if isinstance(variable, Levels):
        shares = variable.field.shares if variable.field else {}
        field = np.array([shares[level] for level in variable.levels])
        return field / field.sum(), np.bincount(values, minlength=len(field))
    cuts = np.unique(np.quantile(values, np.linspace(0, 1, CELLS + 1)[1:-1], method="lower"))
    cuts = np.linspace(variable.low, variable.high, CELLS + 1)[1:-1] if variable.scale == "linear" else cuts
    if variable.integer:
        cuts = np.unique(np.floor(cuts))
    below = cumulated(variable, cuts + 0.5 if variable.integer else cuts)
    field = np.diff(np.concatenate([[0.0], below, [1.0]])).clip(min=0)
    counts = np.bincount(np.searchsorted(cuts, values, side="left"), minlength=len(field))
    return field / field.sum(), counts


def _shape(
    variable: Variable,
    seen: tuple[np.ndarray, np.ndarray],
    drawn: tuple[np.ndarray, np.ndarray],
    n: tuple[int, ...],
    said: str,
) -> _Shape:
    """Measure the distance of two distributions, and of those that chance gives: (cells,), (draws, cells)."""
    distance, usual = (_distance(variable, b - a) for a, b in (seen, drawn))
    p = (1 + int((usual >= distance - 1e-12).sum())) / (1 + len(usual))
    return _Shape(variable, float(distance), float(np.quantile(usual, 0.95)), p, n, said)


def _distance(variable: Variable, difference: np.ndarray) -> np.ndarray:
    if isinstance(variable, Range):
        return np.asarray(np.abs(np.cumsum(difference, axis=-1)).max(axis=-1))
    return np.asarray(np.abs(difference).sum(axis=-1) / 2)


def _said(
    variable: Variable,
    called: tuple[str, str],
    shares: tuple[np.ndarray, np.ndarray],
    values: tuple[np.ndarray, np.ndarray],
) -> str:
    """Say the middle half of both sides of a range, or the level whose share differs most."""
    if isinstance(variable, Range):
        halves = [" to ".join(f"{x:.4g}" for x in np.quantile(side, [0.25, 0.75])) for side in values]
        return f"the middle half is {halves[0]} in {called[0]}, {halves[1]} in {called[1]}"
    k = int(np.abs(shares[1] - shares[0]).argmax())
    a, b = (f"{100 * side[k]:.3g} %" for side in shares)
    return f"{level_names(variable)[k]} is {a} in {called[0]}, {b} in {called[1]}"


def _rows(found: Sequence[_Shape]) -> Iterator[Row]:
    adjusted = holm(np.array([shape.p for shape in found])).tolist() if found else []
    both = [(shape, p) for shape, p in zip(found, adjusted, strict=True) if shape.distance > 1e-12]
    for shape, p in sorted(both, key=lambda one: (one[1] > SURE, -one[0].distance)):
        name = shape.variable.name
        kind = "Kolmogorov-Smirnov distance" if isinstance(shape.variable, Range) else "total variation"
        of = " and ".join(f"{n:,}" for n in shape.n)
        sentence = (
            f"{name}: distributed differently: {shape.said}; {kind} {shape.distance:.2f}, "
            f"where chance gives up to {shape.usual:.2f} at n = {of}"
        )
        yield Row(name, "", f"{shape.distance:.4f}", sentence, "shape", float(p))
