"""What a column of a table is, and what a table is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

__all__ = ["KINDS", "LEFT_OUT", "MODELLED", "NUMBERS", "Column", "Kind", "Schema", "left_out"]

Kind = Literal["integer", "real", "boolean", "category", "ordered", "datetime", "id", "constant", "text"]
NUMBERS: frozenset[Kind] = frozenset({"integer", "real", "datetime"})
"""Kinds whose values are numbers, or become numbers; those of the other modelled ones are levels."""
MODELLED: frozenset[Kind] = NUMBERS | {"boolean", "category", "ordered"}
"""Kinds whose values have a distribution. An id is made anew, a constant repeated, free text left out."""
KINDS: tuple[Kind, ...] = get_args(Kind)

LEFT_OUT = "left out"
"""How what is said of text begins, or ends with a condition."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    name: str
    kind: Kind
    type: str
    """Of the values in a file, as Polars names it: Int64, Float64, Boolean, String, Date, Datetime[us, UTC]."""
    levels: tuple[str, ...] = ()
    """Of a boolean, category or ordered column, in order: false before true, words as they are ordered or sorted. Of a
    constant its value, and none where all are missing."""
    low: float | None = None
    """Least value that is possible, seconds since 1970 for a datetime; None where there is no bound."""
    high: float | None = None
    step: float | None = None
    """All values are multiples of it: 1 for integers, 0.01 for two decimals, 86,400 for dates; None for any value."""
    missing: bool = False
    """Whether values may be missing."""
    unit: str = ""
    form: str = ""
    """Of an id, how it is written: `{n}` counts up from `low`, `{n:05}` with leading zeros; else a class of characters
    in brackets for each that varies, such as `INV-[0-9][0-9][A-Z]`."""
    buckets: int = 0
    """Of text that became a category: into how many levels it is hashed."""
    why: str = ""
    """How its kind was found, for people."""

    @property
    def modelled(self) -> bool:
        """Whether its values have a distribution."""
        return self.kind in MODELLED


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns of a table, and what always holds of its rows."""

    columns: tuple[Column, ...]
    constraints: tuple[str, ...] = ()
    """SQL over the columns: what holds of each row."""
    sums: Mapping[str, str] = field(default_factory=dict)
    """Column -> arithmetic over other columns that gives it exactly: `total`: `a + b`."""
    unique: tuple[tuple[str, ...], ...] = ()
    """Columns of which no two rows have the same values together."""
    notes: tuple[str, ...] = ()
    """What a person should know of the table as a whole: columns left out, columns missing together."""

    @property
    def modelled(self) -> tuple[Column, ...]:
        """The columns whose values have a distribution and do not follow from others."""
        return tuple(column for column in self.columns if column.modelled and column.name not in self.sums)

    def column(self, name: str) -> Column:
        """Return a column by its name; KeyError where there is none."""
        return {column.name: column for column in self.columns}[name]


def left_out(columns: Iterable[Column]) -> tuple[str, ...]:
    """Return the note that names the columns that are left out, if there are any."""
    out = [column.name for column in columns if column.kind == "text"]
    return (f"{LEFT_OUT}: {', '.join(out)}",) if out else ()
