"""The core type: a table with one row per sample."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import polars as pl

__all__ = ["ANNOTATIONS", "SAMPLES", "Box", "Dataset", "ImageRef", "Origin", "Problem"]

Origin = Literal["real", "synthetic"]
Box = tuple[float, float, float, float]
"""left, top, right, bottom in pixels of the upright image."""

SAMPLES = pl.Schema({"id": pl.String, "uri": pl.String, "label": pl.String, "group": pl.String})
"""The columns that every sample has; any further column is a condition."""
ANNOTATIONS = pl.Schema(
    {
        "sample": pl.String,
        "label": pl.String,
        "left": pl.Float64,
        "top": pl.Float64,
        "right": pl.Float64,
        "bottom": pl.Float64,
        "mask": pl.String,
        "crowd": pl.Boolean,
    }
)
"""One row per annotated object. `mask` is COCO segmentation as JSON (polygons or RLE), or null; a `crowd` box stands
for many objects that were not told apart. Any further column is a condition of the object, such as how much of it is
occluded, or a parameter that made it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that could not be used, and why; the rest is still scored."""

    where: str
    """A sample id, a file, or a file and a line."""
    reason: str


@dataclass(frozen=True, slots=True)
class ImageRef:
    """All that a worker needs to produce the pixels of a sample."""

    id: str
    uri: str
    crop: Box | None = None
    """The part of the image that is the sample (item level), or None for all of it."""
    masked: tuple[Box, ...] = ()
    """The parts that are blanked out (environment level)."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table with one row per sample, real or synthetic."""

    name: str
    origin: Origin
    source: str
    """Where it was read from, for messages and provenance."""
    format: str
    samples: pl.DataFrame
    """`SAMPLES` columns, then conditions; ids are unique."""
    annotations: pl.DataFrame
    """`ANNOTATIONS` columns, and conditions of the objects; empty where nothing is annotated."""
    problems: tuple[Problem, ...] = ()
    vectors: np.ndarray | None = None
    """(n, D) float32 in the order of `samples`, where the data set is vectors or numeric rows and not images."""
    root: Path | None = None
    columns: tuple[str, ...] = ()
    """Names of the columns of `vectors`, where they are columns of a table, each on its own scale."""
    masked: bool = False
    """Whether the annotated boxes are blanked out (environment level)."""

    def __len__(self) -> int:
        return self.samples.height
