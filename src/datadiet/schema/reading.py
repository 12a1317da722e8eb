"""Whether a table was read as it was meant: no wrong delimiter, no wrong encoding, one name for each column."""

import re
from pathlib import Path
from typing import Any

import polars as pl

from datadiet.data.readers.frame import is_frame, to_polars
from datadiet.data.tables import load
from datadiet.errors import DataError

__all__ = ["check_table", "read_table"]

_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars", ",": "commas"}
_TWICE = re.compile(r"(.*)_duplicated_\d+")


def read_table(source: Any) -> pl.DataFrame:
    """Read a file (CSV, TSV, Parquet, JSON) or take over a frame, and look whether it is as it was meant.

    Raises:
        DataError: missing, no table, empty, a wrong delimiter or encoding, two columns of one name.
    """
    if is_frame(source):
        return check_table(to_polars(source), "the frame")
    return check_table(load(Path(source)), str(source))


def check_table(table: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the table.

    Raises:
        DataError: as `read_table` says.
    """
    if not table.width or not table.height:
        raise DataError(f"{name} has {table.width} columns and {table.height} rows", expected="one of each at least")
    for column in table.columns:
        twice = _TWICE.fullmatch(column)
        if twice and twice[1] in table.columns:
            raise DataError(f"{name} has two columns '{twice[1]}'", expected="a name of its own for each column")
    only = table.columns[0]
    if table.width == 1 and (found := next((sign for sign in _DELIMITERS if sign in only), None)):
        raise DataError(
            f"{name} has one column, called '{only[:60]}': it is separated by {_DELIMITERS[found]}",
            expected="commas in .csv, tabs in .tsv",
            todo="export it again, or read it into a frame and pass that",
        )
    _check_encoding(table, name)
    return table


def _check_encoding(table: pl.DataFrame, name: str) -> None:
    broken = [(column, column) for column in table.columns if "\ufffd" in column]
    for column in table.columns:
        if table.schema[column] == pl.String:
            found = table[column].filter(table[column].str.contains("\ufffd", literal=True))
            broken += [(column, found[0])] if len(found) else []
    if broken:
        raise DataError(
            f"{name}: '{broken[0][1][:60]}' in column '{broken[0][0]}' has characters that are not UTF-8",
            expected="text in UTF-8",
            todo="export it as UTF-8",
        )
