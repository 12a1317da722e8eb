"""The tables of a version: its samples, its files, and what they supersede."""

import polars as pl

from datadiet.data.versions.canonical import table_digest

__all__ = ["FILES", "SAMPLES", "SUPERSEDES", "TABLES", "digest_of", "in_order"]

SAMPLES = pl.Schema(
    {
        "sample": pl.String,
        "file": pl.String,
        "content": pl.String,
        "label": pl.String,
        "group": pl.String,
        "annotations": pl.String,
        "objects": pl.Int64,
        "object_conditions": pl.String,
        "sources": pl.String,
        "conditions": pl.String,
    }
)
"""One row per sample: its id; the path of its file below the folder (null for a row of a table); the SHA-256 of that
file or row; label and group; the SHA-256 of its annotated objects (class, box, mask), how many there are, and the
SHA-256 of what is said of them beside, such as the parameters that made them; the samples that it was made from, as
JSON; its conditions as JSON, which for a generated sample are all parameters that made it.
"""
FILES = pl.Schema({"file": pl.String, "content": pl.String, "size": pl.Int64})
"""Every file of the folder, by its path with forward slashes: what `restore` writes."""
SUPERSEDES = pl.Schema(
    {
        "old_version": pl.String,
        "old": pl.String,
        "old_content": pl.String,
        "new": pl.String,
        "new_content": pl.String,
        "why": pl.String,
    }
)
"""One row for each sample that took the place of an older one."""
TABLES = {"samples": SAMPLES, "files": FILES, "supersedes": SUPERSEDES}
_KEYS = {"samples": ["sample"], "files": ["file"], "supersedes": ["new", "old_version", "old"]}


def in_order(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table in the order in which it is hashed and stored."""
    return frame.select(list(TABLES[name])).sort(_KEYS[name])


def digest_of(name: str, frame: pl.DataFrame) -> str:
    """Return the SHA-256 of what a table says, however its file is compressed."""
    return table_digest(in_order(name, frame).iter_rows())
