"""A domain against data, and data against data: levels, bins and pairs of them that one has and the other does not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from datadiet.domain.conditions import Conditions
from datadiet.domain.differences.chance import beyond_chance
from datadiet.domain.differences.outside import outside
from datadiet.domain.differences.result import Found, Row
from datadiet.domain.differences.shapes import shapes_of_data, shapes_of_field
from datadiet.domain.domain import Domain
from datadiet.domain.levels import coded, level_names
from datadiet.domain.space import space_of
from datadiet.domain.tuples import count_tuples
from datadiet.domain.untold import untold
from datadiet.errors import OptionError

__all__ = ["data_against_data", "domain_against_data"]

PAIRS = 10_000
"""Pairs that are listed, the most frequent or the most to be expected first."""
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Table:
    """How often the levels of conditions occur in one set of data, alone and two by two."""

    n: int
    alone: Mapping[str, np.ndarray]
    pairs: Mapping[Pair, np.ndarray]

    def expected(self, pair: Pair) -> np.ndarray:
        """Return how often the levels of a pair would meet by chance."""
        return np.outer(self.alone[pair[0]], self.alone[pair[1]]) / self.n


def domain_against_data(domain: Domain, known: Conditions, names: tuple[str, str]) -> Found:
    """Return what is declared and not in the data, and what is in the data and not declared."""
    _check(domain, known)
    space = space_of(domain)
    unsaid = untold(domain, known)
    told = tuple(variable.name for variable in domain.variables if variable.name not in unsaid)
    table = _counted(domain, known, told)
    silent = [Row(name, "declared", "", f"{name}: {names[1]} says nothing of it") for name in unsaid]
    single = [
        Row(name, level, "", f"{name} {level}: none in {names[1]}", "value")
        for name in told
        for level, count, can in zip(level_names(domain[name]), table.alone[name], space.feasible([name]), strict=True)
        if can and not count
    ]
    missing = []
    for pair, counts in table.pairs.items():
        expected = table.expected(pair)
        for cell in np.argwhere(space.feasible(pair) & (counts == 0) & (expected > 0)).tolist():
            chance = float(expected[tuple(cell)])
            shown = _levels(domain, pair, cell)
            says = f"{_met(pair, shown)}: none in {names[1]}, where chance would give {chance:.2g}"
            missing.append((-chance, Row(" x ".join(pair), " x ".join(shown), "", says, "pair")))
    pairs = list(_first(missing, f"that {names[1]} does not have"))
    shapes, without = shapes_of_field(domain, known, told, names)
    notes = [f"No field is declared to compare with: {', '.join(without)}."] if without else []
    return Found([*silent, *single, *pairs], list(outside(domain, known)), shapes, notes)


def data_against_data(first: Conditions, second: Conditions, domain: Domain, names: tuple[str, str]) -> Found:
    """Return levels, bins and pairs of them that one has and the other does not, and what only one tells."""
    _check(domain, first)
    _check(domain, second)
    unsaid = untold(domain, first), untold(domain, second)
    told = tuple(v.name for v in domain.variables if v.name not in {*unsaid[0], *unsaid[1]})
    a, b = _counted(domain, first, told), _counted(domain, second, told)
    only_first = list(_only(domain, a, b, names))
    only_second = [
        replace(row, first=row.second, second=row.first) for row in _only(domain, b, a, (names[1], names[0]))
    ]
    changed = [
        Row(name, *said, f"{name}: {silent} says nothing of it")
        for silent, said, mine, theirs in (
            (names[0], ("nothing", "known"), *unsaid),
            (names[1], ("known", "nothing"), *unsaid[::-1]),
        )
        for name in mine
        if name not in theirs
    ]
    return Found(only_first, only_second, [*changed, *shapes_of_data(domain, first, second, told, names)])


def _only(domain: Domain, mine: _Table, theirs: _Table, names: tuple[str, str]) -> Iterator[Row]:
    """Yield what one set of data has and the other lacks, what most samples have first."""
    there = f"in {names[0]}, none in {names[1]}"
    single = []
    for name, counts in mine.alone.items():
        for level, count, other in zip(level_names(domain[name]), counts.tolist(), theirs.alone[name], strict=True):
            if count and not other:
                says = f"{name} {level}: {_times(count)} {there}"
                single.append((-count, count, Row(name, level, "", says, "value")))
    yield from beyond_chance(single, mine.n, theirs.n)
    found = []
    for pair, counts in mine.pairs.items():
        expected = theirs.expected(pair)
        for cell in np.argwhere((counts > 0) & (theirs.pairs[pair] == 0) & (expected > 0)).tolist():
            count, chance = int(counts[tuple(cell)]), float(expected[tuple(cell)])
            shown = _levels(domain, pair, cell)
            says = f"{_met(pair, shown)}: {_times(count)} {there}, where chance would give {chance:.2g}"
            order = -count - chance / (theirs.n + 1)
            found.append((order, count, Row(" x ".join(pair), " x ".join(shown), "", says, "pair")))
    rows = beyond_chance(found, mine.n, theirs.n)
    yield from rows[:PAIRS]
    if more := len(rows[PAIRS:]):
        yield Row(
            "pairs", f"{more:,} more", "", f"{more:,} more pairs that {names[0]} has and {names[1]} lacks", "pair"
        )


def _first(found: list[tuple[float, Row]], which: str) -> Iterator[Row]:
    """Yield the rows of least order, and how many more there are."""
    ordered = sorted(found, key=lambda one: one[0])
    yield from (row for _, row in ordered[:PAIRS])
    if more := len(ordered[PAIRS:]):
        yield Row("pairs", f"{more:,} more", "", f"{more:,} more pairs {which}", "pair")


def _check(domain: Domain, known: Conditions) -> None:
    missing = [name for name in domain.conditions if name not in known.frame.columns]
    if missing:
        raise OptionError(
            f"the conditions of the data lack '{missing[0]}'", expected="data that was read by the same domain"
        )


def _counted(domain: Domain, known: Conditions, told: tuple[str, ...]) -> _Table:
    """Count levels of what is told, and pairs of what coverage asks for; of everything where it asks for nothing."""
    codes, _ = coded(domain, known, told)
    sizes = [len(level_names(domain[name])) for name in told]
    alone = {
        name: np.bincount(column[column >= 0], minlength=size)
        for name, column, size in zip(told, codes.T, sizes, strict=True)
    }
    asked: Sequence[str] = domain.coverage.over if domain.coverage is not None else told
    columns = [j for j, name in enumerate(told) if name in asked]
    if len(columns) < 2:
        return _Table(len(known), alone, {})
    counted = count_tuples(codes[:, columns], tuple(sizes[j] for j in columns), t=2)
    pairs = {(told[columns[a]], told[columns[b]]): counts for (a, b), counts in counted}
    return _Table(len(known), alone, pairs)


def _levels(domain: Domain, pair: Pair, cell: Sequence[int]) -> tuple[str, str]:
    a, b = (level_names(domain[name])[k] for name, k in zip(pair, cell, strict=True))
    return a, b


def _met(pair: Pair, levels: tuple[str, str]) -> str:
    return f"{pair[0]} {levels[0]} with {pair[1]} {levels[1]}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")
