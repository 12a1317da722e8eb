"""Values that name nobody, in the form of those that do."""

import re
from collections.abc import Callable

import numpy as np
import polars as pl

from datadiet.errors import DataError
from datadiet.generate.tables.sharing.checksums import card_digit, iban_digits
from datadiet.schema.types import as_type, to_words

__all__ = ["REPLACED", "replaced"]

_TRIES = 200
_VOWELS, _OTHERS = "aeiou", "bdfgklmnprstvz"
_DIGITS = "0123456789"


def replaced(column: pl.Series, kind: str, *, real: pl.Series | None, rng: np.random.Generator) -> pl.Series:
    """Return made-up values in the place of those that name people: alike in form, one for each different value.

    Letters become letters of the same case that can be pronounced, digits become digits; checksums are right; e-mail
    addresses are at example.com, which nobody has.

    Args:
        column: (n,)
        kind: one of `REPLACED`.
        real: values that must not come out, besides the column's own.
        rng: draws them.

    Raises:
        DataError: the form has not enough values for as many different ones.
    """
    words = to_words(column)
    known = words.unique(maintain_order=True).drop_nulls().to_list()
    taken = {*known, *(to_words(real).drop_nulls().to_list() if real is not None else ())}
    made: dict[str, str] = {}
    for word in known:
        for _ in range(_TRIES):
            new = REPLACED[kind](word, rng)
            if new not in taken:
                break
        else:
            raise DataError(
                f"column '{column.name}' has {len(known):,} different values, for which no made-up ones of their form"
                " can be found",
                todo="leave the column out: --drop",
            )
        taken.add(new)
        made[word] = new
    changed = words.replace_strict(made, default=None, return_dtype=pl.String)
    return as_type(changed, column.dtype).alias(column.name)


def _alike(word: str, rng: np.random.Generator) -> str:
    """Return a word with the same punctuation, digits for digits and letters for letters, that can be pronounced."""
    made, vowel = [], bool(rng.integers(2))
    for at, character in enumerate(word):
        if character.isdigit():
            first = at == 0 or not word[at - 1].isdigit()
            made.append(_one(_DIGITS[1:] if first and character != "0" else _DIGITS, rng))
        elif character.isalpha():
            new = _one(_VOWELS if vowel else _OTHERS, rng)
            vowel = not vowel
            made.append(new.upper() if character.isupper() else new)
        else:
            made.append(character)
    return "".join(made)


def _one(characters: str, rng: np.random.Generator) -> str:
    return characters[int(rng.integers(len(characters)))]


def _email(word: str, rng: np.random.Generator) -> str:
    return f"{_alike(re.sub(r'[^A-Za-z0-9._-]', 'x', word.partition('@')[0]) or 'user', rng)}@example.com"


def _phone(word: str, rng: np.random.Generator) -> str:
    """Keep a country's code, which is up to the first space, and change the rest."""
    code = re.match(r"\+\d{1,3}(?=\D)", word)
    kept = code[0] if code else ""
    return kept + _alike(word[len(kept) :], rng)


def _iban(word: str, rng: np.random.Generator) -> str:
    plain = re.sub(r"[\s-]", "", word).upper()
    account = _alike(plain[4:], rng).upper()
    return _spaced(plain[:2] + iban_digits(plain[:2], account) + account, word)


def _card(word: str, rng: np.random.Generator) -> str:
    plain = re.sub(r"\D", "", word)
    digits = plain[:1] + "".join(_one(_DIGITS, rng) for _ in plain[1:-1])
    return _spaced(digits + card_digit(digits), word)


def _spaced(plain: str, word: str) -> str:
    """Put spaces and dashes where they were."""
    left = iter(plain)
    return "".join(character if character in " -" else next(left, "") for character in word)


def _network(word: str, rng: np.random.Generator) -> str:
    """Return an address that is kept free for examples (RFC 5737, RFC 3849)."""
    if ":" in word:
        return "2001:db8:" + ":".join(f"{int(part):x}" for part in rng.integers(1 << 16, size=6))
    return f"{_RANGES[int(rng.integers(3))]}.{int(rng.integers(256))}"


_RANGES = ("192.0.2", "198.51.100", "203.0.113")

REPLACED: dict[str, Callable[[str, np.random.Generator], str]] = {
    "email": _email,
    "phone": _phone,
    "iban": _iban,
    "card": _card,
    "network": _network,
    "name": _alike,
    "id": _alike,
    "unique": _alike,
}
"""Kinds of values that can be made up; places and free text are left out."""
