"""The Gaussian copula: each column as it is distributed, held together by the correlations of a Gaussian vector."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from datadiet.distributions import Distribution
from datadiet.errors import DataError, TooFewSamples
from datadiet.generate.tables.models.contract import Arrays
from datadiet.generate.tables.models.gaussian import Block, Progress, Shown, correlations
from datadiet.generate.tables.models.parts import Ladder, Number, Part, Race, of_levels, part_of
from datadiet.schema import NUMBERS, Coded, Column

__all__ = ["GaussianCopula", "fit_copula"]

Fitter = Callable[[Column, np.ndarray], Distribution]
"""Finds the distribution of a column's values that are there."""


@dataclass(frozen=True, slots=True, eq=False)
class GaussianCopula:
    """Columns of any kind, with the correlations that their components have."""

    method: ClassVar[str] = "copula"
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    missing: tuple[Ladder | None, ...]
    """Of columns that may be missing: one more component, which says whether they are."""
    correlations: np.ndarray
    """(D, D)"""

    @property
    def dimensions(self) -> int:
        """How many components there are."""
        return len(self.correlations)

    def decode(self, latent: np.ndarray) -> np.ndarray:
        """Return (n, d) values from (n, D) standard normal numbers."""
        z = latent @ np.linalg.cholesky(self.correlations).T
        made = np.empty((len(z), len(self.columns)))
        for j, (part, gone, (own, extra)) in enumerate(zip(self.parts, self.missing, self._places(), strict=True)):
            made[:, j] = part.values(z[:, own])
            if gone is not None:
                made[gone.values(z[:, extra]) == 1, j] = np.nan
        return made

    def dump(self) -> tuple[dict[str, Any], Arrays]:
        """Return it as facts and arrays."""
        parts = [{"kind": part.kind, **part.dump()} for part in self.parts]
        missing = [gone.dump() if gone else None for gone in self.missing]
        return {"parts": parts, "missing": missing}, {"correlations": self.correlations}

    @classmethod
    def load(cls, columns: tuple[Column, ...], facts: Mapping[str, Any], arrays: Arrays) -> Self:
        """Return what `dump` took apart."""
        try:
            parts = tuple(part_of(part["kind"], part) for part in facts["parts"])
            missing = tuple(Ladder.load(gone) if gone else None for gone in facts["missing"])
            found = np.asarray(arrays["correlations"], float)
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(f"a part of the model is missing or not as expected ({error!r})") from error
        width = sum(part.width for part in parts) + sum(gone is not None for gone in missing)
        if not (len(columns) == len(parts) == len(missing)) or found.shape != (width, width):
            raise DataError(
                f"a copula of {len(parts)} columns and correlations of shape {found.shape}",
                expected=f"{len(columns)} columns and ({width}, {width})",
            )
        return cls(columns, parts, missing, found)

    def _places(self) -> list[tuple[slice, slice]]:
        return places(self.parts, self.missing)


def fit_copula(
    rows: Coded, fitter: Fitter, *, rng: np.random.Generator, progress: Progress | None = None
) -> GaussianCopula:
    """Fit a Gaussian copula.

    Args:
        rows: two or more, of one column or more.
        fitter: finds the distribution of each column of numbers.
        rng: draws what the rows do not show of their components.
        progress: called with rounds done, and how many there are.

    Raises:
        TooFewSamples: fewer than two rows, or no column.

    Source: Hoff 2007; of levels without order, Zhao, Townsend & Udell 2022.
    """
    if len(rows) < 2 or not rows.columns:
        raise TooFewSamples(f"{len(rows)} rows of {len(rows.columns)} columns", expected="two rows of one column")
    parts, missing = zip(
        *(_part(column, values, fitter) for column, values in zip(rows.columns, rows.values.T, strict=True)),
        strict=True,
    )
    found = correlations(_shown(rows.values, parts, missing), rng=rng, progress=progress)
    return GaussianCopula(rows.columns, parts, missing, found)


def places(parts: tuple[Part, ...], missing: tuple[Ladder | None, ...]) -> list[tuple[slice, slice]]:
    """Return which components are each column's own, and which say that it is missing."""
    found, at = [], 0
    for part, gone in zip(parts, missing, strict=True):
        own = slice(at, at + part.width)
        at = own.stop + (gone is not None)
        found.append((own, slice(own.stop, at)))
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


def _shown(values: np.ndarray, parts: tuple[Part, ...], missing: tuple[Ladder | None, ...]) -> Shown:
    n = len(values)
    where = places(parts, missing)
    width = where[-1][1].stop
    low, high = np.full((n, width), -np.inf), np.full((n, width), np.inf)
    blocks = []
    for column, part, gone, (own, extra) in zip(values.T, parts, missing, where, strict=True):
        there = ~np.isnan(column)
        if isinstance(part, Race):
            blocks.append(Block(own, np.asarray(part.offsets), part.winners(column)))
        else:
            low[there, own.start], high[there, own.start] = part.bounds(column[there])
        if gone is not None:
            low[:, extra.start], high[:, extra.start] = gone.bounds((~there).astype(float))
    return Shown(low, high, tuple(blocks))
