"""Which columns of a table name people: by what their values look like, how few share them, and how it is called."""

import re
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import polars as pl

from datadiet.generate.tables.sharing.forms import FORMS
from datadiet.generate.tables.sharing.names import are_names
from datadiet.schema import Schema
from datadiet.schema.column import NUMBERS
from datadiet.schema.numbers import ID_NAME
from datadiet.schema.types import to_words

__all__ = ["Found", "Personal", "find_personal"]

Personal = str
"""email, phone, iban, card, network, name, place, id, text, or unique: words that few rows share."""
_MOST = 5_000
"""Different values that are looked at."""
_LEAST = 0.8
"""Share of rows that must look so for a column to be of one kind."""
_MANY = 20
"""With more different values than that, a column of which most are had by few rows tells people apart."""
_SOME = 5
"""Different words with a capital that a column called 'owner' has at least if they are names."""
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?:[ ,]+[^\W\d_][\w'’.-]*){0,4}")
_CALLED = {
    "name": r"(?:first|last|full|given|family|sur|user|middle|maiden)[ _-]?name|^name$|^(?:vor|nach)name$"
    r"|(?:patient|customer|person|client|employee|contact|holder|owner)[ _-]?name",
    "person": r"^(?:owner|worker|employee|patient|customer|client|doctor|physician|nurse|relative|spouse|father|mother"
    r"|child|guardian|author|teacher|student|manager|agent|driver|person|guest|tenant|assignee|reviewer)s?$|[ _-]by$",
    "phone": r"phone|mobile|telefon|^tel\.?$|^fax",
    "place": r"^(?:street|address|strasse|straße|adresse)|(?:street|home|postal)[ _-]?address",
    "id": r"ssn|social[ _-]?security|passport|licen[cs]e[ _-]?(?:no|number|plate)|national[ _-]?id"
    r"|tax[ _-]?id|^mrn$|^iban$",
}
_NAMED = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _CALLED.items()}


@dataclass(frozen=True, slots=True)
class Found:
    """A column that names people."""

    column: str
    kind: Personal
    why: str
    some: bool = False
    """Whether only some of its values do: the others are had by many rows."""


@dataclass(frozen=True, slots=True)
class _Values:
    """The different values of a column, none missing."""

    name: str
    type: pl.DataType
    kind: str
    words: list[str]
    rows: np.ndarray
    """(different values,) how many rows have each."""

    def share(self, hits: list[bool]) -> float:
        """Return the share of rows that have one of these values."""
        return float(self.rows[np.array(hits)].sum() / self.rows.sum())


def find_personal(frame: pl.DataFrame, schema: Schema, *, k: int = 5, known: Collection[str] = ()) -> tuple[Found, ...]:
    """Return the columns of a table that name people.

    E-mail addresses, bank accounts, payment cards (both with their checksum), telephone numbers and network addresses
    are known by their form; names of people by how they are written, or what the column is called; street addresses by
    what it is called; ids and free text by the schema. Words of which most are had by fewer than k rows each tell
    people apart too, whatever they are, and so do whole numbers in a column that is called like an id.

    Args:
        frame: the rows.
        schema: of them.
        k: so many rows must share a value for it to tell nobody apart.
        known: columns whose values are looked at one by one, as combinations: few rows for each are no reason.
    """
    kinds = {column.name: column.kind for column in schema.columns}
    found = (_found(frame[name], kinds.get(name, ""), k, name in known) for name in frame.columns)
    return tuple(each for each in found if each is not None)


def _found(column: pl.Series, kind: str, k: int, known: bool) -> Found | None:
    if column.dtype.is_temporal() or column.dtype == pl.Boolean or column.dtype.is_nested():
        return None
    values = _values(column, kind)
    if not values.words:
        return None
    if column.dtype.is_float():  # whole numbers of which some are missing
        whole = bool((column.drop_nulls() % 1 == 0).all())
        return _by_few(values, k) if whole and not known else None
    return (
        _by_form(values)
        or _by_call(values)
        or _by_writing(values, known)
        or _by_kind(values)
        or (None if known else _by_few(values, k))
    )


def _values(column: pl.Series, kind: str) -> _Values:
    present = column.drop_nulls()
    words = to_words(present.unique(maintain_order=True).head(_MOST)).to_list()
    rows = present.unique_counts().head(_MOST).to_numpy()
    return _Values(column.name, column.dtype, kind, [word.strip() for word in words], rows)


def _by_form(values: _Values) -> Found | None:
    words, text = values.words, values.type == pl.String
    whole = {form.kind: values.share([form.whole(word) for word in words]) for form in FORMS}
    for form in FORMS:
        share = whole[form.kind]
        if share >= _LEAST and (text or form.kind != "phone" or _NAMED["phone"].search(values.name)):
            return Found(
                values.name, form.kind, f"{_percent(share)} of its rows hold what is written like {form.plural}"
            )
    if not text or values.kind in ("id", "text"):
        return None
    inside = {form.plural: values.share([form.inside(word) for word in words]) for form in FORMS}
    said = [f"{_percent(share)} of its rows hold {what}" for what, share in inside.items() if share]
    kind = next((form.kind for form in FORMS if inside[form.plural]), "")
    return Found(values.name, kind, " and ".join(said), some=True) if said else None


def _by_call(values: _Values) -> Found | None:
    named = next((each for each, pattern in _NAMED.items() if pattern.search(values.name)), None)
    if not named or not _fits(named, values.words, values.type):
        return None
    return Found(values.name, "name" if named == "person" else named, f"it is called '{values.name}'")


def _fits(named: str, words: list[str], kind: pl.DataType) -> bool:
    if named == "person" and (len(words) < _SOME or sum(word[:1].isupper() for word in words) <= _LEAST * len(words)):
        return False
    if named in ("name", "person"):
        return kind == pl.String and sum(bool(_NAME.fullmatch(word)) for word in words) > _LEAST * len(words)
    return len(words) > 2 or kind == pl.String


def _by_writing(values: _Values, known: bool) -> Found | None:
    """Find names; where others know of towns and jobs, capitals alone say nothing."""
    if values.type != pl.String or not are_names(values.words, capitals=not known):
        return None
    return Found(values.name, "name", "most of its values are written like names of people")


def _by_kind(values: _Values) -> Found | None:
    if values.kind == "id":
        return Found(values.name, "id", "no two rows have the same value")
    return Found(values.name, "text", "it is free text") if values.kind == "text" else None


def _by_few(values: _Values, k: int) -> Found | None:
    """Find words, and numbers that are called like an id, of which most are had by few rows."""
    text = values.type == pl.String and values.kind not in NUMBERS
    few = values.rows < k
    if len(few) <= _MANY or 2 * few.sum() <= len(few) or not (text or ID_NAME.search(values.name)):
        return None
    why = f"{int(few.sum()):,} of its {len(few):,} different values are had by fewer than {k} rows each"
    if not text:
        return Found(values.name, "id", f"it is called '{values.name}', and {why}")
    return Found(values.name, "unique", why, some=values.share((~few).tolist()) >= 0.5)


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
