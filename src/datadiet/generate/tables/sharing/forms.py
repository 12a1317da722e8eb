"""Values that point at a person by their form: e-mail, bank account, payment card, network address, telephone."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from datadiet.generate.tables.sharing.checksums import is_card, is_iban

__all__ = ["FORMS", "Form", "is_personal"]

_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?=(?:.*\d){7,15}\D*$)\+?\(?\d[\d\s()/.-]{5,}\d")
_DATE = re.compile(r"\d{4}[./-]\d\d?[./-]\d\d?.*|\d\d?[./-]\d\d?[./-]\d{2,4}.*")
_NETWORK = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}")
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")
_CALLABLE = re.compile(r"(?<![\w+])\+\d[\d ()/-]{6,}\d(?!\w)")


@dataclass(frozen=True, slots=True)
class Form:
    """How a kind of value is written."""

    kind: str
    plural: str
    whole: Callable[[str], bool]
    """Whether a value is one."""
    inside: Callable[[str], bool]
    """Whether a value among others is one, or holds one: stricter, as nothing around it helps."""


def _phone(word: str) -> bool:
    return bool(_PHONE.fullmatch(word)) and not _DATE.fullmatch(word)


def _phone_inside(word: str) -> bool:
    return bool(_CALLABLE.search(word)) or (_phone(word) and word.startswith(("+", "0", "(")))


def _account_inside(word: str) -> bool:
    return is_iban(word) or any(is_iban(found) for found in _ACCOUNT.findall(word))


def _card_inside(word: str) -> bool:
    return " " in word and is_card(word)  # of digits alone one in ten looks so by chance


def _email(word: str) -> bool:
    return bool(_EMAIL.search(word))


def _network(word: str) -> bool:
    return bool(_NETWORK.fullmatch(word))


FORMS = (
    Form("email", "e-mail addresses", _email, _email),
    Form("iban", "bank accounts", is_iban, _account_inside),
    Form("card", "payment cards", is_card, _card_inside),
    Form("network", "network addresses", _network, _network),
    Form("phone", "telephone numbers", _phone, _phone_inside),
)


def is_personal(word: str) -> bool:
    """Whether a value among others is written like one that points at a person, or holds such a one."""
    return any(form.inside(word.strip()) for form in FORMS)
