"""What a check of labels says beside its verdict."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from datadiet.data.spelling import plural
from datadiet.loop.training.material import Material

__all__ = ["unusable", "withheld"]


def unusable(*sides: Material) -> Iterator[str]:
    """Say of each side what was left out, where anything was."""
    for side in sides:
        if problems := side.data.problems:
            first = problems[0]
            yield f"{side.source}: {len(problems):,} left out or mended, the first: {first.where}: {first.reason}"


def withheld(rows: pl.DataFrame, given: np.ndarray, labels: np.ndarray) -> tuple[str, ...]:
    """Say why no single label is called hard to believe, where the judge calls some samples otherwise."""
    otherwise = int((rows["judged"] != rows["label"]).sum())
    if not otherwise or rows["suspect"].any():
        return ()
    most = int(np.bincount(labels).max())
    return (
        f"No single label is called hard to believe, though {plural(otherwise, 'sample')} "
        f"{'is' if otherwise == 1 else 'are'} called otherwise: p cannot be below 1 in the real samples of a class "
        f"({most:,} at most), and is corrected for {len(given):,} labels. The list for a person begins with those that "
        "have the least support.",
    )
