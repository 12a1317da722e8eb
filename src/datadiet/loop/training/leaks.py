"""Test data that is also in the training data."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from datadiet.data.pictures import same_pictures
from datadiet.loop.training.material import Material

__all__ = ["Leak", "leaks"]

CHANCE = 3.0
"""Standard deviations by which more rows of a table must be common than those that occur twice let expect."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A test sample, and the training sample that it is."""

    test: str
    train: str


def leaks(train: Material, test: Material) -> tuple[Leak, ...]:
    """Return the test samples that are in the training set too.

    Images: the same bytes, or near-duplicates (see `data.pictures`).
    Rows of a table, and vectors: the same values; rows may be the same by chance, so that they count only where there
    are more of them than the training rows that occur twice let expect.
    """
    if train.table is not None and test.table is not None:
        return _rows(train, test)
    if train.data.vectors is not None and test.data.vectors is not None:
        return _same(_vector_keys(train), _vector_keys(test))
    if train.data.vectors is not None or test.data.vectors is not None:
        return ()
    return _images(train, test)


def _same(train: dict[str, bytes], test: dict[str, bytes]) -> tuple[Leak, ...]:
    known = {value: id for id, value in reversed(train.items())}
    return tuple(Leak(id, known[value]) for id, value in test.items() if value in known)


def _vector_keys(material: Material) -> dict[str, bytes]:
    assert material.data.vectors is not None
    return dict(zip(material.data.samples["id"], (row.tobytes() for row in material.data.vectors), strict=True))


def _rows(train: Material, test: Material) -> tuple[Leak, ...]:
    assert train.table is not None
    assert test.table is not None
    columns = [name for name in train.table.columns if name in test.table.columns and name.lower() != "id"]
    if not columns:
        return ()
    keys = [
        _row_keys(side.table.select(columns), side.data.samples["id"])
        for side in (train, test)
        if side.table is not None
    ]
    found = _same(*keys)
    counts = pl.Series(list(keys[0].values())).value_counts()["count"].to_numpy()
    twice = float(counts[counts > 1].sum() / counts.sum())
    n = len(test)
    expected = n * twice + CHANCE * np.sqrt(n * twice * (1 - twice))
    return found if len(found) > expected else ()


def _row_keys(table: pl.DataFrame, ids: pl.Series) -> dict[str, bytes]:
    words = table.select(pl.all().cast(pl.String, strict=False).fill_null("\x00"))
    return {id: "\x1f".join(row).encode() for id, row in zip(ids, words.iter_rows(), strict=True)}


def _images(train: Material, test: Material) -> tuple[Leak, ...]:
    known, asked = (_files(side) for side in (train, test))
    return tuple(Leak(asked[uri], known[match]) for uri, match in same_pictures(asked, known).items())


def _files(material: Material) -> dict[str, str]:
    """The file of each sample -> its id; of items in one image, the image."""
    rows = material.data.samples.select("uri", "id").unique("uri", keep="first", maintain_order=True).iter_rows()
    return {uri: id.rpartition("#")[0] if material.level == "item" else id for uri, id in rows if uri}
