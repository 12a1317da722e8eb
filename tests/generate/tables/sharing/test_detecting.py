import numpy as np
import polars as pl
import pytest

from datadiet.errors import DataError
from datadiet.generate.tables.sharing.checksums import card_digit, iban_digits, is_card, is_iban
from datadiet.generate.tables.sharing.detecting import find_personal
from datadiet.generate.tables.sharing.forms import is_personal
from datadiet.generate.tables.sharing.made_up import replaced
from datadiet.schema import infer

IBANS = ["DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819", "FR1420041010050500013M02606"]  # ISO 13616's examples
CARDS = ["4111 1111 1111 1111", "5500-0000-0000-0004", "340000000000009"]  # examples of the companies
WORDS = ["the", "part", "came", "late", "and", "was", "bent", "so", "that", "we", "sent", "it", "back", "to", "them"]


def test_checksums_are_those_of_the_published_examples():
    assert all(map(is_iban, IBANS))
    assert all(map(is_card, CARDS))
    assert not is_iban("DE88 3704 0044 0532 0130 00")
    assert not is_card("4111 1111 1111 1112")
    assert not is_card("12")
    assert iban_digits("GB", "NWBK60161331926819") == "29"
    assert card_digit("411111111111111") == "1"


def table(n: int = 60) -> pl.DataFrame:
    rng = np.random.default_rng(0)
    first, last = rng.choice(["Anna", "Ben", "Zoë"], n), rng.choice(["Meyer", "O'Hara", "van Dyk"], n)
    return pl.DataFrame(
        {
            "full_name": [f"{a} {b}" for a, b in zip(first, last, strict=True)],
            "contact": [f"a.{row}@mail.org" for row in range(n)],
            "call": [f"+49 {row:03d} 55{row:05d}" for row in range(n)],
            "account": [IBANS[row % 3] for row in range(n)],
            "payment": [CARDS[row % 3] for row in range(n)],
            "host": [f"10.0.{row}.7" for row in range(n)],
            "street": [f"Long Lane {row % 9}" for row in range(n)],
            "key": [f"K-{row:04d}" for row in range(n)],
            "remark": [" ".join(rng.choice(WORDS, rng.integers(4, 9))) for _ in range(n)],
            "town": rng.choice(["Ulm", "Jena"], n),
            "born": pl.Series(np.datetime64("1980-01-01") + rng.integers(0, 9000, n)).cast(pl.Date),
            "amount": rng.normal(100, 5, n),
            "count": rng.integers(1_000_000, 9_000_000, n),
            "product_name": rng.choice(["bolt", "nut"], n),
        }
    )


def test_columns_that_name_people_are_found_and_others_are_not():
    frame = table()
    found = {each.column: each.kind for each in find_personal(frame, infer(frame))}
    assert found == {
        "full_name": "name",
        "contact": "email",
        "call": "phone",
        "account": "iban",
        "payment": "card",
        "host": "network",
        "street": "place",
        "key": "id",
        "remark": "text",
    }


def test_one_address_among_words_is_enough_and_dates_are_no_telephone_numbers():
    frame = pl.DataFrame({"note": ["yes", "no", "ask b@c.org"] * 20, "day": ["2024-05-01", "2024-05-02"] * 30})
    assert [each.column for each in find_personal(frame, infer(frame))] == ["note"]


def made(name: str, kind: str) -> tuple[list[str], list[str]]:
    column = table()[name]
    return column.to_list(), replaced(column, kind, real=column, rng=np.random.default_rng(1)).to_list()


def test_made_up_values_have_the_form_and_none_is_a_real_one():
    for name, kind in (("full_name", "name"), ("call", "phone"), ("account", "iban"), ("payment", "card")):
        old, new = made(name, kind)
        assert not {*old} & {*new}
        assert len({*old}) == len({*new})
        assert [old.index(word) for word in old] == [new.index(word) for word in new]  # the same again for the same
        if kind != "card":
            assert [[c.isdigit() for c in word] for word in old if " " in word][:3] == [
                [c.isdigit() for c in word] for word in new if " " in word
            ][:3]
    assert all(map(is_iban, made("account", "iban")[1]))
    assert all(map(is_card, made("payment", "card")[1]))
    assert all(word.endswith("@example.com") for word in made("contact", "email")[1])
    assert all(word.startswith("+49 ") for word in made("call", "phone")[1])
    assert all(word.startswith(("192.0.2.", "198.51.100.", "203.0.113.")) for word in made("host", "network")[1])


def test_what_is_missing_stays_missing_and_numbers_stay_numbers():
    numbers = pl.Series("phone", [4915112345678, None, 4915187654321])
    new = replaced(numbers, "phone", real=None, rng=np.random.default_rng(0))
    assert new.dtype == pl.Int64
    assert new.is_null().to_list() == [False, True, False]


def test_a_form_that_has_no_other_values_is_refused():
    digits = pl.Series("code", [str(digit) for digit in range(10)])
    with pytest.raises(DataError, match="'code' has 10 different values"):
        replaced(digits, "id", real=None, rng=np.random.default_rng(0))


FIRST, LAST = ["Ida", "Jonas", "Greta", "Xaver", "Fenja", "Wu"], ["Schulz", "Koch", "Braun", "Hauk", "O'Hara", "Thoma"]
PEOPLE = [(first, last) for first in FIRST for last in LAST]


@pytest.mark.parametrize(
    "words",
    [
        [f"{first} {last}" for first, last in PEOPLE],
        [f"{last}, {first}" for first, last in PEOPLE],
        [f"{first} A. {last}" for first, last in PEOPLE],
        [f"{first[0]}. {last}" for first, last in PEOPLE],
        [f"{first} van der {last}" for first, last in PEOPLE],
        ["Dr. Greta Schulz", "Prof. Wu Lang", "Prof. Dr. Hauk", "Mr Koch"],
        ["ida schulz", "jonas koch", "greta braun", "lena hauk"],
        ["Ida", "Jonas", "Greta", "David"],
        ["BRAUN David", "KOCH Jonas", "HAUK Greta"],
    ],
)
def test_names_are_known_by_how_they_are_written_whatever_the_column_is_called(words):
    frame = pl.DataFrame({"seen_by": words * 40})  # each in 40 rows: many share them, and they are names all the same
    found = find_personal(frame, infer(frame))
    assert [(each.kind, each.some) for each in found] == [("name", False)]


@pytest.mark.parametrize(
    "words",
    [
        ["New York", "San Jose", "Los Angeles", "Salt Lake City"],
        ["full time", "part time", "on leave"],
        ["Vitamin C", "Vitamin D", "Zinc", "Iron"],
        ["Dr", "Prof", "Mr"],
        ["AB-12", "CD-34", "EF-56"],
    ],
)
def test_towns_jobs_and_codes_are_no_names(words):
    frame = pl.DataFrame({"what": words * 40})
    assert not find_personal(frame, infer(frame))


def test_capitals_alone_are_no_names_in_what_others_know():
    places = pl.DataFrame({"birth place": [f"{a} {b}" for a in ("Bad", "Alt", "Neu") for b in LAST] * 40})
    schema = infer(places)
    assert [each.kind for each in find_personal(places, schema)] == ["name"]
    assert not find_personal(places, schema, known=("birth place",))


def test_words_that_few_rows_share_tell_people_apart():
    few, many = [f"user {row % 200}x" for row in range(600)], [f"part {row % 40}x" for row in range(600)]
    mixed = ["ok" if row % 2 else f"see row {row // 4}x" for row in range(600)]
    frame = pl.DataFrame({"handle": few, "part": many, "seen": mixed, "case_no": [row // 3 * 7 for row in range(600)]})
    found = {each.column: (each.kind, each.some) for each in find_personal(frame, infer(frame))}
    assert found == {"handle": ("unique", False), "seen": ("unique", True), "case_no": ("id", False)}
    assert not find_personal(frame, infer(frame), known=tuple(frame.columns))


def test_shares_are_those_of_real_rows_and_of_rows():
    rng = np.random.default_rng(0)
    accounts = [f"{number:018d}" for number in rng.integers(10**17, size=300)]
    frame = pl.DataFrame(
        {
            "account": [f"DE{iban_digits('DE', each)}{each}" for each in accounts],
            "remark": ["ok" if row % 20 else f"u{row // 40}@b.org" for row in range(300)],
        }
    )
    found = {each.column: each for each in find_personal(frame, infer(frame))}
    assert (found["account"].kind, found["account"].why) == (
        "iban",
        "100 % of its rows hold what is written like bank accounts",
    )
    assert found["remark"].some
    assert found["remark"].why == "5 % of its rows hold e-mail addresses"


def test_personal_values_are_found_within_words():
    for word in ("Ida <ida@b.org>", "to DE89 3704 0044 0532 0130 00 please", "call +49 151 2345678", "0151/2345678"):
        assert is_personal(word)
    for word in ("ok", "2024-05-01", "01.02.2024", "12345678", "DE88 3704 0044 0532 0130 00", "room 12"):
        assert not is_personal(word)


def test_surnames_are_known_by_what_the_column_is_called():
    frame = pl.DataFrame({"treated_by": LAST * 40, "owner": LAST * 40, "part": LAST * 40})
    frame = frame.with_columns(customer=pl.Series(["new", "old", "lost"] * 80))
    assert [each.column for each in find_personal(frame, infer(frame))] == ["treated_by", "owner"]
