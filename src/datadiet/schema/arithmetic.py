"""Sums over columns, as a person writes them: `a + b`, `2 * price - 5`, `"net weight" + tare`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from datadiet.errors import DataError

if TYPE_CHECKING:
    from sqlglot.expressions import Expr as Expression

__all__ = ["Sum", "compute", "parse_sum", "write_sum"]

_LONGEST = 4_000
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Sum:
    """A constant and some columns, each times a number."""

    terms: Mapping[str, Fraction]
    constant: Fraction = Fraction(0)

    def of(self, values: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return its value in each row; (n,) from (n,) each."""
        total: np.ndarray = np.asarray(float(self.constant))
        for name, factor in self.terms.items():
            part = np.asarray(values[name], dtype=float)
            total = total + (part * factor.numerator / factor.denominator)
        return total


def parse_sum(text: str) -> Sum:
    """Read a sum: columns, numbers, + and -, and * and / by a number; names with spaces stand in double quotes.

    Raises:
        DataError: it is none.
    """
    import sqlglot
    from sqlglot.errors import SqlglotError

    if len(text) > _LONGEST:
        raise DataError(f"arithmetic of {len(text):,} characters", expected=f"{_LONGEST:,} at most")
    try:
        found = sqlglot.parse_one(text)
        made = _read(found, text)
    except (SqlglotError, RecursionError):
        raise _refused(text, text) from None
    if not made.terms:
        raise DataError(f"'{text}' names no column", expected="a sum such as a + b")
    return made


def _refused(part: str, text: str) -> DataError:
    return DataError(f"'{text}' uses '{part[:80]}'", expected="columns, numbers, + and -, and * and / by a number")


def _read(node: "Expression", text: str) -> Sum:
    kind = node.key
    if kind == "paren":
        return _read(node.this, text)
    if kind == "neg":
        return _times(_read(node.this, text), Fraction(-1))
    if kind == "literal" and not node.is_string:
        return Sum({}, Fraction(str(node.this)))
    if kind == "column" and not node.args.get("table"):
        return Sum({node.name: Fraction(1)})
    if kind in ("add", "sub", "mul", "div"):
        first, second = _read(node.this, text), _read(node.expression, text)
        if kind in ("add", "sub"):
            return _plus(first, second if kind == "add" else _times(second, Fraction(-1)))
        if kind == "mul" and not (first.terms and second.terms):
            return _times(first, second.constant) if first.terms else _times(second, first.constant)
        if kind == "div" and not second.terms and second.constant:
            return _times(first, 1 / second.constant)
    raise _refused(node.sql(), text)


def _times(found: Sum, factor: Fraction) -> Sum:
    return Sum({name: each * factor for name, each in found.terms.items()}, found.constant * factor)


def _plus(first: Sum, second: Sum) -> Sum:
    names = dict.fromkeys((*first.terms, *second.terms))
    terms = {name: first.terms.get(name, Fraction(0)) + second.terms.get(name, Fraction(0)) for name in names}
    return Sum({name: factor for name, factor in terms.items() if factor}, first.constant + second.constant)


def write_sum(found: Sum) -> str:
    """Return a sum as a person would write it; `parse_sum` reads it."""
    parts = [(factor, _named(name)) for name, factor in found.terms.items()]
    words = [(factor < 0, name if abs(factor) == 1 else f"{_number(abs(factor))} * {name}") for factor, name in parts]
    if found.constant:
        words.append((found.constant < 0, _number(abs(found.constant))))
    negative, first = words[0]
    return ("-" if negative else "") + first + "".join(f" {'-' if minus else '+'} {word}" for minus, word in words[1:])


def _number(value: Fraction) -> str:
    written = repr(float(value)).removesuffix(".0")
    return written if Fraction(written) == value else f"{value.numerator} / {value.denominator}"


def _named(name: str) -> str:
    from sqlglot.tokens import Tokenizer

    plain = _PLAIN.fullmatch(name) and name.upper() not in Tokenizer.KEYWORDS
    return name if plain else '"' + name.replace('"', '""') + '"'


def compute(text: str, columns: Mapping[str, pl.Series]) -> np.ndarray:
    """Return the value of a sum in each row, NaN where a column is missing: (n,) float64.

    Raises:
        DataError: it names a column that is not there.
    """
    found = parse_sum(text)
    if gone := [name for name in found.terms if name not in columns]:
        raise DataError(f"'{text}' names '{gone[0]}', which is no column", expected=f"one of {', '.join(columns)}")
    values = {name: columns[name].cast(pl.Float64).fill_null(float("nan")).to_numpy() for name in found.terms}
    return found.of(values)
