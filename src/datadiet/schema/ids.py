"""Ids: how they are written, and new ones that are written alike."""

import re
from collections.abc import Sequence
from math import prod
from string import ascii_lowercase, ascii_uppercase, digits

import numpy as np
import polars as pl

from datadiet.errors import DataError
from datadiet.randomness import stream
from datadiet.schema.column import Column
from datadiet.schema.permuting import ROUNDS, mixed, permuted
from datadiet.schema.types import type_named

__all__ = ["COUNTER", "check_form", "draw_ids", "form_of", "make_ids"]

_LOWER, _UPPER, _DIGITS = ascii_lowercase, ascii_uppercase, digits
_NAMES = {
    "[0-9]": _DIGITS,
    "[a-z]": _LOWER,
    "[A-Z]": _UPPER,
    "[0-9a-f]": _DIGITS + _LOWER[:6],
    "[0-9A-F]": _DIGITS + _UPPER[:6],
    "[0-9a-z]": _DIGITS + _LOWER,
    "[0-9A-Z]": _DIGITS + _UPPER,
    "[A-Za-z]": _UPPER + _LOWER,
    "[0-9A-Za-z]": _DIGITS + _UPPER + _LOWER,
}
"""Classes of characters, the narrowest first."""
COUNTER = re.compile(r"\{n(?::0(\d{1,2}))?\}")
_NUMBERED = re.compile(r"([^0-9]*)([0-9]{1,15})([^0-9]*)")
_PART = re.compile(r"\[[^\[\]]+\]|[^\[\]{}]")
_LONGEST = 64
_ROOM = 1 << 62
"""So many possible ids at most are put in a random order; of more, the last characters alone tell ids apart."""


def form_of(words: Sequence[str]) -> tuple[str, float | None]:
    """Return the form in which all of these different words are written, and where their counting starts.

    Returns:
        form: as `Column.form` says; empty where they have none in common, or no digit varies.
        low: the least number of a form that counts.
    """
    numbered = [_NUMBERED.fullmatch(word) for word in words]
    if all(numbered) and len({(found[1], found[3]) for found in numbered if found}) == 1:
        first = numbered[0]
        assert first is not None
        written = [found[2] for found in numbered if found]
        numbers = [int(each) for each in written]
        counts = max(numbers) - min(numbers) < 2 * len(words)
        if not set("[]{}") & set(first[1] + first[3]):
            if all(str(number) == each for number, each in zip(numbers, written, strict=True)):
                return f"{first[1]}{{n}}{first[3]}", float(min(numbers))
            if counts and len({len(each) for each in written}) == 1:
                return f"{first[1]}{{n:0{len(written[0])}}}{first[3]}", float(min(numbers))
    return _by_position(words), None


def _by_position(words: Sequence[str]) -> str:
    """Return a class of characters for each position that varies, where all words are equally long."""
    length = len(words[0])
    if length > _LONGEST or any(len(word) != length for word in words):
        return ""
    parts = []
    for characters in (set(each) for each in zip(*words, strict=True)):
        if len(characters) == 1:
            parts.append(characters.pop())
            continue
        name = next((name for name, members in _NAMES.items() if characters <= set(members)), None)
        if name is None:
            return ""
        parts.append(name)
    fixed = {part for part in parts if len(part) == 1}
    varies = any(part.startswith("[0-9") for part in parts if len(part) > 1)
    return "" if fixed & set("[]{}") or not varies else "".join(parts)


def check_form(form: str, *, column: str) -> None:
    """Refuse a form that cannot be written.

    Raises:
        DataError: a bracket that is not closed, or a class of characters that is not known.
    """
    if len(COUNTER.findall(form)) == 1 and not set("[]{}") & set(COUNTER.sub("", form)):
        return
    parts = _PART.findall(form)
    classes = [part for part in parts if len(part) > 1]
    if not form or "".join(parts) != form or not classes or any(part not in _NAMES for part in classes):
        raise DataError(
            f"column '{column}': ids of the form '{form}'",
            expected=f"text with one {{n}} or {{n:05}}, or with classes of characters: {', '.join(_NAMES)}",
        )


def make_ids(form: str, low: float | None, n: int, *, rng: np.random.Generator, column: str) -> pl.Series:
    """Return n different ids of this form, as words: (n,).

    Those that count begin at `low`; others are drawn, none twice. More of them begin with fewer.

    Raises:
        DataError: the form has fewer than n of them.
    """
    check_form(form, column=column)
    if counter := COUNTER.search(form):
        first = int(low or 0)
        numbers = pl.int_range(first, first + n, eager=True).cast(pl.String)
        padded = numbers.str.zfill(int(counter[1])) if counter[1] else numbers
        around = pl.lit(form[: counter.start()]), pl.lit(padded), pl.lit(form[counter.end() :])
        return pl.select(pl.concat_str(around)).to_series()
    classes = [_NAMES.get(part, part) for part in _PART.findall(form)]
    room = prod(map(len, classes))
    if room < n:
        raise _too_few(column, form, room, n)
    return _written(classes, n, rng)


def _too_few(column: str, form: str, room: int, n: int) -> DataError:
    found = f"column '{column}': only {room:,} ids are of the form '{form}', for {n:,} rows"
    return DataError(found, todo="widen the form")


def _written(classes: list[str], n: int, rng: np.random.Generator) -> pl.Series:
    """Write the ids of rows 0 to n - 1: the last characters count a permutation, those before them are any.

    Whatever is drawn comes before n matters, so that the id of a row is its own.
    """
    keys = rng.integers(1 << 63, size=(len(classes) + 1, ROUNDS), dtype=np.uint64)
    rows = np.arange(n, dtype=np.uint64)
    first = len(classes)
    while first and prod(map(len, classes[first - 1 :])) <= _ROOM:
        first -= 1
    counted = permuted(rows, prod(map(len, classes[first:])), keys[-1])
    columns = []
    for at, members in reversed(list(enumerate(classes))):
        size = np.uint64(len(members))
        if at >= first:
            counted, digit = np.divmod(counted, size)
        else:
            digit = mixed(rows, keys[at][0]) % size
        columns.append(np.array(list(members))[digit.astype(np.intp)])
    return _words(columns[::-1])


def _words(columns: list[np.ndarray]) -> pl.Series:
    joined = np.stack(columns, axis=1)  # (n, length) of one character each
    return pl.Series(np.ascontiguousarray(joined).view(f"U{joined.shape[1]}")[:, 0].tolist(), dtype=pl.String)


def draw_ids(column: Column, n: int, *, seed: int) -> pl.Series:
    """Return n different ids of a column; the same seed gives the same ones, and more of them begin with these."""
    found = make_ids(column.form, column.low, n, rng=stream(seed, "ids", column.name), column=column.name)
    return found.cast(type_named(column.type))
