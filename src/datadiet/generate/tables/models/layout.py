"""How the columns of a table lie on the components of a Gaussian vector: what rows show of it, and what it makes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from datadiet.distributions import Distribution
from datadiet.errors import DataError, TooFewSamples
from datadiet.generate.tables.models.gaussian import Block, Shown
from datadiet.generate.tables.models.parts import Ladder, Number, Part, Race, of_levels, part_of
from datadiet.schema import NUMBERS, Coded, Column

__all__ = ["Fitter", "Layout"]

SEEN = 100_000
"""Rows from which correlations are known, to a third of a percent."""
Fitter = Callable[[Column, np.ndarray], Distribution]
"""Finds the distribution of a column's values that are there."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Each column's part, one after the other, and after it a component that says whether it is missing."""

    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    missing: tuple[Ladder | None, ...]
    """None where a column is always there."""

    @classmethod
    def of(cls, rows: Coded, fitter: Fitter) -> Self:
        """Find the parts of each column from rows.

        Args:
            rows: two or more, of one column or more.
            fitter: finds the distribution of each column of numbers.

        Raises:
            TooFewSamples: fewer than two rows, or no column.
        """
        if len(rows) < 2 or not rows.columns:
            raise TooFewSamples(f"{len(rows)} rows of {len(rows.columns)} columns", expected="two rows of one column")
        found = [_part(column, values, fitter) for column, values in zip(rows.columns, rows.values.T, strict=True)]
        return cls(rows.columns, tuple(part for part, _ in found), tuple(gone for _, gone in found))

    @property
    def width(self) -> int:
        """How many components there are."""
        return sum(part.width for part in self.parts) + sum(gone is not None for gone in self.missing)

    def seen(self, rows: Coded, rng: np.random.Generator) -> Shown:
        """Return what rows show of the components, of many rows a random part."""
        few = rows.values if len(rows) <= SEEN else rows.values[np.sort(rng.choice(len(rows), SEEN, replace=False))]
        return self.shown(few)

    def shown(self, values: np.ndarray) -> Shown:
        """Return what (n, d) values show of the components."""
        low, high = np.full((len(values), self.width), -np.inf), np.full((len(values), self.width), np.inf)
        blocks = []
        for column, part, gone, own in zip(values.T, self.parts, self.missing, self._places(), strict=True):
            there = ~np.isnan(column)
            if isinstance(part, Race):
                blocks.append(Block(own, np.asarray(part.offsets), part.winners(column)))
            else:
                low[there, own.start], high[there, own.start] = part.bounds(column[there])
            if gone is not None:
                low[:, own.stop], high[:, own.stop] = gone.bounds((~there).astype(float))
        return Shown(low, high, tuple(blocks))

    def values(self, components: np.ndarray) -> np.ndarray:
        """Return (n, d) values from (n, D) components, each standard normal by itself."""
        made = np.empty((len(components), len(self.columns)))
        for j, (part, gone, own) in enumerate(zip(self.parts, self.missing, self._places(), strict=True)):
            made[:, j] = part.values(components[:, own])
            if gone is not None:
                made[gone.values(components[:, own.stop : own.stop + 1]) == 1, j] = np.nan
        return made

    def dump(self) -> dict[str, Any]:
        """Return it as JSON; the columns are kept elsewhere."""
        return {
            "parts": [{"kind": part.kind, **part.dump()} for part in self.parts],
            "missing": [gone.dump() if gone else None for gone in self.missing],
        }

    @classmethod
    def load(cls, columns: tuple[Column, ...], facts: Mapping[str, Any]) -> Self:
        """Return what `dump` took apart; DataError where that cannot be."""
        try:
            parts = tuple(part_of(part["kind"], part) for part in facts["parts"])
            missing = tuple(Ladder.load(gone) if gone else None for gone in facts["missing"])
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(f"a part of the model is missing or not as expected ({error!r})") from error
        if not len(columns) == len(parts) == len(missing):
            raise DataError(f"{len(parts)} parts of columns", expected=f"one for each of {len(columns)}")
        return cls(columns, parts, missing)

    def _places(self) -> list[slice]:
        """Return which components are each column's own."""
        found, at = [], 0
        for part, gone in zip(self.parts, self.missing, strict=True):
            found.append(slice(at, at + part.width))
            at += part.width + (gone is not None)
        return found


def _part(column: Column, values: np.ndarray, fitter: Fitter) -> tuple[Part, Ladder | None]:
    there = ~np.isnan(values)
    share = float(there.mean())
    gone = Ladder((0, 1), (share, 1.0)) if share < 1 else None
    if not there.any():
        return Ladder((0,), (1.0,)), gone
    if column.kind in NUMBERS:
        return Number(fitter(column, values[there])), gone
    return of_levels(values[there], column.kind == "ordered"), gone
