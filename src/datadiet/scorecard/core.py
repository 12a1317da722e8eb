"""The samples that are scored exactly: all of them, or above a size a random part, so that cost grows linearly."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from datadiet.errors import OptionError
from datadiet.measure.tables.equality import agreement, beyond, by_chance
from datadiet.randomness import stream
from datadiet.scorecard.options import Options
from datadiet.scorecard.sides import Moved, Side, Sides

__all__ = ["MOST", "Core", "draw_core"]

MOST = 50_000
"""Most samples a side that are compared with each other; further ones are only compared with these."""

EXCUSED = 0.01


@dataclass(frozen=True, slots=True)
class Core:
    """Both sides whole, and the part of them that is scored exactly."""

    whole: Sides
    real: Side
    synthetic: Side
    real_rows: np.ndarray
    """Rows of `whole.real` that are in the core, in order."""
    synthetic_rows: np.ndarray
    copied_from: np.ndarray
    """(n_s,) row of the whole real side with the same content, or -1."""
    common: np.ndarray
    """(n_s,) bool: rows of a table that equal a real one no more often than a new real row would."""
    notes: tuple[str, ...]

    @property
    def rest(self) -> np.ndarray:
        """Rows of `whole.synthetic` outside the core."""
        outside = np.ones(len(self.whole.synthetic), bool)
        outside[self.synthetic_rows] = False
        return np.flatnonzero(outside)


def draw_core(sides: Sides, options: Options, *, most: int = MOST) -> Core:
    """Draw whole random groups that hold at most `most` samples a side together."""
    rows = [_chosen(side, most, options.seed) for side in sides.both]
    same = _same_content(sides.real.content, sides.synthetic.content)
    common = _common(sides, same) if sides.pair.rows else np.zeros(len(same), bool)
    if options.reducer == "tsne" and any(len(kept) < len(side) for kept, side in zip(rows, sides.both, strict=True)):
        raise OptionError(
            f"tsne with more than {most:,} samples a side",
            expected="a reducer that projects new samples",
            todo="use pca",
        )
    return Core(
        whole=sides,
        real=_only(sides.real, rows[0]),
        synthetic=_only(sides.synthetic, rows[1]),
        real_rows=rows[0],
        synthetic_rows=rows[1],
        copied_from=np.where(common, -1, same),
        common=common,
        notes=tuple(_note(side, kept) for side, kept in zip(sides.both, rows, strict=True) if len(kept) < len(side)),
    )


def _chosen(side: Side, most: int, seed: int) -> np.ndarray:
    if len(side) <= most:
        return np.arange(len(side))
    sizes = np.bincount(side.groups)
    order = stream(seed, "core", side.data.origin).permutation(len(sizes))
    return np.flatnonzero(np.isin(side.groups, order[np.cumsum(sizes[order]) <= most]))


def _note(side: Side, rows: np.ndarray) -> str:
    return (
        f"Scores come from {len(rows):,} random {side.data.origin} samples of {len(side):,}; "
        "the others were compared with these only."
    )


def _same_content(real: Sequence[str], synthetic: Sequence[str]) -> np.ndarray:
    first = {content: row for row, content in reversed(list(enumerate(real)))}
    return np.array([first.get(content, -1) for content in synthetic], dtype=np.int64)


def _common(sides: Sides, same: np.ndarray) -> np.ndarray:
    """Say which rows equal a real row without being copies.

    In a table of few levels new real rows equal old ones, too. What several real rows have in common is nobody's copy.
    Of what one real row alone has, a new row meets a share by chance: up to what that explains, at 99 %, a match is no
    copy either.
    """
    counts, rows = Counter(sides.real.content), sides.pair.rows
    times = np.array([counts[content] for content in sides.synthetic.content])
    alone = (times == 1) & (same >= 0)
    chance = by_chance(sides.real.content, 0.0 if rows is None else agreement(rows.real.values))
    return (times > 1) | (alone & (not beyond(int(alone.sum()), len(times), chance, EXCUSED)))


def _only(side: Side, rows: np.ndarray) -> Side:
    if len(rows) == len(side):
        return side
    return replace(
        side,
        data=replace(side.data, samples=side.data.samples[rows], vectors=None),
        vectors=side.vectors[rows],
        groups=side.groups[rows],
        content=tuple(side.content[row] for row in rows),
        table=None if side.table is None else side.table[rows],
        facts=tuple(side.facts[row] for row in rows) if side.facts else (),
        noisy=_moved(side.noisy, rows),
        half=_moved(side.half, rows),
        double=_moved(side.double, rows),
    )


def _moved(moved: Moved, rows: np.ndarray) -> Moved:
    """Keep the noisy copies of these rows, and number them anew."""
    place = np.full(max(rows.max(initial=0), moved.rows.max(initial=0)) + 1, -1)
    place[rows] = np.arange(len(rows))
    kept = place[moved.rows] >= 0
    return Moved(place[moved.rows][kept], moved.vectors[kept])
