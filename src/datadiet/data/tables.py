"""Files that hold a table become a frame."""

import codecs
import csv
import json
import re
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from datadiet.errors import DataError

__all__ = ["SUFFIXES", "load"]

SUFFIXES = (".csv", ".tsv", ".parquet", ".pq", ".jsonl", ".ndjson", ".json")
_SIGNS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_DECIMAL = re.compile(r"\s*\"?[-+]?\d+,\d+\"?\s*")
_LINES = 200
"""Lines in which a decimal comma is looked for."""
_BINARY = (".parquet", ".pq")
_NULLS = ["", "NA", "N/A", "null", "None"]


def load(file: Path) -> pl.DataFrame:
    """Read CSV, TSV, Parquet, JSON lines or a JSON list of records; DataError where that cannot be done."""
    if not file.is_file():
        raise DataError(f"{file} does not exist", expected=f"a table ({', '.join(SUFFIXES)})", todo="check the path")
    try:
        _check_encoding(file)
        frame = _read(file)
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        _explain_separator(file)
        _explain_lengths(file)
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError(f"{file} cannot be read as a table ({reason})", todo="export it again") from error
    if not frame.height:
        raise DataError(f"{file} holds no rows", expected="a table with at least one row")
    return frame


def _check_encoding(file: Path) -> None:
    """Refuse a text that is not UTF-8 by its first bytes, which a reader might take for odd words: DataError."""
    if file.suffix.lower() in _BINARY:
        return
    with file.open("rb") as text:
        head = text.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in head:
        raise DataError(f"{file} is written in UTF-16", expected="UTF-8", todo="save it again as UTF-8")


def _explain_lengths(file: Path) -> None:
    """Refuse a file of which a line has more fields than its header, with a DataError that names the line."""
    if file.suffix.lower() not in (".csv", ".tsv"):
        return
    with file.open(encoding="utf-8", errors="replace", newline="") as text:
        lines = csv.reader(text, delimiter="\t" if file.suffix.lower() == ".tsv" else ",")
        with suppress(csv.Error):
            width = len(next(lines, []))
            for line in lines:
                if len(line) > width:
                    raise DataError(
                        f"line {lines.line_num} of {file} has {len(line)} fields, and the header {width}",
                        expected="as many on each line",
                        todo="correct that line; what holds a separator has to stand in double quotes",
                    )


def _explain_separator(file: Path) -> None:
    """Refuse a file whose header is parted by another sign, which its decimal commas then part again.

    Raises:
        DataError: it is one.
    """
    if file.suffix.lower() not in (".csv", ".tsv"):
        return
    with file.open(encoding="utf-8", errors="replace") as text:
        lines = [line.rstrip("\n") for line in islice(text, _LINES)]
    due = "\t" if file.suffix.lower() == ".tsv" else ","
    sign = max(_SIGNS, key=lines[0].count, default="") if lines else ""
    if not sign or sign == due or lines[0].count(sign) <= lines[0].count(due):
        return
    decimal = next((each for line in lines[1:] for each in line.split(sign) if _DECIMAL.fullmatch(each)), "")
    numbers = f", and its numbers have decimal commas, such as {decimal.strip()}" if decimal else ""
    how = f"separator={sign!r}" + (", decimal_comma=True" if decimal else "")
    raise DataError(
        f"{file} is separated by {_SIGNS[sign]}{numbers}",
        expected="commas in .csv, tabs in .tsv" + (", and numbers with a decimal point" if decimal else ""),
        todo=f"export it again so, or read it into a frame (polars.read_csv(..., {how})) and pass that",
    )


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
