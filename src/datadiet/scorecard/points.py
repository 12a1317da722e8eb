"""One row per sample of either side: where it lies on the plane, and what is known of it."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from datadiet.data import SAMPLES
from datadiet.measure.plane import Plane
from datadiet.randomness import stream
from datadiet.scorecard.core import Core
from datadiet.scorecard.sides import Moved, Side

__all__ = ["CROP", "conditions", "noisy_copies", "points_frame"]

NOISY = 2_000
"""Noisy copies a side that are kept with the run, so that a comparison can fit the plane again."""
CROP = ("left", "top", "right", "bottom")


def conditions(side: Side) -> list[str]:
    """Name the columns of a side that are conditions."""
    return [name for name in side.data.samples.columns if name not in SAMPLES and name not in CROP]


def noisy_copies(core: Core, seed: int) -> list[Moved]:
    """Draw the noisy copies that are kept, of the real side and of the synthetic one; rows are those of the whole."""
    parts = ((core.real, core.real_rows), (core.synthetic, core.synthetic_rows))
    return [_some(side, rows, stream(seed, core.whole.level, "noisy copies", side.data.origin)) for side, rows in parts]


def _some(side: Side, rows: np.ndarray, rng: np.random.Generator) -> Moved:
    chosen = np.sort(rng.permutation(len(side.noisy.rows))[:NOISY])
    return Moved(rows[side.noisy.rows[chosen]], side.noisy.vectors[chosen])


def points_frame(core: Core, plane: Plane, verdicts: pl.DataFrame, noisy: Sequence[Moved]) -> pl.DataFrame:
    """Return the rows of both sides, real first; columns as in the docstring of `Scorecard`.

    Args:
        core: both sides.
        plane: fitted on the core, with the core's noisy copies as its first two `noisy` arrays.
        verdicts: one row a synthetic sample.
        noisy: the noisy copies that are kept, real first.
    """
    first = (0, len(noisy[0].rows))
    real = _rows(core.whole.real, core.real, core.real_rows, plane.real, plane.noisy[0], plane)
    synthetic = _rows(core.whole.synthetic, core.synthetic, core.synthetic_rows, plane.synthetic, plane.noisy[1], plane)
    real, synthetic = (
        frame.with_columns(_noisy_row(frame.height, kept.rows, start))
        for frame, kept, start in zip((real, synthetic), noisy, first, strict=True)
    )
    judged = verdicts.select("id", "verdict", "reason", "realism")
    joined = synthetic.join(judged, on="id", how="left", maintain_order="left")
    rows = _concat(real, joined)
    return rows.select(pl.lit(core.whole.level).alias("level"), pl.all())


def _concat(real: pl.DataFrame, synthetic: pl.DataFrame) -> pl.DataFrame:
    """Put both sides together; a column that is of numbers on one side and of words on the other becomes words."""
    odd = [
        name
        for name, kind in real.schema.items()
        if name in synthetic.columns and (kind == pl.String) != (synthetic.schema[name] == pl.String)
    ]
    sides = [side.with_columns(pl.col(odd).cast(pl.String)) if odd else side for side in (real, synthetic)]
    return pl.concat(sides, how="diagonal_relaxed")


def _rows(
    whole: Side, core: Side, core_rows: np.ndarray, places: np.ndarray, noisy: np.ndarray, plane: Plane
) -> pl.DataFrame:
    moved = np.full((len(whole), 2), np.nan)
    moved[core_rows[core.noisy.rows]] = noisy - places[core.noisy.rows]
    if len(core_rows) < len(whole) and plane.transform is not None:
        places = plane.transform(whole.vectors)
    samples = whole.data.samples
    return samples.select(
        "id",
        pl.lit(whole.data.origin).alias("origin"),
        "uri",
        *(pl.col(name) if name in samples.columns else pl.lit(None, pl.Float64).alias(name) for name in CROP),
        "label",
        "group",
        *(pl.col(name).alias(f"condition.{name}") for name in conditions(whole)),
    ).with_columns(
        *_of_table(whole.table),
        pl.Series("x", places[:, 0]),
        pl.Series("y", places[:, 1]),
        pl.Series("dx", moved[:, 0]).fill_nan(None),
        pl.Series("dy", moved[:, 1]).fill_nan(None),
    )


def _of_table(table: pl.DataFrame | None) -> list[pl.Series]:
    """Return the columns of a table as they came, also those whose names mean something else for images."""
    if table is None:
        return []
    return [table[name].alias(f"condition.{name}") for name in table.columns if not table.schema[name].is_nested()]


def _noisy_row(height: int, rows: np.ndarray, first: int) -> pl.Series:
    numbers = np.full(height, -1, dtype=np.int64)
    numbers[rows] = np.arange(first, first + len(rows))
    return pl.select(pl.when(pl.Series(numbers) >= 0).then(pl.Series(numbers)).alias("noisy_row")).to_series()
