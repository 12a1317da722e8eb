"""Numbers that carry a checksum: bank accounts and payment cards."""

import re

__all__ = ["card_digit", "iban_digits", "is_card", "is_iban"]

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_CARD = re.compile(r"\d{13,19}")


def is_iban(word: str) -> bool:
    """Whether it is an international bank account number, with its check digits right (ISO 13616)."""
    plain = _plain(word).upper()
    return bool(_IBAN.fullmatch(plain)) and _remainder(plain[4:] + plain[:4]) == 1


def iban_digits(country: str, account: str) -> str:
    """Return the two check digits of an account in a country."""
    return f"{98 - _remainder(account + country + '00'):02d}"


def is_card(word: str) -> bool:
    """Whether it is the number of a payment card: 13 to 19 digits of which the last one is right (Luhn)."""
    plain = _plain(word)
    return bool(_CARD.fullmatch(plain)) and plain[0] in "23456" and card_digit(plain[:-1]) == plain[-1]


def card_digit(digits: str) -> str:
    """Return the digit that completes the number of a card."""
    doubled = [int(digit) * (2 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(digits))]
    return str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


def _plain(word: str) -> str:
    return re.sub(r"[\s-]", "", word)


def _remainder(word: str) -> int:
    """Return what is left of a number modulo 97, letters read as 10 to 35."""
    return int("".join(str(int(character, 36)) for character in word)) % 97
