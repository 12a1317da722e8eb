"""Which samples of the data set are worth keeping, by the verdicts on them or on their items."""

from collections.abc import Mapping

import polars as pl

from datadiet.errors import OptionError

__all__ = ["HALF", "KEPT", "kept_of", "selected"]

KEPT = ("kept", "intended", "helpful", "neutral")
"""Verdicts of samples that are worth keeping."""
HALF = 0.5
"""Share of its items that must be kept for an image to be kept."""


def selected(verdicts: pl.DataFrame, *, level: str | None = None, count: int | None = None) -> list[str]:
    """Return the ids of the samples to keep, the most realistic first.

    Where samples were valued for a model, those without doubt come first, drawn blindly in the shares of the classes,
    and then the least doubtful (see `curate.valuation.choosing`): the most valuable ones are typical, and a model that
    learns from them alone knows no borders.

    At item level the samples of the data set are the images that the items were cropped from: an image is kept where
    none of its items is copied, and at least half of them are kept; images are ordered by the mean doubt and the median
    rank of their items.

    Args:
        verdicts: rows as `judge` makes them, of one level or several.
        level: whose verdicts decide; by default the first that occurs.
        count: at most so many.

    Raises:
        OptionError: no row has this level, or count is negative.
    """
    levels = verdicts["level"].unique(maintain_order=True).to_list()
    level = level or next(iter(levels), None)
    if level not in levels:
        raise OptionError(f"there are no verdicts at level '{level}'", expected=", ".join(levels) or "some verdicts")
    if count is not None and count < 0:
        raise OptionError(f"count is {count}", expected="0 or more")
    rows = _ordered(verdicts.filter(pl.col("level") == level))
    kept = _images(rows) if level == "item" else rows.filter(pl.col("verdict").is_in(KEPT))
    ids = kept.sort("doubt", "rank", "id", nulls_last=True)["id"].to_list()
    return ids if count is None else ids[:count]


def _ordered(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with what orders them: doubt, and rank within it."""
    if "turn" not in rows.columns or rows["turn"].null_count() == rows.height:
        return rows.with_columns(pl.lit(0.0).alias("doubt"))
    return rows.with_columns(pl.col("turn").alias("rank"))


def kept_of(counts: Mapping[str, int]) -> int:
    """Return how many samples are worth keeping, of numbers of samples by verdict."""
    return sum(counts.get(verdict, 0) for verdict in KEPT)


def _images(items: pl.DataFrame) -> pl.DataFrame:
    judged = items.with_columns(pl.col("id").str.replace(r"#[^#]*$", ""))
    images = judged.group_by("id").agg(
        (pl.col("verdict").is_in(KEPT)).mean().alias("kept"),
        (pl.col("verdict") == "copied").any().alias("copied"),
        pl.col("doubt").mean(),
        pl.col("rank").median(),
    )
    return images.filter(~pl.col("copied") & (pl.col("kept") >= HALF))
