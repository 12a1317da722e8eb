"""Digests by which data, and what was asked of a trainer, are known again."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from datadiet.data.dataset import ANNOTATIONS, Dataset
from datadiet.data.hashing import file_hash
from datadiet.data.versions.canonical import contents_digest
from datadiet.data.versions.naming import Named, named, named_rows
from datadiet.loop.training.material import Material

__all__ = ["Hashes", "contents_of", "digest_of", "hashes_of", "named_of", "sha256"]

Hashes = Mapping[str, str | None]
"""uri -> SHA-256 of the file; None where it cannot be read."""


def hashes_of(material: Material) -> Hashes:
    """Hash the files of a set, each once."""
    sets = [data for data in (material.data, material.whole) if isinstance(data, Dataset)]
    return {uri: file_hash(uri) for uri in dict.fromkeys(u for data in sets for u in data.samples["uri"].drop_nulls())}


def digest_of(material: Material, hashes: Hashes | None = None) -> str:
    """Return the SHA-256 of all that a trainer sees: names and bytes of files, labels, boxes, values.

    Where the data lies does not matter, and no byte of it can change unnoticed.

    Args:
        material: the set.
        hashes: of its files, where they are known.
    """
    found = hashlib.sha256()
    for part in _parts(material, hashes_of(material) if hashes is None else hashes):
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()


def named_of(material: Material, hashes: Hashes) -> Named | None:
    """Return by what versions of data know the set that was read; None of a part, a mixture, or vectors."""
    if isinstance(material.whole, pl.DataFrame):
        return named_rows(material.whole)
    return None if material.whole is None else named(material.whole, hashes)


def contents_of(data: Dataset, hashes: Hashes) -> str | None:
    """Return the SHA-256 by which image files are known, whatever they are called; None where one cannot be read."""
    found = [hashes.get(uri) for uri in data.samples["uri"].unique()]
    return contents_digest([each for each in found if each]) if found and all(found) else None


def sha256(facts: Mapping[str, Any]) -> str:
    """Return the SHA-256 of facts, whatever their order."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def _parts(material: Material, hashes: Hashes) -> Iterator[bytes]:
    data = material.data
    yield json.dumps([material.task, material.level, material.target]).encode()
    if material.table is not None:
        yield material.table.write_csv().encode()
        return
    sides = [name for name in ("left", "top", "right", "bottom") if name in data.samples.columns]
    for row in data.samples.select("id", "uri", "label", "group", *sides).iter_rows():
        yield json.dumps([row[0], hashes.get(row[1]), *row[2:]]).encode()
    if data.vectors is not None:
        yield np.ascontiguousarray(data.vectors).tobytes()
    yield data.annotations.select(list(ANNOTATIONS)).write_ndjson().encode()
