"""Which columns of a table name people: by what their values look like, and by what they are called."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from datadiet.generate.tables.sharing.checksums import is_card, is_iban
from datadiet.schema import Schema
from datadiet.schema.types import to_words

__all__ = ["Found", "Personal", "find_personal"]

Personal = str
"""email, phone, iban, card, address (of a network), name, place, id, or text."""
_MOST = 5_000
"""Values that are looked at."""
_LEAST = 0.8
"""Share of values that must look so."""
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?=(?:.*\d){7,15}\D*$)\+?\(?\d[\d\s()/.-]{5,}\d")
_NETWORK = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}")
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?:[ ,]+[^\W\d_][\w'’.-]*){0,4}")
_CALLED = {
    "name": r"(?:first|last|full|given|family|sur|user|middle|maiden)[ _-]?name|^name$|^(?:vor|nach)name$"
    r"|(?:patient|customer|person|client|employee|contact|holder|owner)[ _-]?name",
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


def find_personal(frame: pl.DataFrame, schema: Schema) -> tuple[Found, ...]:
    """Return the columns of a table that name people.

    E-mail addresses, bank accounts, payment cards (both with their checksum), telephone numbers and network addresses
    are known by their form; names of people and street addresses by what the column is called and that it has words;
    ids and free text by the schema. A category that is named like no person and written like none is not found.

    Args:
        frame: the rows.
        schema: of them.
    """
    kinds = {column.name: column.kind for column in schema.columns}
    found = (_found(frame[name], kinds.get(name, "")) for name in frame.columns)
    return tuple(each for each in found if each is not None)


def _found(column: pl.Series, kind: str) -> Found | None:
    if column.dtype.is_float() or column.dtype.is_temporal() or column.dtype == pl.Boolean:
        return None
    words = [word.strip() for word in to_words(column.drop_nulls().unique(maintain_order=True).head(_MOST)).to_list()]
    if not words:
        return None
    for name, looks, least in _FORMS:
        share = sum(map(looks, words)) / len(words)
        if share > least and (name != "phone" or column.dtype == pl.String or _NAMED["phone"].search(column.name)):
            return Found(column.name, name, f"{100 * share:.3g} % of its values are written like {_WORDS[name]}")
    named = next((each for each, pattern in _NAMED.items() if pattern.search(column.name)), None)
    if named and _fits(named, words, column.dtype):
        return Found(column.name, named, f"it is called '{column.name}'")
    if kind == "id":
        return Found(column.name, "id", "no two rows have the same value")
    if kind == "text":
        return Found(column.name, "text", "it is free text")
    return None


def _fits(named: str, words: list[str], kind: pl.DataType) -> bool:
    if named == "name":
        return kind == pl.String and sum(bool(_NAME.fullmatch(word)) for word in words) > _LEAST * len(words)
    return len(words) > 2 or kind == pl.String


_FORMS: tuple[tuple[str, Callable[[str], bool], float], ...] = (
    ("email", lambda word: bool(_EMAIL.search(word)), 0.0),
    ("iban", is_iban, 0.0),
    ("card", is_card, _LEAST),  # one in ten numbers has the right last digit by chance
    ("network", lambda word: bool(_NETWORK.fullmatch(word)), _LEAST),
    ("phone", lambda word: bool(_PHONE.fullmatch(word)) and not re.fullmatch(r"\d{4}-\d\d-\d\d.*", word), _LEAST),
)
_WORDS = {
    "email": "e-mail addresses",
    "iban": "bank accounts",
    "card": "payment cards",
    "network": "network addresses",
    "phone": "telephone numbers",
}
