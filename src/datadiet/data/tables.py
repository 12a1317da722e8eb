"""Files that hold a table become a frame."""

import json
from pathlib import Path
from typing import Any

import polars as pl

from datadiet.errors import DataError

__all__ = ["SUFFIXES", "load"]

SUFFIXES = (".csv", ".tsv", ".parquet", ".pq", ".jsonl", ".ndjson", ".json")
_NULLS = ["", "NA", "N/A", "null", "None"]


def load(file: Path) -> pl.DataFrame:
    """Read CSV, TSV, Parquet, JSON lines or a JSON list of records; DataError where that cannot be done."""
    if not file.is_file():
        raise DataError(f"{file} does not exist", expected=f"a table ({', '.join(SUFFIXES)})", todo="check the path")
    try:
        frame = _read(file)
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError(f"{file} cannot be read as a table ({reason})", todo="export it again") from error
    if not frame.height:
        raise DataError(f"{file} holds no rows", expected="a table with at least one row")
    return frame


def _read(file: Path) -> pl.DataFrame:
    suffix = file.suffix.lower()
    if suffix in (".parquet", ".pq"):
        return pl.read_parquet(file)
    if suffix in (".csv", ".tsv"):
        return _read_separated(file, "\t" if suffix == ".tsv" else ",")
    if suffix in (".jsonl", ".ndjson"):
        lines = file.read_text(encoding="utf-8-sig").splitlines()
        return pl.DataFrame([json.loads(line) for line in lines if line.strip()], infer_schema_length=None)
    if suffix == ".json":
        records = json.loads(file.read_text(encoding="utf-8-sig"))
        if not isinstance(records, list):
            raise ValueError("not a list of records")
        return pl.DataFrame(records, infer_schema_length=None)
    raise ValueError(f"suffix {suffix or 'missing'}, expected one of {', '.join(SUFFIXES)}")


def _read_separated(file: Path, separator: str) -> pl.DataFrame:
    """Read CSV; whole numbers of which one is written with a leading zero are codes, such as 007, and stay words."""
    form: dict[str, Any] = {"separator": separator, "null_values": _NULLS, "encoding": "utf8-lossy"}
    frame = pl.read_csv(file, infer_schema_length=None, **form)
    whole = [name for name, kind in frame.schema.items() if kind.is_integer()]
    if not whole:
        return frame
    words = pl.read_csv(file, infer_schema=False, columns=whole, **form)
    codes = [name for name in whole if words[name].str.contains(r"^\s*[-+]?0\d").any()]
    return frame.with_columns(words[name] for name in codes)
