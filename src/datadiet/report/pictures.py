"""Thumbnails as data URIs, within a budget of bytes."""

from base64 import b64encode
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count

import polars as pl

from datadiet.data.dataset import ImageRef
from datadiet.errors import DataError

__all__ = ["data_uris", "refs"]

MEDIA_TYPES = {b"\xff\xd8": "image/jpeg", b"\x89P": "image/png", b"RI": "image/webp", b"GI": "image/gif"}


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
    if not any(pictures):
        return (None,) * len(pictures)
    with ThreadPoolExecutor(max_workers=min(8, cpu_count() or 1)) as pool:
        uris = list(pool.map(lambda ref: _data_uri(ref, size), pictures))
    return tuple(uris) if budget is None else _within(uris, budget)


def _within(uris: list[str | None], budget: int) -> tuple[str | None, ...]:
    kept: list[str | None] = []
    for uri in uris:
        budget -= len(uri or "")
        kept.append(uri if budget >= 0 else None)
    return tuple(kept)


def _data_uri(ref: ImageRef | None, size: int) -> str | None:
    from datadiet.data.images import thumbnail

    if ref is None:
        return None
    try:
        picture = thumbnail(ref, size=size)
    except DataError:
        return None
    return f"data:{MEDIA_TYPES.get(picture[:2], 'image/jpeg')};base64,{b64encode(picture).decode()}"
