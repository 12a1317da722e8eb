"""How often pairs of levels occur, as maps whose holes can be seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from datadiet.domain.intentionality import Covered, Pair
from datadiet.report.formats import count, plural

__all__ = ["Cell", "Legend", "PairMap", "PairMaps", "pair_maps"]

STEPS = 5
"""Shades of cells that have enough."""
CELLS = 12_000
"""Of all maps together; pairs with most holes come first, and what is left out is named."""
MINI = 30.0
"""Longer side of a small map."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination of two levels."""

    kind: str
    """enough-1 to enough-5, short, or never."""
    text: str
    more: str
    """How many more samples it takes, if any."""
    title: str


@dataclass(frozen=True, slots=True)
class PairMap:
    """One pair of conditions; the one with more levels goes down."""

    rows: str
    columns: str
    column_levels: tuple[str, ...]
    body: tuple[tuple[str, tuple[Cell, ...]], ...]
    """(level, cells) of each row."""
    holes: int
    holes_text: str
    sentence: str
    mini: tuple[tuple[str, str], ...]
    """(kind, path) of the small map."""
    width: float
    height: float
    cell: float


@dataclass(frozen=True, slots=True)
class Legend:
    """What one shade stands for."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class PairMaps:
    """All maps, on one scale of shades, those with most holes first."""

    maps: tuple[PairMap, ...]
    legend: tuple[Legend, ...]
    left_out: str
    """Says which pairs have no map; empty where all have."""


def pair_maps(part: Covered, own: str) -> PairMaps | None:
    """Return the maps of a coverage, or None where there are no pairs; `own` is what the counted samples are called."""
    ordered = sorted(part.pairs, key=lambda pair: -_holes(pair))
    kept: list[Pair] = []
    dropped: list[Pair] = []
    left = CELLS
    for pair in ordered:
        left -= len(pair.first_levels) * len(pair.second_levels)
        (kept if left >= 0 else dropped).append(pair)
    if not part.pairs:
        return None
    edges = _edges(part.pairs)
    names = ", ".join(f"{pair.first} with {pair.second}" for pair in dropped)
    return PairMaps(
        maps=tuple(_map(pair, edges, own) for pair in kept),
        legend=_legend(part.pairs, edges),
        left_out=f"Too many levels to be drawn: {names}." if dropped else "",
    )


def _holes(pair: Pair) -> int:
    return sum(
        can and n < pair.needed
        for feasible, counts in zip(pair.feasible, pair.counts, strict=True)
        for can, n in zip(feasible, counts, strict=True)
    )


def _edges(pairs: Sequence[Pair]) -> tuple[int, ...]:
    """Return the least count of each shade: even steps on a log scale, from what is needed to the most there is."""
    low = max(1, min(pair.needed for pair in pairs))
    high = max((n for pair in pairs for row in pair.counts for n in row), default=low)
    ratio = max(1.0, (high + 1) / low)
    return tuple(dict.fromkeys(round(low * ratio ** (step / STEPS)) for step in range(STEPS)))


def _shade(n: int, edges: tuple[int, ...]) -> int:
    """Return the shade of a count, 1 to `STEPS`; with few different counts the dark shades are left out."""
    return max(1, sum(n >= edge for edge in edges))


def _legend(pairs: Sequence[Pair], edges: tuple[int, ...]) -> tuple[Legend, ...]:
    most = max((n for pair in pairs for row in pair.counts for n in row), default=0)
    ends = (*(edge - 1 for edge in edges[1:]), max(most, edges[-1]))
    shades = (
        Legend(f"enough-{k}", count(low) if low == high else f"{count(low)} to {count(high)}")
        for k, (low, high) in enumerate(zip(edges, ends, strict=True), start=1)
    )
    never = any(not can for pair in pairs for row in pair.feasible for can in row)
    return (
        Legend("short", "hole: too few, with how many more it takes"),
        *((Legend("never", "cannot be, by the domain's own rules"),) if never else ()),
        *shades,
    )


def _map(pair: Pair, edges: tuple[int, ...], own: str) -> PairMap:
    if len(pair.first_levels) < len(pair.second_levels):
        pair = _turned(pair)
    cells = [
        [_cell(pair, i, j, edges, own) for j in range(len(pair.second_levels))] for i in range(len(pair.first_levels))
    ]
    holes, possible = _holes(pair), sum(can for row in pair.feasible for can in row)
    size = MINI / len(pair.first_levels)
    return PairMap(
        rows=pair.first,
        columns=pair.second,
        column_levels=pair.second_levels,
        body=tuple((name, tuple(row)) for name, row in zip(pair.first_levels, cells, strict=True)),
        holes=holes,
        holes_text=plural(holes, "hole", "holes") if holes else "no hole",
        sentence=_sentence(pair, holes, possible),
        mini=_mini(cells),
        width=len(pair.second_levels),
        height=len(pair.first_levels),
        cell=round(size, 3),
    )


def _turned(pair: Pair) -> Pair:
    def turn(table: tuple[tuple, ...]) -> tuple[tuple, ...]:
        return tuple(zip(*table, strict=True))

    return Pair(
        first=pair.second,
        second=pair.first,
        first_levels=pair.second_levels,
        second_levels=pair.first_levels,
        counts=turn(pair.counts),
        real=None if pair.real is None else turn(pair.real),
        feasible=turn(pair.feasible),
        needed=pair.needed,
    )


def _sentence(pair: Pair, holes: int, possible: int) -> str:
    each = f"{count(possible)} combinations that can be"
    if not holes:
        return f"All {each} have at least {count(pair.needed)}."
    return f"{count(holes)} of {each} {'has' if holes == 1 else 'have'} fewer than {count(pair.needed)}."


def _cell(pair: Pair, i: int, j: int, edges: tuple[int, ...], own: str) -> Cell:
    n, can = pair.counts[i][j], pair.feasible[i][j]
    title = f"{pair.first} = {pair.first_levels[i]}, {pair.second} = {pair.second_levels[j]}: {count(n)} {own}"
    if pair.real is not None:
        title += f", {count(pair.real[i][j])} real"
    if not can:
        return Cell("never", count(n) if n else "", "", f"{title}; it cannot be, by the domain's own rules")
    if n < pair.needed:
        more = count(pair.needed - n)
        return Cell("short", count(n), f"+{more}", f"{title}; {count(pair.needed)} are needed, {more} more")
    return Cell(f"enough-{_shade(n, edges)}", count(n), "", f"{title}; {count(pair.needed)} are needed")


def _mini(cells: Iterable[Iterable[Cell]]) -> tuple[tuple[str, str], ...]:
    paths: dict[str, list[str]] = {}
    for y, row in enumerate(cells):
        for x, cell in enumerate(row):
            paths.setdefault(cell.kind, []).append(f"M{x} {y}h1v1h-1z")
    return tuple((kind, "".join(path)) for kind, path in sorted(paths.items()))
