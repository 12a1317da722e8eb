"""The levels of conditions: which one a value belongs to, and what it is called."""

import numpy as np
import polars as pl

from datadiet.domain.atoms import ABSENT, bin_edges, bin_of
from datadiet.domain.conditions import Conditions
from datadiet.domain.domain import Domain, Levels, Variable
from datadiet.domain.predicate import Literal

__all__ = ["ABSENT", "coded", "level_names"]


def coded(domain: Domain, known: Conditions, names: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return the level of each condition of each sample, and where it is unknown.

    Returns:
        codes: (n, v) int16, ABSENT where the condition is unknown, does not apply, or has a value outside the domain.
        unknown: (n, v) whether it is unknown.
    """
    absent = domain.absent()
    codes = np.full((len(known), len(names)), ABSENT, np.int16)
    unknown = np.zeros(codes.shape, bool)
    for j, name in enumerate(names):
        values = known.frame[name]
        gone = np.zeros(len(known), bool)
        unclear = values.is_null().to_numpy()
        if name in absent:
            where = known.frame.select(absent[name].alias("gone"))["gone"]
            gone = where.fill_null(False).to_numpy()
        unknown[:, j] = unclear & ~gone
        codes[:, j] = np.where(gone | unclear, ABSENT, _codes(domain[name], values))
    return codes, unknown


def _codes(variable: Variable, values: pl.Series) -> np.ndarray:
    if isinstance(variable, Levels):
        order = {level: code for code, level in enumerate(variable.levels)}
        found = values.replace_strict(order, default=ABSENT, return_dtype=pl.Int16)
        return np.asarray(found.fill_null(ABSENT).to_numpy())
    return bin_of(variable, values.fill_null(float("nan")).to_numpy())


def level_names(variable: Variable) -> tuple[str, ...]:
    """Return what the levels or bins of a condition are called."""
    if isinstance(variable, Levels):
        return tuple(word(level) for level in variable.levels)
    edges = bin_edges(variable)
    if variable.integer:
        first, last = np.ceil(edges[:-1]), np.ceil(edges[1:]) - 1
        return tuple(word(a) if a == b else f"{word(a)} to {word(b)}" for a, b in zip(first, last, strict=True))
    return tuple(f"{a} to {b}" for a, b in zip(_shown(edges[:-1], edges), _shown(edges[1:], edges), strict=True))


def _shown(values: np.ndarray, edges: np.ndarray) -> list[str]:
    """Write edges with as few digits as keep them apart."""
    for digits in range(2, 9):
        shown = [f"{float(f'{edge:.{digits}g}'):,.10g}" for edge in edges]
        if len(set(shown)) == len(shown):
            break
    names = dict(zip(edges.tolist(), shown, strict=True))
    return [names[value] for value in values.tolist()]


def word(value: Literal) -> str:
    """Return a value as a person would write it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:,.6g}" if isinstance(value, float) else value
