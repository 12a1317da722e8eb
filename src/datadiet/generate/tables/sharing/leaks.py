"""Whether rows give real rows away, beside what strangers get: as checks of a certificate."""

from collections.abc import Collection

import numpy as np
import polars as pl

from datadiet.embed.rows import RowSpace
from datadiet.errors import TooFewSamples
from datadiet.generate.tables.sharing.certificate import Check
from datadiet.measure.tables.equality import agreement
from datadiet.measure.tables.privacy import Figure, privacy
from datadiet.randomness import stream
from datadiet.schema import Schema, encode

__all__ = ["look_for_leaks"]

_SAID = {
    "closest": "share of rows that are nearer to a fitted row than to a held-out one",
    "ratio": "median distance to the nearest fitted row, over that of a held-out row",
    "membership": "how well nearness tells fitted rows from held-out ones (area under the curve)",
    "copies": "share of rows that equal a fitted row",
}


def look_for_leaks(
    made: pl.DataFrame,
    real: pl.DataFrame,
    holdout: pl.DataFrame,
    schema: Schema,
    *,
    personal: Collection[str],
    seed: int,
) -> tuple[Check, ...]:
    """Measure privacy on the columns that name nobody.

    Args:
        made: rows of the generator.
        real: those that it was fitted to.
        holdout: real rows that it has not seen.
        schema: of the real rows.
        personal: columns that name people.
        seed: of the bootstrap.

    Raises:
        DataError: columns do not agree.
    """
    columns = tuple(each for each in schema.modelled if each.name not in personal)
    few = Schema(columns)
    try:
        if not columns or not made.height:
            raise TooFewSamples(f"{made.height} rows of {len(columns)} columns that name nobody")
        sides = [encode(side, few, unseen="missing") for side in (real, holdout, made)]
        space = RowSpace.of(sides[0])
        vectors = [space.vectors(side) for side in sides]
        found = privacy(*vectors, rng=stream(seed, "privacy"), agree=agreement(sides[0].values))
    except TooFewSamples as error:
        return (Check("privacy", False, f"it cannot be measured of {error.found}: {error.expected or 'more'} are due"),)
    if found.seen:
        said = f"{found.seen:,} of {holdout.height:,} held-out rows equal a real row, so they tell nothing"
        return (Check("holdout", False, f"{said}: give rows that nothing was made from"),)
    figures: dict[str, Figure] = {name: getattr(found, name) for name in _SAID}
    return tuple(_check(name, figure, name not in found.leaks) for name, figure in figures.items())


def _check(name: str, figure: Figure, passed: bool) -> Check:
    low, high = (min(float(end), 1e6) for end in figure.interval)
    against = f"held-out rows {figure.baseline:.3f}, best {figure.best:g}"
    said = f"{_SAID[name]}: {figure.value:.3f} ({low:.3f} to {high:.3f}; {against})"
    baseline = float(figure.baseline) if np.isfinite(figure.baseline) else None
    return Check(name, passed, said, figure.value, (low, high), baseline)
