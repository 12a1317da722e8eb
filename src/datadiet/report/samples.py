"""Which samples are shown: the subset on the plane, and those of each gallery."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from datadiet.randomness import stream
from datadiet.scorecard.card import Level, Scorecard

__all__ = ["DRAWN", "FLOOR", "Plane", "drawn", "of_level", "plane"]

DRAWN = 4000
"""At most so many samples of a level are drawn; of more, a random subset in the proportion of the sides."""
FLOOR = 500
"""A small side keeps at least so many (or all) of its samples."""


@dataclass(frozen=True, slots=True)
class Plane:
    """Coordinates on the plane, all (n, 2)."""

    real: np.ndarray
    """Every sample: ground is an area, of which a subset would show too little."""
    synthetic: np.ndarray
    real_drawn: np.ndarray
    """Those that are drawn one by one."""
    synthetic_drawn: np.ndarray
    real_moved: np.ndarray
    """Displacements by the noise of the drawn ones that have a noisy copy."""
    synthetic_moved: np.ndarray
    radius: float


def of_level(card: Scorecard, level: str) -> pl.DataFrame:
    """Return the points of one level."""
    return card.points.filter(pl.col("level") == level)


def drawn(card: Scorecard, level: str) -> pl.DataFrame:
    """Return the points of a level that are drawn, in their order; the same subset for the same seed."""
    points = of_level(card, level)
    if points.height <= DRAWN:
        return points
    rng = stream(card.facts.provenance.seed, "report", level)
    origin = points["origin"].to_numpy()
    rows = [np.flatnonzero(origin == side) for side in ("real", "synthetic")]
    real = _quota(len(rows[0]), len(rows[1]))
    picked = [rng.choice(r, size=k, replace=False) for r, k in zip(rows, (real, DRAWN - real), strict=True)]
    return points[np.sort(np.concatenate(picked)).tolist()]


def _quota(real: int, synthetic: int) -> int:
    """Return how many of `DRAWN` samples are real."""
    share = round(DRAWN * real / (real + synthetic))
    return min(max(share, min(real, FLOOR)), DRAWN - min(synthetic, FLOOR))


def plane(card: Scorecard, level: Level) -> Plane:
    """Return the coordinates that the figures of a level draw."""
    whole, points = of_level(card, level.name), drawn(card, level.name)
    real, synthetic = (points.filter(pl.col("origin") == side) for side in ("real", "synthetic"))
    return Plane(
        real=_columns(whole.filter(pl.col("origin") == "real"), "x", "y"),
        synthetic=_columns(whole.filter(pl.col("origin") == "synthetic"), "x", "y"),
        real_drawn=_columns(real, "x", "y"),
        synthetic_drawn=_columns(synthetic, "x", "y"),
        real_moved=_columns(real, "dx", "dy"),
        synthetic_moved=_columns(synthetic, "dx", "dy"),
        radius=level.richness.radius,
    )


def _columns(points: pl.DataFrame, x: str, y: str) -> np.ndarray:
    """Return (n, 2) of the rows where both are known."""
    return points.select(x, y).drop_nulls().to_numpy().astype(np.float64)
