"""Samples of the case study's domain, made without the sampler."""

import numpy as np
import polars as pl

from datadiet.domain.conditions import Conditions
from datadiet.domain.domain import Domain

CONDITIONS = ("light_lux", "surface", "view", "defect", "defect_area", "camera", "background")


def good(n: int, seed: int = 0) -> pl.DataFrame:
    """Return n samples that break no rule, defects and glare far more often than in the field."""
    rng = np.random.default_rng(seed)
    defect = rng.choice(["none", "dent", "zipper"], n, p=[0.5, 0.42, 0.08])
    area = [None if kind == "none" else float(a) for kind, a in zip(defect, rng.uniform(0.0005, 0.05, n), strict=True)]
    return pl.DataFrame(
        {
            "id": [f"s{row:05d}" for row in range(n)],
            "light_lux": np.exp(rng.uniform(np.log(200), np.log(2000), n)),
            "surface": rng.choice(["gloss", "matte"], n),
            "view": np.where(defect == "zipper", "front", rng.choice(["front", "back"], n)),
            "defect": defect,
            "defect_area": area,
            "camera": ["line_cam_A"] * n,
            "background": ["belt"] * n,
        }
    )


def known(frame: pl.DataFrame, **sources: str) -> Conditions:
    """Return the samples as conditions that came from metadata."""
    return Conditions(frame, {name: sources.get(name, "metadata") for name in frame.columns if name != "id"})


def planted(frame: pl.DataFrame, row: int, **values: object) -> pl.DataFrame:
    """Return the samples with other values in one row."""
    return frame.with_columns(
        pl.when(pl.int_range(pl.len()) == row).then(pl.lit(value, dtype=frame.schema[name])).otherwise(name).alias(name)
        for name, value in values.items()
    )


def with_condition(domain: Domain, frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the samples without one condition, as if no column told of it."""
    assert name in domain.conditions
    return frame.with_columns(pl.lit(None, dtype=frame.schema[name]).alias(name))
