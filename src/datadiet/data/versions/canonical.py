"""What is hashed, written in one way: the same content gives the same bytes on any machine."""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

__all__ = ["contents_digest", "row_contents", "row_ids", "sha256", "table_digest", "text"]


def text(value: Any) -> str:
    """Return a value as JSON without spaces, with sorted keys; what JSON has no word for is named in text."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(content: str | bytes) -> str:
    """Return 64 hexadecimal digits."""
    return hashlib.sha256(content.encode("utf-8") if isinstance(content, str) else content).hexdigest()


def table_digest(rows: Iterable[tuple[Any, ...]]) -> str:
    """Return the SHA-256 over rows, one line each, in the order in which they stand."""
    found = hashlib.sha256()
    for row in rows:
        found.update(f"{text(row)}\n".encode())
    return found.hexdigest()


def contents_digest(contents: Iterable[str]) -> str:
    """Return the SHA-256 over sorted content hashes, as scorecards name a data set: whatever its order and names."""
    return sha256("\n".join(sorted(contents)))


def row_contents(frame: pl.DataFrame) -> list[str]:
    """Return the content hash of each row of a table: its columns by name, without those that are empty there."""
    return [sha256(text({name: value for name, value in row.items() if value is not None})) for row in _rows(frame)]


def row_ids(frame: pl.DataFrame) -> list[str]:
    """Return the column `id`, where there is one, else the numbers of the rows, from 0, as text."""
    ids = frame["id"].cast(pl.String) if "id" in frame.columns else pl.Series(range(frame.height)).cast(pl.String)
    return ids.to_list()


def _rows(frame: pl.DataFrame) -> Iterable[Mapping[str, Any]]:
    return frame.iter_rows(named=True)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | pl.Series):
        return [_plain(one) for one in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value.total_seconds()} s"
    return value.hex() if isinstance(value, bytes) else str(value)
