"""How often does each combination of levels of t variables occur?"""

from itertools import combinations
from math import prod

import numpy as np

from datadiet.errors import OptionError

__all__ = ["MOST_TUPLES", "check_total", "count_tuples", "possible_tuples", "total_tuples"]

MOST_TUPLES = 50_000_000
"""Combinations of levels that are counted at most: 400 MB of counts."""
CELLS = 2**16
"""Of one joint table: half a megabyte, which stays in a processor's cache while rows are counted into it."""
ROWS = 2**18

Counts = list[tuple[tuple[int, ...], np.ndarray]]


def count_tuples(codes: np.ndarray, sizes: tuple[int, ...], *, t: int, most: int = MOST_TUPLES) -> Counts:
    """Count the rows that have each combination of levels, for every t of the variables.

    Variables are packed into groups, and rows counted into one joint table for every t of the groups: each of these is
    then summed over the variables that are not asked for, which costs little, as a table is smaller than the data.

    Args:
        codes: (n, v) integers: the level of each variable, from 0; -1 where it is unknown or does not apply. A row
            with a -1 counts in no combination that has this variable.
        sizes: v numbers of levels, 1 or more.
        t: how many variables are combined.
        most: combinations to be counted at most.

    Returns:
        For every t of the variables, in lexicographic order: the variables, and the counts, whose shape is that of
        their levels.

    Raises:
        OptionError: t is below 1 or above v, there are too many combinations, or a code is not a level.

    Source: Kuhn, Kacker & Lei 2013, "Combinatorial coverage measurement" (NIST IR 7878).
    """
    check_total(sizes, t, most=most)
    _check_codes(codes, sizes)
    tables = _tables(_places(codes, sizes), tuple(size + 1 for size in sizes), t)
    return [(variables, table[(slice(1, None),) * t]) for variables, table in tables]


def possible_tuples(
    codes: np.ndarray, unknown: np.ndarray, sizes: tuple[int, ...], *, t: int, most: int = MOST_TUPLES
) -> Counts:
    """Count the rows that may have each combination of levels, if an unknown variable may have any level.

    Args:
        codes: as in `count_tuples`.
        unknown: (n, v) booleans: where a code is -1, True says that it is unknown, and False that the variable does
            not apply. Where a code is a level, it stands.
        sizes: as in `count_tuples`.
        t: as in `count_tuples`.
        most: as in `count_tuples`.

    Returns:
        As `count_tuples`; no count is below the one there.

    Raises:
        OptionError: as `count_tuples`.
    """
    check_total(sizes, t, most=most)
    _check_codes(codes, sizes)
    places = _places(codes, sizes)
    last = np.asarray(sizes, dtype=places.dtype) + places.dtype.type(1)  # one more place, for what is unknown
    places = np.where(unknown & (codes < 0), last, places)
    tables = _tables(places, tuple(size + 2 for size in sizes), t)
    return [(variables, _spread(table)) for variables, table in tables]


def total_tuples(sizes: tuple[int, ...], t: int) -> int:
    """Return how many combinations of levels t of the variables have in all.

    It is the elementary symmetric polynomial of degree t: 1,650 for 12 variables of 5 levels and t = 2.
    """
    chosen = [1] + [0] * t
    for size in sizes:
        for k in range(t, 0, -1):
            chosen[k] += size * chosen[k - 1]
    return chosen[t]


def check_total(sizes: tuple[int, ...], t: int, *, most: int) -> int:
    """Return how many combinations of levels there are, if they can be handled.

    Raises:
        OptionError: a variable has no level, t is below 1 or above the number of variables, or there are too many.
    """
    if min(sizes, default=1) < 1:
        raise OptionError(
            f"variable {sizes.index(min(sizes))} has no level",
            expected="at least one level for each",
            todo="give it levels, or leave it out",
        )
    if not 1 <= t <= len(sizes):
        raise OptionError(
            f"t = {t} with {len(sizes)} variables",
            expected="t from 1 to the number of variables that are combined",
            todo="change t, or name more conditions in `over`",
        )
    total = total_tuples(sizes, t)
    if total > most:
        raise OptionError(
            f"{len(sizes)} variables of {min(sizes)} to {max(sizes)} levels have {total:,} combinations at t = {t}",
            expected=f"at most {most:,}",
            todo="lower t, name fewer conditions in `over`, or use fewer bins",
        )
    return total


def _check_codes(codes: np.ndarray, sizes: tuple[int, ...]) -> None:
    if codes.ndim != 2 or codes.shape[1] != len(sizes):
        raise OptionError(f"codes of shape {codes.shape}", expected=f"a column for each of {len(sizes)} variables")
    if len(codes) and (codes.min() < -1 or np.any(codes.max(axis=0) >= np.asarray(sizes))):
        raise OptionError("a code is not a level of its variable", expected="-1, or 0 to the number of levels less 1")


def _places(codes: np.ndarray, sizes: tuple[int, ...]) -> np.ndarray:
    """Move -1 to place 0 and each level one up, as the numbers are unsigned and wrap round."""
    kind = np.min_scalar_type(max(sizes) + 1)
    return codes.astype(kind) + kind.type(1)


def _tables(places: np.ndarray, widths: tuple[int, ...], t: int) -> Counts:
    """Count the rows at each place of every t variables: (n, v) -> C(v, t) tables of t axes."""
    groups = _groups(widths, t, cells=min(CELLS, max(len(places), 64)))
    of = {variable: g for g, group in enumerate(groups) for variable in group}
    packed = [_packed(places, group, widths) for group in groups]
    spans = [prod(widths[i] for i in group) for group in groups]
    wanted: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    for variables in combinations(range(len(widths)), t):
        wanted.setdefault(_padded({of[i] for i in variables}, len(groups), t), []).append(variables)
    tables = {}
    for chosen, asked in wanted.items():
        axes = [i for g in chosen for i in groups[g]]
        joint = _joint([packed[g] for g in chosen], [spans[g] for g in chosen]).reshape([widths[i] for i in axes])
        for variables in asked:
            others = tuple(axis for axis, i in enumerate(axes) if i not in variables)
            tables[variables] = joint.sum(axis=others)
    return [(variables, tables[variables]) for variables in combinations(range(len(widths)), t)]


def _groups(widths: tuple[int, ...], t: int, *, cells: int) -> list[list[int]]:
    """Pack neighbouring variables, so that the joint table of t groups has about so many cells at most."""
    groups: list[list[int]] = []
    span = cells
    for variable, width in enumerate(widths):
        if groups and (span * width) ** t <= cells:
            groups[-1].append(variable)
            span *= width
        else:
            groups.append([variable])
            span = width
    largest = sorted(prod(widths[i] for i in group) for group in groups)[-t:]
    return groups if prod(largest) <= 16 * CELLS else [[variable] for variable in range(len(widths))]


def _packed(places: np.ndarray, group: list[int], widths: tuple[int, ...]) -> np.ndarray:
    """Number the joint places of a group of variables: (n, v) -> (n,), as narrow as the numbers allow."""
    kind = np.min_scalar_type(prod(widths[i] for i in group) - 1)
    packed = places[:, group[0]].astype(kind)
    for variable in group[1:]:
        packed *= kind.type(widths[variable])
        packed += places[:, variable].astype(kind)
    return packed


def _padded(chosen: set[int], groups: int, t: int) -> tuple[int, ...]:
    """Add the first groups that are missing, until there are t, or all."""
    spare = (g for g in range(groups) if g not in chosen)
    return tuple(sorted(chosen | {g for g, _ in zip(spare, range(t - len(chosen)), strict=False)}))


def _joint(packed: list[np.ndarray], spans: list[int]) -> np.ndarray:
    """Count the joint places of groups, a block of rows at a time: (n,) each -> (cells,)."""
    total = np.zeros(prod(spans), dtype=np.int64)
    for start in range(0, len(packed[0]), ROWS):
        place = packed[0][start : start + ROWS].astype(np.intp)
        for group, span in zip(packed[1:], spans[1:], strict=True):
            place *= span
            place += group[start : start + ROWS]
        total += np.bincount(place, minlength=len(total))
    return total


def _spread(table: np.ndarray) -> np.ndarray:
    """Add what is unknown, at the last place of each axis, to every level, and drop what does not apply."""
    for axis in range(table.ndim):
        known = table.take(range(1, table.shape[axis] - 1), axis=axis)
        table = known + table.take([table.shape[axis] - 1], axis=axis)
    return table
