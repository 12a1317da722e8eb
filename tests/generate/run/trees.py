"""What a folder holds, for comparison: every byte but the seconds and the money."""

import dataclasses
import io

import polars as pl

from datadiet.generate.labels.frame import load


def tree(folder):
    return {path.relative_to(folder).as_posix(): _content(path) for path in folder.rglob("*") if path.is_file()}


def _content(path):
    data = path.read_bytes()
    if path.parent.name == "frames":
        return dataclasses.replace(load(data), seconds=0.0, workers=0)
    if path.name == "metadata.parquet":
        return pl.read_parquet(io.BytesIO(data)).drop("seconds", "money", strict=False).to_dict(as_series=False)
    return data
