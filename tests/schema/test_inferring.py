"""What columns are taken for, and bad input."""

import datetime as dt

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.datasets import load_breast_cancer, load_digits

from datadiet.errors import DataError, OptionError
from datadiet.schema import decode, encode, infer, read_table

N = 200


def column(values, **overrides):
    return infer(pl.DataFrame({"x": values}, strict=False), overrides=overrides or None).column("x")


@pytest.mark.parametrize(
    ("values", "kind", "typed"),
    [
        (np.arange(N) ** 2 % 1009, "integer", "Int64"),
        (np.linspace(0.1, 9, N) ** 1.7, "real", "Float64"),
        (["1", "2.5", "NA", "4"] * 9, "real", "Float64"),
        (["7", "8", "?", "19"] * 9, "ordered", "Int64"),
        ([True, False] * 9, "boolean", "Boolean"),
        ([0, 1, 1] * 9, "boolean", "Int64"),
        (["yes", "no"] * 9, "boolean", "String"),
        (["red", "blue", "green"] * 9, "category", "String"),
        (["007", "008", "010"] * 9, "category", "String"),
        (["low", "high", "medium"] * 9, "ordered", "String"),
        (["2024-05-01", "2024-06-03"] * 9, "datetime", "Date"),
        (["2024-05-01T10:00:00Z", "2024-06-03 11:30:00+02:00"] * 9, "datetime", "Datetime[us, UTC]"),
        ([dt.datetime(2024, 5, 1, 10), dt.datetime(2024, 5, 1, 11)] * 9, "datetime", "Datetime[us]"),
        (np.arange(N)[::-1].copy(), "id", "Int64"),
        ([f"P-{i:04}" for i in range(N)], "id", "String"),
        ([f"{i * 7919 % 65521:06x}" for i in range(1, N)], "id", "String"),
        (["EU"] * N, "constant", "String"),
        ([None] * N, "constant", "Null"),
        ([f"person {i} wrote {i * i} words" for i in range(N)], "text", "String"),
        ([[1, 2]] * 9, "text", "List(Int64)"),
        ([2**60 + i // 2 for i in range(N)], "text", "Int64"),
    ],
)
def test_kinds(values, kind, typed):
    found = column(values)
    assert (found.kind, found.type) == (kind, typed)
    assert found.why


def test_order_of_levels():
    assert column(["large", "small", "medium"] * 9).levels == ("small", "medium", "large")
    assert column([">65", "18-25", "<18", "26-65"] * 9).levels == ("<18", "18-25", "26-65", ">65")
    assert column([10, 9, 2] * 9).levels == ("2", "9", "10")
    assert column(["yes", "no"] * 9).levels == ("no", "yes")


@pytest.mark.parametrize(
    ("values", "step"),
    [
        (np.arange(N) % 97, 1.0),
        (np.arange(N) % 97 * 500, 500.0),
        (np.arange(N) % 97 * 0.25, 0.25),
        (np.round(np.sqrt(np.arange(N)), 2), 0.01),
        (np.sqrt(np.arange(N)), None),
        (np.round(np.sqrt(np.arange(N)), 2).astype(np.float32), 0.01),
    ],
)
def test_steps(values, step):
    assert column(values).step == step


def test_bounds_only_where_plain():
    rng = np.random.default_rng(0)
    assert column(rng.exponential(3, N)).low == 0
    assert column(rng.normal(170, 10, N)).low is None
    assert column(rng.normal(size=N)).low is None
    shares = infer(pl.DataFrame({"rate": rng.beta(0.5, 0.5, N), "x": rng.beta(0.5, 2, N) * 0.9}))
    assert (shares.column("rate").low, shares.column("rate").high) == (0, 1)
    assert shares.column("x").high is None


def test_missing_values_and_their_pattern():
    words = ["a", "b", "", " NA", "?", "none"] * 9
    found = column(words)
    assert found.levels == ("a", "b", "none")
    assert found.missing
    assert "27 of 54 (50.0%) missing" in found.why
    gone = [None, 1.5, 2.5, 7.25] * 9
    notes = infer(pl.DataFrame({"a": gone, "b": gone, "c": [1.5, None, 2.5, 0.5] * 9})).notes
    assert "a, b are missing together" in notes


def test_real_tables():
    cancer = infer(load_breast_cancer(as_frame=True).frame)
    assert [c.kind for c in cancer.columns] == ["real"] * 30 + ["boolean"]
    assert cancer.column("mean concavity").low == 0
    digits = infer(load_digits(as_frame=True).frame)
    assert digits.column("target").kind == "ordered"
    assert sum(c.kind == "constant" for c in digits.columns) == 3


def test_pandas_and_arrow_give_the_same():
    frame = pl.DataFrame({"a": np.arange(N) ** 2 % 1009, "b": ["x", "y"] * (N // 2)})
    assert infer(frame) == infer(frame.to_pandas()) == infer(frame.to_arrow())


def test_mixed_columns_are_said():
    found = column([str(i) if i % 9 else "unknown" for i in range(N)])
    assert found.kind == "text"
    assert "177 are numbers and 23 are not, such as 'unknown'" in found.why
    assert "decimal comma" in column([f"1,{i % 40}" for i in range(N)]).why
    assert "if these are dates" in column([f"{i % 28 + 1}.5.2024" for i in range(N)]).why
    assert "stands for a missing date" in column([dt.date(2024, 5, 1), dt.date(9999, 12, 31)] * 9).why


def test_too_many_categories_are_left_out_or_hashed():
    words = [f"Ort {i % 100_000} in {i % 100_000 % 7}" for i in range(200_000)]
    assert column(words).kind == "text"
    assert "100,000 different texts in 200,000 rows" in column(words).why
    hashed = column(words, x={"buckets": 16})
    assert (hashed.kind, len(hashed.levels)) == ("category", 16)


def test_overrides():
    grades = [1, 2, 3] * 9
    assert column(grades, x="category").kind == "category"
    assert column(grades, x="real").kind == "real"
    assert column(grades, x={"unit": "kg"}).unit == "kg"
    assert column(["S", "L", "M"] * 9, x={"kind": "ordered", "levels": ["S", "M", "L"]}).levels == ("S", "M", "L")
    with pytest.raises(OptionError, match="'kinds'"):
        column(grades, x={"kinds": "real"})
    with pytest.raises(OptionError, match="kind 'float'"):
        column(grades, x="float")
    with pytest.raises(OptionError, match="no column 'y'"):
        column(grades, y="real")
    with pytest.raises(DataError, match="2 are none, such as 'red'"):
        column(["1", "2", "red", "red"], x="integer")


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (pl.DataFrame(), "0 columns and 0 rows"),
        (pl.DataFrame({"a": []}), "1 columns and 0 rows"),
        (pl.DataFrame({"a": [1.0, np.inf]}), "'a' has 1 infinite values"),
        (pl.DataFrame({"a": ["1", "inf", "2.5"]}), "'a' has 1 infinite values"),
        (pl.DataFrame({"a": pl.Series([0, 4_000_000], dtype=pl.Int32).cast(pl.Date)}), "years 1970 to 12921"),
        (pl.DataFrame({"a": [1], "a_duplicated_0": [2]}), "two columns 'a'"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "cannot be read"),
        (pd.DataFrame({"a": [1, "x"]}), "cannot be read"),
        (pl.DataFrame({"a;b;c": ["1;2;3"]}), "separated by semicolons"),
        (pl.DataFrame({"a": ["M\ufffdnchen", "x"]}), "not UTF-8"),
    ],
)
def test_bad_tables_are_refused(frame, said):
    with pytest.raises(DataError, match=said):
        infer(frame)


def test_one_row_and_one_column_say_so():
    assert "one row" in infer(pl.DataFrame({"a": [1]})).notes[0]


def test_files(tmp_path):
    (tmp_path / "a.csv").write_text("x;y\n1;2\n")
    with pytest.raises(DataError, match="semicolons"):
        read_table(tmp_path / "a.csv")
    (tmp_path / "b.csv").write_bytes("x,y\n1,Köln\n".encode("latin-1"))
    with pytest.raises(DataError, match="not UTF-8"):
        read_table(tmp_path / "b.csv")
    (tmp_path / "c.csv").write_text("x,y\n1,Köln\n", encoding="utf-8")
    assert read_table(tmp_path / "c.csv")["y"].to_list() == ["Köln"]


def test_the_order_that_a_frame_declares_is_kept():
    words = ["mid", "lo", None, "hi"] * 20
    levels = ["lo", "mid", "hi", "never"]
    of_pandas = pd.DataFrame({"o": pd.Categorical(words, categories=levels, ordered=True), "c": pd.Categorical(words)})
    of_polars = pl.DataFrame({"o": pl.Series(words, dtype=pl.Enum(levels)), "c": words})
    for frame in (of_pandas, of_polars):
        ordered, plain = infer(frame).columns
        assert (ordered.kind, ordered.levels) == ("ordered", ("lo", "mid", "hi"))
        assert (plain.kind, plain.levels) == ("category", ("hi", "lo", "mid"))
        assert (
            decode(encode(frame, infer(frame)), infer(frame), rng=np.random.default_rng(0))["o"]
            .cast(pl.String)
            .to_list()
            == words
        )
    assert infer(of_pandas, overrides={"o": "category"}).column("o").kind == "category"
