"""Draw rows piece by piece, and look at every one of them before it is handed out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from datadiet.domain.sampling.rows import Drawing, Picked, occurrence
from datadiet.domain.sampling.verifying import broken
from datadiet.randomness import stream

__all__ = ["Drawn", "draw"]

PIECE = 2**17
"""Rows that are drawn at a time, which bounds what is held beside the result."""
TRIES = 16
"""How often a row is moved within its atoms, until conditions that are compared with each other are as they should."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Rows with their values."""

    frame: pl.DataFrame
    """A column for each condition."""
    weights: np.ndarray
    """(n,)"""


def draw(drawing: Drawing, stratum: np.ndarray, *, seed: int) -> Drawn:
    """Draw a row from each of these strata, in order: (n,).

    Raises:
        RuntimeError: a row breaks a rule: a defect of this program.
    """
    number = occurrence(stratum)
    offsets = stream(seed, "domain", "again").random((TRIES, drawing.shifts.shape[1])) * drawing.movable
    frames, weights = [], []
    for start in range(0, len(stratum), PIECE):
        piece = slice(start, start + PIECE)
        picked = drawing.pick(stratum[piece], number[piece])
        frames.append(_values(drawing, picked, offsets))
        weights.append(drawing.weights(picked))
    return Drawn(pl.concat(frames), np.concatenate(weights))


def _values(drawing: Drawing, picked: Picked, offsets: np.ndarray) -> pl.DataFrame:
    """Return the values of rows; those that break a rule are drawn again within their atoms."""
    frame = drawing.frame(picked)
    bad = np.flatnonzero(_broken(drawing, frame, picked))
    attempts = _again(drawing, offsets)
    while len(bad):
        attempt = next(attempts, None)
        if attempt is None:
            first = frame.row(int(bad[0]), named=True)
            raise RuntimeError(f"{len(bad)} rows break a rule of the domain, which is a defect; the first: {first}")
        sure, offset = attempt
        again = picked.take(bad)
        moved = drawing.frame(replace(again, within=(again.within + offset) % 1), sure=sure)
        still = _broken(drawing, moved, again)
        place = np.arange(frame.height)
        place[bad] = np.where(still, bad, frame.height + np.arange(len(bad)))
        frame, bad = pl.concat([frame, moved])[place], bad[still]
    return frame


def _again(drawing: Drawing, offsets: np.ndarray) -> Iterator[tuple[bool, np.ndarray]]:
    """Yield how to move rows: only conditions that are compared with each other need it.

    Of these, only one point of each combination of atoms is known for sure: it comes last.
    """
    if drawing.strata.space.approximate:
        yield from ((False, offset) for offset in offsets)
        yield True, np.zeros_like(offsets[0])


def _broken(drawing: Drawing, frame: pl.DataFrame, picked: Picked) -> np.ndarray:
    strata = drawing.strata
    return broken(strata.space.domain, strata.quotas, frame, strata.truth[picked.stratum])
