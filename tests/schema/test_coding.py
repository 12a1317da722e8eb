"""Tables become numbers and back without loss."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from datadiet.errors import DataError
from datadiet.schema import Coded, Column, Schema, decode, encode, infer

QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CELLS = {
    pl.Int64: st.integers(-(2**52), 2**52),
    pl.UInt8: st.integers(0, 255),
    pl.Float64: st.floats(allow_nan=False, allow_infinity=False) | st.decimals(-999, 999, places=2).map(float),
    pl.Float32: st.floats(width=32, allow_nan=False, allow_infinity=False),
    pl.Boolean: st.booleans(),
    pl.String: st.sampled_from(["red", "blue", "no", "true", "a b", "Ä", "1e3x"]),
    pl.Date: st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)),
    pl.Datetime("us"): st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1)),
    pl.Datetime("ms", "Europe/Berlin"): st.integers(-(10**12), 10**13),
}


def back(frame, schema):
    return decode(encode(frame, schema), schema, rng=np.random.default_rng(0))


@QUIET
@given(st.data())
def test_the_way_back_is_exact(data):
    kind = data.draw(st.sampled_from(list(CELLS)))
    values = data.draw(st.lists(st.none() | CELLS[kind], min_size=1, max_size=40))
    frame = pl.DataFrame({"x": pl.Series(values, dtype=pl.Int64 if "Berlin" in str(kind) else kind).cast(kind)})
    schema = infer(frame)
    if schema.column("x").kind in ("id", "text"):
        return
    assert_frame_equal(back(frame, schema), frame, check_exact=True)


def test_numbers_as_they_are_written():
    frame = pl.DataFrame({"x": [0.1, 0.2, 0.3, 0.7, 1.1] * 4, "y": [3 * 0.1, 0.7, 1.4, 2.2, 9.1] * 4})
    found = back(frame, infer(frame))
    assert found["x"].to_list() == frame["x"].to_list()
    assert found["y"].to_list() == frame["y"].to_list()


def test_what_is_coded():
    frame = pl.DataFrame({"size": ["M", "S", None, "L"] * 9, "day": ["1970-01-02"] * 18 + ["1970-01-03"] * 18})
    coded = encode(frame, infer(frame))
    assert coded.values.shape == (36, 2)
    assert np.array_equal(coded.values[:4, 0], [1, 0, np.nan, 2], equal_nan=True)
    assert coded.values[0, 1] == 86_400


def test_values_off_the_grid_are_moved_to_it():
    schema = Schema(
        (
            Column("n", "integer", "Int64", low=0, step=1),
            Column("p", "real", "Float64", low=0, high=1, step=0.01),
            Column("c", "category", "String", ("a", "b")),
            Column("d", "datetime", "Date", step=86_400.0),
        )
    )
    values = np.array([[-3.2, 1.7, 5.0, 1e30], [2.6, 0.123, -1.0, 86_500.0], [np.nan] * 4])
    found = decode(Coded(schema.columns, values), schema, rng=np.random.default_rng(0))
    assert found["n"].to_list() == [0, 3, None]
    assert found["p"].to_list() == [1.0, 0.12, None]
    assert found["c"].to_list() == ["b", "a", None]
    assert found["d"].to_list() == [dt.date(9999, 12, 31), dt.date(1970, 1, 2), None]


def test_ids_are_new_and_alike_and_constants_are_repeated():
    frame = pl.DataFrame(
        {"code": [f"P-{i * 37 % 9973:04}" for i in range(300)], "unit": ["kg"] * 300, "x": np.arange(300) % 7}
    )
    schema = infer(frame)
    found = back(frame, schema)
    assert found["code"].n_unique() == 300
    assert found["code"].str.contains(r"^P-\d{4}$").all()
    assert found["code"].to_list() != frame["code"].to_list()
    assert found["unit"].unique().to_list() == ["kg"]
    assert found.columns == ["code", "unit", "x"]


def test_text_is_left_out_or_hashed():
    frame = pl.DataFrame({"t": [f"a long text {i} {i * i}" for i in range(50)], "x": list(range(25)) * 2})
    schema = infer(frame)
    assert schema.notes == ("left out: t",)
    assert back(frame, schema).columns == ["x"]
    hashed = infer(frame, overrides={"t": {"buckets": 4}})
    assert set(back(frame, hashed)["t"]) == {"t #0", "t #1", "t #2", "t #3"}


def test_what_the_schema_does_not_know():
    schema = infer(pl.DataFrame({"c": ["a", "b"] * 9, "n": [1.5, 2.25] * 9}), overrides={"n": "real"})
    new = pl.DataFrame({"c": ["a", "z"], "n": ["1", "x"]})
    with pytest.raises(DataError, match="column 'c' has 1 values that its schema does not know, such as 'z'"):
        encode(new, schema)
    values = encode(new, schema, unseen="missing").values
    assert np.isnan(values).tolist() == [[False, False], [True, True]]
    with pytest.raises(DataError, match="no column 'n'"):
        encode(new.drop("n"), schema)
    with pytest.raises(DataError, match="infinite"):
        encode(pl.DataFrame({"c": ["a"], "n": [np.inf]}), schema)


def test_a_fingerprint_is_that_of_the_rows_in_any_order():
    frame = pl.DataFrame({"x": [1.5, -0.0, None, 4.0], "y": ["a", "b", "a", None]})
    schema = infer(frame)
    whole = encode(frame, schema)
    assert encode(frame[[2, 0, 3, 1]], schema).fingerprint() == whole.fingerprint()
    plain = frame.with_columns(pl.Series("x", [1.5, 0.0, None, 4.0]))
    assert encode(plain, schema).fingerprint() == whole.fingerprint()
    others = [whole.rows(np.array([0, 1, 2])), whole.rows(np.array([0, 0, 2, 3])), encode(frame[[0, 1, 2, 2]], schema)]
    swapped = frame.with_columns(pl.Series("y", ["b", "a", "a", None]))
    others.append(encode(swapped, schema))
    assert len({whole.fingerprint(), *(other.fingerprint() for other in others)}) == 5
