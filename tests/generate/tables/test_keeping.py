"""Rows that break what a schema says; every mistake is planted, and counted by hand."""

from dataclasses import replace

import polars as pl
import pytest

from datadiet.errors import DataError, OptionError
from datadiet.generate.tables.fitting import fit_table
from datadiet.generate.tables.keeping import check_kept
from datadiet.schema import infer

ROWS = pl.DataFrame(
    {
        "a": [(7 * row) % 50 for row in range(100)],
        "total": [(7 * row) % 50 + 1 + row % 11 for row in range(100)],
        "sex": ["f", "m"] * 50,
        "joined": [f"20{10 + row % 12}-0{1 + row % 9}-15" for row in range(100)],
        "price": [None if row == 5 else 0.25 * (row % 40) for row in range(100)],
    }
)
PLAIN = infer(ROWS)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"sums": {"total": "a"}}, r"100 of 100 real rows \(100 %\) .* 'total = a', such as row 1: total = 1, a = 0"),
        ({"constraints": ("total < a",)}, r"100 of 100 .* 'total < a', such as row 1: a = 0, total = 1"),
        ({"unique": (("sex",),)}, r"98 of 100 .* that sex is unique, such as row 3: sex = f"),
        ({"constraints": ("joined > '2011-06-01'",)}, r"15 of 100 .* row 1: joined = 2010-01-15"),
        ({"constraints": ("price is not null",)}, r"1 of 100 .* row 6: price = missing"),
    ],
)
def test_rows_that_break_the_schema_are_refused_with_their_share_and_one_of_them(said, message):
    with pytest.raises(DataError, match=message):
        fit_table(ROWS, seed=0, schema=replace(PLAIN, **said), bootstrap=0)


def test_bounds_count_too_and_name_the_row():
    columns = tuple(replace(each, high=48.0) if each.name == "a" else each for each in PLAIN.columns)
    with pytest.raises(DataError, match=r"2 of 100 .* at most 48, such as row 8: a = 49.*--tolerate 0.02"):
        check_kept(ROWS, replace(PLAIN, columns=columns))


def test_what_holds_but_for_rounding_or_where_nobody_knows_is_kept():
    schema = replace(PLAIN, constraints=("price >= 0", "a < total"), sums={"total": "total"}, unique=(("a", "total"),))
    assert check_kept(ROWS.head(50), schema) == ()


def test_a_share_is_tolerated_only_where_it_is_said_and_then_told():
    schema = replace(PLAIN, constraints=("a < 49",))
    with pytest.raises(DataError, match="2 of 100"):
        check_kept(ROWS, schema, tolerate=0.019)
    saved = fit_table(ROWS, seed=0, schema=schema, bootstrap=0, tolerate=0.02)
    assert saved.facts["notes"][0].startswith("2 of 100 real rows (2 %) break the schema")
    with pytest.raises(OptionError, match="tolerate is 2"):
        check_kept(ROWS, schema, tolerate=2)


@pytest.mark.parametrize("word", ["2022-99-99", "2023-02-30", "soon", "2022"])
def test_dates_that_are_none_are_refused(word):
    with pytest.raises(DataError, match=f"'joined', which holds dates, with '{word}', which is none"):
        fit_table(ROWS, seed=0, schema=replace(PLAIN, constraints=(f"joined > '{word}'",)), bootstrap=0)
