"""How a column is cut into slices: its levels, or bins of equal count where it is a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from datadiet.measure.rules import Value

__all__ = ["BINS", "LEVELS", "Part", "Values", "partition"]

Values = Sequence[Value]
_Sides = tuple[list[Value], list[Value]]

LEVELS = 20
"""Most levels of a column that is still cut."""
BINS = 4
_FEW = 8
"""Numbers of so few different values are levels."""


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one slice; a side on which nothing is known takes part whole."""

    column: str
    value: str
    real: np.ndarray
    synthetic: np.ndarray
    note: str = ""


def partition(column: str, real: Values, synthetic: Values) -> tuple[Part, ...]:
    """Cut both sides by one column; missing values (None, nan) belong to no part.

    A number of more than 8 different values falls into quarters of the pooled values. A column of more than 20 names
    is one part without rows, whose note says so. A column that only one side has, such as a generator's parameter,
    cuts that side, and each part stands against all of the other.
    """
    sides = _cleaned(real), _cleaned(synthetic)
    known = [value for side in sides for value in side if value is not None]
    if not known:
        return ()
    levels = sorted(set(known), key=lambda value: (isinstance(value, str), value))
    if _numeric(known) and len(levels) > _FEW:
        names, sides = _binned(sides, np.array(known, dtype=float))
    else:
        names = [str(level) for level in levels]
    if len(names) > LEVELS:
        nothing = np.empty(0, dtype=np.int64)
        note = f"not sliced: {len(names)} different values, and {LEVELS} are the most"
        return (Part(column, "(all)", nothing, nothing, note),)
    texts = [np.array([None if value is None else str(value) for value in side], dtype=object) for side in sides]
    return tuple(_part(column, name, texts) for name in names)


def _cleaned(values: Values) -> list[Value]:
    return [None if isinstance(value, float | np.floating) and np.isnan(value) else value for value in values]


def _numeric(known: Sequence[Value]) -> bool:
    return all(isinstance(value, int | float | np.number) and not isinstance(value, bool) for value in known)


def _binned(sides: _Sides, known: np.ndarray) -> tuple[list[str], _Sides]:
    """Return the names of the bins, lowest first, and the values as names of bins."""
    edges = np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1), method="inverted_cdf"))
    ends = _rounded(edges)
    names = [f"{low} to {high}" for low, high in pairwise(ends)]

    def name(value: Value) -> str | None:
        if value is None:
            return None
        return names[max(0, int(np.searchsorted(edges, float(value), side="left")) - 1)]

    return names, ([name(value) for value in sides[0]], [name(value) for value in sides[1]])


def _rounded(edges: np.ndarray) -> list[str]:
    """Write the edges with as few digits, from three on, as keep them apart."""
    for digits in range(3, 17):
        ends = [f"{edge:.{digits}g}" for edge in edges]
        if len(set(ends)) == len(ends):
            break
    return ends


def _part(column: str, name: str, texts: Sequence[np.ndarray]) -> Part:
    rows, note = [], ""
    for text, side in zip(texts, ("real", "synthetic"), strict=True):
        unknown = all(value is None for value in text)
        rows.append(np.arange(len(text)) if unknown else np.flatnonzero(text == name))
        note = f"against all {side} samples, where {column} is not known" if unknown else note
    return Part(column, name, rows[0], rows[1], note)
