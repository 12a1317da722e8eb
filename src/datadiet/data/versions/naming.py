"""By which digests a file says what data it is about, so that it is known again wherever that lies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from datadiet.data.dataset import ANNOTATIONS, Dataset
from datadiet.data.versions.canonical import contents_digest, row_contents, sha256, table_digest, text

__all__ = ["Named", "annotated", "named", "named_rows", "named_samples", "objects_of"]

_OF_AN_OBJECT = tuple(name for name in ANNOTATIONS if name != "sample")


@dataclass(frozen=True, slots=True)
class Named:
    """A data set, by what is in it: neither order, nor names of samples, nor any place matters."""

    contents: str
    """SHA-256 over the sorted content hashes of its samples, as scorecards name a data set."""
    labels: str
    """SHA-256 over the same with label, boxes and masks of each sample."""


def named(data: Dataset, hashes: Mapping[str, str | None]) -> Named | None:
    """Return by what a data set of images is known; None where it is none, or a file cannot be read.

    Args:
        data: as it was read, before any sample or box was left out.
        hashes: uri -> SHA-256 of the file.
    """
    contents = [hashes.get(uri) for uri in data.samples["uri"]]
    if data.vectors is not None or not all(contents):
        return None
    objects = objects_of(data)
    taught = (annotated(objects.get(id, [])) for id in data.samples["id"])
    return _named(zip(contents, data.samples["label"], taught, strict=True))


def named_rows(table: pl.DataFrame) -> Named:
    """Return by what a table is known: a row is its content, labels and all."""
    return _named((content, None, None) for content in row_contents(table))


def named_samples(samples: pl.DataFrame) -> Named:
    """Return by what the samples of a version are known."""
    return _named(samples.select("content", "label", "annotations").iter_rows())


def objects_of(data: Dataset) -> dict[str, list[dict[str, Any]]]:
    """Return the annotated objects of each sample, by its id; what nothing is said of is left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in data.annotations.iter_rows(named=True):
        sample = row.pop("sample")
        own = {name: value for name, value in row.items() if value is not None or name in ANNOTATIONS}
        found.setdefault(sample, []).append(own)
    return found


def annotated(objects: list[dict[str, Any]]) -> str | None:
    """Return the SHA-256 over class, box and mask of the objects of one sample; None where it has none."""
    return sha256(text([{name: one.get(name) for name in _OF_AN_OBJECT} for one in objects])) if objects else None


def _named(rows: Iterable[tuple[Any, ...]]) -> Named:
    every = sorted(rows, key=lambda row: tuple(part or "" for part in row))
    return Named(contents_digest(row[0] for row in every), table_digest(every))
