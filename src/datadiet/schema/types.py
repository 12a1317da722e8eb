"""The types of values in a file: their names in a schema, and words as values of a type and back."""

import re

import numpy as np
import polars as pl

from datadiet.errors import DataError

__all__ = ["as_type", "from_words", "to_words", "type_name", "type_named"]

_PLAIN: dict[str, pl.DataType] = {
    str(kind()): kind()
    for kind in (
        *(pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64),
        *(pl.Float32, pl.Float64, pl.Boolean, pl.String, pl.Date, pl.Null),
    )
}
_BOOLEAN = {"false": False, "true": True, "0": False, "1": True}
_FORMS = ("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_MOMENT = re.compile(r"Datetime\[(ms|us|ns)(?:, *([\w/+-]+))?\]")


def type_name(kind: pl.DataType) -> str:
    """Return what a type is called in a schema; words of any sort are String."""
    if isinstance(kind, pl.Datetime):
        return f"Datetime[{kind.time_unit}, {kind.time_zone}]" if kind.time_zone else f"Datetime[{kind.time_unit}]"
    if isinstance(kind, pl.Categorical | pl.Enum):
        return "String"
    return "Float64" if isinstance(kind, pl.Decimal) else str(kind)


def type_named(name: str) -> pl.DataType:
    """Return the type of this name.

    Raises:
        DataError: there is none.
    """
    if name in _PLAIN:
        return _PLAIN[name]
    if name == "Datetime":
        return pl.Datetime("us")
    if found := _MOMENT.fullmatch(name):
        return pl.Datetime(found[1], found[2])  # type: ignore[arg-type]
    raise DataError(f"there is no type '{name}'", expected=f"one of {', '.join(_PLAIN)}, Datetime[us, UTC]")


def as_type(values: pl.Series, kind: pl.DataType) -> pl.Series:
    """Return values as a type, null where they are none: numbers and dates may be written as words."""
    if values.dtype == kind:
        return values
    if values.dtype != pl.String:
        return values.cast(kind, strict=False)
    words = values.str.strip_chars()
    if isinstance(kind, pl.Datetime):
        return _moments(words, kind)
    if kind == pl.Date:
        return words.str.to_date("%Y-%m-%d", strict=False)
    if kind == pl.Boolean:
        return words.str.to_lowercase().replace_strict(_BOOLEAN, default=None, return_dtype=pl.Boolean)
    return words.cast(kind, strict=False)


def _moments(words: pl.Series, kind: pl.Datetime) -> pl.Series:
    """Read ISO 8601, with or without seconds and zone; without a zone it is taken as UTC."""
    words = words.str.replace("T", " ", literal=True).str.replace(r"Z$", "+00:00")
    zoned = words.str.to_datetime("%Y-%m-%d %H:%M:%S%.f%:z", time_unit="us", time_zone="UTC", strict=False)
    plain = [words.str.to_datetime(form, time_unit="us", strict=False).dt.replace_time_zone("UTC") for form in _FORMS]
    found = pl.select(pl.coalesce([zoned, *plain])).to_series()
    if kind.time_zone is None:
        return found.dt.replace_time_zone(None).dt.cast_time_unit(kind.time_unit or "us")
    return found.dt.convert_time_zone(kind.time_zone).dt.cast_time_unit(kind.time_unit or "us")


def to_words(values: pl.Series) -> pl.Series:
    """Return values as words, whole numbers without a decimal point, times in UTC: 1, 2.5, true, red, 2024-05-01."""
    if values.dtype == pl.Boolean:
        return values.cast(pl.Int8).replace_strict({0: "false", 1: "true"}, return_dtype=pl.String)
    if values.dtype.is_float():
        exact = values.cast(pl.Float64)
        whole = (exact == exact.round()) & (exact.abs() < 2.0**53)
        plain = exact.cast(pl.Int64, strict=False).cast(pl.String)
        return pl.select(pl.when(whole).then(plain).otherwise(values.cast(pl.String))).to_series()
    if isinstance(values.dtype, pl.Datetime):
        naive = values if values.dtype.time_zone is None else values.dt.convert_time_zone("UTC")
        return naive.dt.replace_time_zone(None).dt.to_string("iso")
    return values.cast(pl.String)


def from_words(words: tuple[str, ...], kind: pl.DataType, *, column: str) -> pl.Series:
    """Return words as values of a type.

    Raises:
        DataError: a word is no value of this type.
    """
    made = as_type(pl.Series(words, dtype=pl.String), kind)
    if made.null_count():
        wrong = words[int(np.flatnonzero(made.is_null().to_numpy())[0])]
        raise DataError(f"column '{column}': the level '{wrong}' is no {type_name(kind)}", todo="mend the schema")
    return made
