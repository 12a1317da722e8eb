"""Thumbnails as data URIs, within a budget of bytes."""

from base64 import b64encode
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from os import cpu_count
from typing import TYPE_CHECKING

import polars as pl

from datadiet.data.dataset import ImageRef
from datadiet.errors import DataError

if TYPE_CHECKING:
    from datadiet.data.images import Decoded

__all__ = ["data_uris", "refs"]


def refs(rows: pl.DataFrame) -> tuple[ImageRef | None, ...]:
    """Return what is needed to read the picture of each row, or None where a sample has none.

    Takes the columns id, uri, left, top, right, bottom.
    """
    columns = rows.select("id", "uri", "left", "top", "right", "bottom")
    return tuple(
        ImageRef(id=row[0], uri=row[1], crop=None if None in row[2:] else row[2:]) if row[1] else None
        for row in columns.iter_rows()
    )


def data_uris(pictures: Sequence[ImageRef | None], *, size: int, budget: int | None = None) -> tuple[str | None, ...]:
    """Read thumbnails and return them as data URIs; None where there is no picture, or it cannot be read.

    Pillow gives the interpreter free while it decodes, so threads use all cores; the result does not depend on them.

    Args:
        pictures: what to read.
        size: longer side in pixels.
        budget: bytes after which no more are embedded, in the order given; None for no limit.
    """
    by_file: dict[str, list[int]] = {}
    for i, ref in enumerate(pictures):
        if ref is not None:
            by_file.setdefault(ref.uri, []).append(i)
    uris: list[str | None] = [None] * len(pictures)
    with ThreadPoolExecutor(max_workers=min(8, cpu_count() or 1)) as pool:
        read = pool.map(lambda rows: _of_one_file([pictures[i] for i in rows], size), by_file.values())
        for rows, found in zip(by_file.values(), read, strict=True):
            for i, uri in zip(rows, found, strict=True):
                uris[i] = uri
    return tuple(uris) if budget is None else _within(uris, budget)


def _within(uris: list[str | None], budget: int) -> tuple[str | None, ...]:
    kept: list[str | None] = []
    for uri in uris:
        budget -= len(uri or "")
        kept.append(uri if budget >= 0 else None)
    return tuple(kept)


def _of_one_file(pictures: Sequence[ImageRef | None], size: int) -> list[str | None]:
    """Decode a file once for all the samples that are cropped from it."""
    from datadiet.data.images import decode

    refs = [ref for ref in pictures if ref is not None]
    try:
        whole = decode(refs[0].uri)
    except DataError:
        return [None] * len(refs)
    return [_data_uri(whole, ref, size) for ref in refs]


def _data_uri(whole: "Decoded", ref: ImageRef, size: int) -> str | None:
    from PIL import Image

    from datadiet.data.images import cut

    try:
        picture = Image.fromarray(cut(whole, ref).pixels)
    except DataError:
        return None
    picture.thumbnail((size, size), Image.Resampling.LANCZOS, reducing_gap=3)
    out = BytesIO()
    picture.save(out, "WEBP", quality=75, method=4)
    return f"data:image/webp;base64,{b64encode(out.getvalue()).decode()}"
