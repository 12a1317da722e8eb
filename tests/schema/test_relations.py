"""Arithmetic that is found, and arithmetic that is not there."""

import numpy as np
import polars as pl
import pytest

from datadiet.errors import DataError
from datadiet.schema import decode, encode, infer
from datadiet.schema.arithmetic import compute, parse_sum, write_sum

N = 400


def table(**more):
    rng = np.random.default_rng(0)
    frame = {name: rng.integers(0, 1000, N) for name in "abc"} | {"x": rng.normal(size=N)}
    return pl.DataFrame(frame | {name: make(frame) for name, make in more.items()})


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda f: f["a"] + f["b"], {"t": "a + b"}),
        (lambda f: f["a"] + f["b"] + f["c"], {"t": "a + b + c"}),
        (lambda f: 2 * f["a"] + f["b"] + 5, {"t": "2 * a + b + 5"}),
        (lambda f: f["x"] * 1.8 + 32, {"t": "1.8 * x + 32"}),
        (lambda f: f["x"], {"t": "x"}),
        (lambda f: np.round(f["a"] / 4, 2), {"t": "0.25 * a"}),
        (lambda f: np.where(np.arange(N) == 7, 0, f["a"] + f["b"]), {}),
        (lambda f: f["a"] * f["b"], {}),
        (lambda f: f["a"] + np.random.default_rng(1).normal(0, 0.01, N), {}),
    ],
)
def test_sums_that_hold_are_found(make, said):
    assert infer(table(t=make)).sums == said


def test_the_total_is_computed_not_a_part():
    frame = table(t=lambda f: f["a"] + f["b"]).select("t", "a", "b")
    assert infer(frame).sums == {"t": "a + b"}


def test_few_rows_prove_nothing():
    assert infer(table(t=lambda f: f["a"] + f["b"]).head(12)).sums == {}


def test_missing_parts():
    frame = table(t=lambda f: f["a"] + f["b"]).with_columns(a=pl.when(pl.col("a") > 100).then("a"))
    assert infer(frame).sums == {}
    frame = frame.with_columns(t=pl.col("a") + pl.col("b"))
    schema = infer(frame)
    assert schema.sums == {"t": "a + b"}
    assert "t" not in [column.name for column in schema.modelled]
    assert decode(encode(frame, schema), schema, rng=np.random.default_rng(0)).equals(frame)


@pytest.mark.parametrize("text", ["a + b", "-a - 0.5 * b + 3", '2 * "net weight" - b_', "a / 3", '"order" + "a""b"'])
def test_arithmetic_is_written_as_it_is_read(text):
    assert parse_sum(write_sum(parse_sum(text))) == parse_sum(text)


def test_arithmetic_is_computed():
    columns = {"a": pl.Series([1, 2, None]), "b": pl.Series([0.5, 1.5, 2.5])}
    assert np.array_equal(compute("2 * (a - b) / 4 + 1", columns), [1.25, 1.25, np.nan], equal_nan=True)


@pytest.mark.parametrize("text", ["a * b", "a + sqrt(b)", "a +", "3", "a; drop table x", "a / 0", "(select 1) + a"])
def test_what_is_no_sum(text):
    with pytest.raises(DataError):
        parse_sum(text)
