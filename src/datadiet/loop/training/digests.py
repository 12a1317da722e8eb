"""Digests by which data, and what was asked of a trainer, are known again."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from datadiet.data.dataset import ANNOTATIONS
from datadiet.embed.cache import file_hash
from datadiet.loop.training.material import Material

__all__ = ["digest_of", "sha256"]


def digest_of(material: Material) -> str:
    """Return the SHA-256 of all that a trainer sees: names and bytes of files, labels, boxes, values.

    Where the data lies does not matter, and no byte of it can change unnoticed.
    """
    found = hashlib.sha256()
    for part in _parts(material):
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()


def sha256(facts: Mapping[str, Any]) -> str:
    """Return the SHA-256 of facts, whatever their order."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def _parts(material: Material) -> Iterator[bytes]:
    data = material.data
    yield json.dumps([material.task, material.level, material.target]).encode()
    if material.table is not None:
        yield material.table.write_csv().encode()
        return
    hashes = {uri: file_hash(uri) for uri in data.samples["uri"].unique().drop_nulls()}
    sides = [name for name in ("left", "top", "right", "bottom") if name in data.samples.columns]
    for row in data.samples.select("id", "uri", "label", "group", *sides).iter_rows():
        yield json.dumps([row[0], hashes.get(row[1]), *row[2:]]).encode()
    if data.vectors is not None:
        yield np.ascontiguousarray(data.vectors).tobytes()
    yield data.annotations.select(list(ANNOTATIONS)).write_ndjson().encode()
