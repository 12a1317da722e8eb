"""Rows instead of pictures: a synthetic row beside its nearest real one, with the columns that differ most."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from datadiet.scorecard.card import Scorecard
from datadiet.scorecard.tables.facts import ColumnFacts

__all__ = ["Cell", "Compared", "RowPairs"]

CELLS = 7
"""Columns that are shown of a pair; the others are nearer to each other."""
MARKED = 0.1
"""A column is marked where it makes this share of the squared distance."""
_LETTERS = 28


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of two rows."""

    name: str
    synthetic: str
    other: str
    differs: bool
    """It makes much of the distance."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two rows, the columns that differ most first."""

    cells: tuple[Cell, ...]
    rest: str


class RowPairs:
    """Looks up rows of a table and compares them column by column, as the space of rows does."""

    def __init__(self, card: Scorecard, level: str) -> None:
        fidelity = card.fidelity
        self.columns: list[ColumnFacts] = [] if fidelity is None else [c for c in fidelity.columns if c.dimensions]
        points = card.points.filter(pl.col("level") == level)
        self._points = points
        self._vectors = card.embeddings.get(level)
        self._place = {(o, i): k for k, (o, i) in enumerate(points.select("origin", "id").iter_rows())}
        self._starts = np.cumsum([0, *(column.dimensions for column in self.columns)])

    def __bool__(self) -> bool:
        known = self._vectors is not None and self._vectors.shape[1] == int(self._starts[-1])
        return bool(self.columns) and known

    def compare(self, id: str, other: tuple[str, str] | None) -> Compared | None:
        """Compare a synthetic row with another one, given by origin and id; None where one is not known."""
        first, second = self._place.get(("synthetic", id)), self._place.get(other or ("", ""))
        if first is None or second is None or self._vectors is None:
            return None
        squares = (self._vectors[first].astype(float) - self._vectors[second].astype(float)) ** 2
        parts = np.add.reduceat(squares, self._starts[:-1])
        total = float(parts.sum())
        order = np.argsort(-parts, kind="stable")
        cells = tuple(
            Cell(
                self.columns[j].name,
                self._value(first, self.columns[j].name),
                self._value(second, self.columns[j].name),
                total > 0 and bool(parts[j] >= MARKED * total),
            )
            for j in order[:CELLS]
        )
        left = order[CELLS:]
        alike = int(np.count_nonzero(parts[left] == 0))
        return Compared(cells, _rest(len(left), alike))

    def _value(self, row: int, name: str) -> str:
        column = f"condition.{name}"
        value = self._points[column][row] if column in self._points.columns else None
        if value is None or (isinstance(value, float) and np.isnan(value)):
            return "missing"
        text = f"{value:.6g}" if isinstance(value, float) else str(value)
        return text if len(text) <= _LETTERS else text[: _LETTERS - 1] + "…"


def _rest(n: int, alike: int) -> str:
    if not n:
        return ""
    if alike == n:
        return "The other column is equal." if n == 1 else f"The {n} other columns are equal."
    return f"{n} more columns differ less" + (f", {alike} of them not at all." if alike else ".")
