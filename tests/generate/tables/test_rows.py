import datetime as dt
import json

import numpy as np
import polars as pl
import pytest

from datadiet.errors import DataError, OptionError, TooFewSamples
from datadiet.generate.tables.fitting import QUICK, fit_table
from datadiet.generate.tables.rows import sample_plan, sample_table
from datadiet.schema import infer


def customers(n: int, seed: int = 0) -> pl.DataFrame:
    """Rows of a shop: totals add up, minors have no card, one in two hundred complains."""
    rng = np.random.default_rng(seed)
    age = rng.integers(12, 80, n)
    net = np.round(rng.lognormal(3, 0.6, n), 2)
    tax = np.round(net * rng.choice([0.07, 0.19], n), 2)
    return pl.DataFrame(
        {
            "customer": [f"C-{row:05d}" for row in range(n)],
            "age": age,
            "net": net,
            "tax": tax,
            "gross": np.round(net + tax, 2),
            "card": np.where(age < 18, False, rng.random(n) < 0.5),
            "town": rng.choice(["Ulm", "Jena", "Kiel"], n, p=[0.6, 0.3, 0.1]),
            "complains": rng.random(n) < 0.005,
            "shop": ["online"] * n,
        }
    )


@pytest.fixture(scope="module")
def saved():
    return fit_table(customers(2000), seed=0, bootstrap=0)


@pytest.mark.parametrize("method", QUICK)
def test_every_method_returns_the_table_that_it_was_given(method):
    if method == "vine":
        pytest.importorskip("pyvinecopulib", reason="vine copulas need pyvinecopulib")
    real = customers(400)
    made = sample_table(fit_table(real, seed=1, method=method, bootstrap=0), 300, seed=2).frame
    assert made.schema == real.schema
    assert made["customer"].n_unique() == 300
    assert made["shop"].unique().to_list() == ["online"]
    assert (made["gross"] - made["net"] - made["tax"]).abs().max() < 1e-9
    assert made["age"].is_between(12, 79).all()
    assert set(made["town"].unique()) <= {"Ulm", "Jena", "Kiel"}


def test_the_same_seed_gives_the_same_rows_and_a_longer_table_extends_a_shorter_one(saved):
    long = sample_table(saved, 500, seed=3).frame
    assert sample_table(saved, 200, seed=3).frame.equals(long.head(200))
    assert not sample_table(saved, 200, seed=4).frame.equals(long.head(200))


def every_kind(n: int) -> pl.DataFrame:
    """A column of each kind, ids of each form, missing values, a sum."""
    rng = np.random.default_rng(9)
    words = rng.integers(0, 26, (n, 12))
    part, other = rng.integers(0, 90, n), rng.normal(50, 9, n).round(1)
    return pl.DataFrame(
        {
            "row": np.arange(n) + 7,
            "mail": ["".join(chr(97 + int(k)) for k in each) + "@x1.de" for each in words],
            "code": [f"{chr(65 + row % 26)}{row // 26:03d}" for row in range(n)],
            "part": part,
            "other": [None if each < 0.1 else value for each, value in zip(rng.random(n), other, strict=True)],
            "whole": 2 * part + 5,
            "flag": rng.random(n) < 0.3,
            "town": rng.choice(["Ulm", "Jena", "Kiel"], n),
            "grade": rng.integers(1, 6, n),
            "day": [dt.date(2024, 1, 1) + dt.timedelta(days=int(each)) for each in rng.integers(0, 300, n)],
            "shop": ["online"] * n,
        }
    )


@pytest.mark.parametrize(
    ("method", "asked", "where"),
    [
        ("tree", {}, None),
        ("copula", {"constraints": ("other > 40 or other is null or flag", "grade < 6")}, None),
        ("copula", {"unique": (("mail",), ("part", "other", "day"))}, None),
        ("tree", {}, "flag and town = 'Kiel'"),
        ("copula", {}, "flag and town = 'Kiel' and grade = 1 and part > 84"),  # so rare that rows are moved
    ],
)
def test_a_longer_table_begins_with_a_shorter_one_whatever_is_asked(method, asked, where):
    from dataclasses import replace

    real = every_kind(400)
    found = infer(real, overrides={"mail": {"kind": "id", "form": "[a-z]" * 12 + "@x1.de"}})
    loose = {"tolerate": 0.5} if asked else {}
    saved = fit_table(real, seed=0, method=method, schema=replace(found, **asked), bootstrap=0, **loose)
    short, middle, long = (sample_table(saved, n, seed=1, where=where).frame for n in (40, 300, 1700))
    assert set(short.columns) == set(real.columns)
    assert long.head(40).equals(short)
    assert long.head(300).equals(middle)
    assert [long[name].n_unique() for name in ("row", "mail", "code")] == [1700] * 3


def test_fits_say_what_was_found(saved):
    fits = saved.facts["fits"]
    assert set(fits) == {"age", "net", "tax"}
    assert fits["net"]["chosen"]
    assert saved.facts["rows"] == 2000


def test_a_rare_condition_is_met_by_every_row(saved):
    found = sample_table(saved, 400, seed=5, where="complains and town = 'Kiel' and net > 40")
    frame = found.frame
    assert frame.height == 400
    assert (frame["complains"] & (frame["town"] == "Kiel") & (frame["net"] > 40)).all()
    assert "were reached from others" in found.notes[0]
    assert frame["net"].n_unique() > 300


def test_constraints_of_the_schema_hold_in_every_row():
    real = customers(1000)
    schema = infer(real)
    from dataclasses import replace

    strict = replace(schema, constraints=("not (card and age < 18)", "tax < net"))
    made = sample_table(fit_table(real, seed=0, schema=strict, bootstrap=0), 2000, seed=1).frame
    assert made.filter(pl.col("card") & (pl.col("age") < 18)).is_empty()
    assert made.filter(pl.col("tax") >= pl.col("net")).is_empty()
    loose = sample_table(fit_table(real, seed=0, bootstrap=0), 2000, seed=1).frame
    assert not loose.filter(pl.col("card") & (pl.col("age") < 18)).is_empty()


def test_what_must_be_unique_is():
    from dataclasses import replace

    real = customers(500).drop("customer").unique(("age", "town"), keep="first", maintain_order=True)
    schema = replace(infer(real), unique=(("age", "town"),))
    saved = fit_table(real, seed=0, schema=schema, bootstrap=0)
    made = sample_table(saved, 100, seed=1).frame
    assert made.select("age", "town").n_unique() == 100
    with pytest.raises(DataError, match="repeat nothing"):
        sample_table(saved, 5000, seed=1)


def plan(tmp_path, *strata: tuple[str, list[str], int]):
    path = tmp_path / "plan.json"
    rows = [{"id": "n", "stratum": where, "weight": 0.1} for where, _, n in strata for _ in range(n)]
    facts = [{"name": w, "where": f"({w})", "conditions": each, "generate": n} for w, each, n in strata]
    path.write_text(json.dumps({"schema": 2, "strata": facts, "generate": rows}))
    return path


def test_a_plan_is_filled_stratum_by_stratum(saved, tmp_path):
    file = plan(tmp_path, ("complains", ["complains"], 50), ("otherwise", [], 150), ("nothing", ["age > 70"], 0))
    frame = sample_plan(saved, file, seed=6).frame
    assert frame.height == 200
    assert frame["complains"].sum() == 50
    assert frame.filter(pl.col("stratum") == "(otherwise)")["age"].max() <= 70
    assert frame["customer"].n_unique() == 200
    assert frame["weight"].unique().to_list() == [0.1]
    assert frame.equals(sample_plan(saved, file, seed=6).frame)


def test_what_cannot_be_is_refused(saved, tmp_path):
    with pytest.raises(DataError, match="names 'agee', which is no column"):
        sample_table(saved, 5, seed=0, where="agee > 3")
    with pytest.raises(DataError, match="compares what cannot be compared"):
        sample_table(saved, 5, seed=0, where="age = 'old'")
    with pytest.raises(OptionError, match="0 rows"):
        sample_table(saved, 0, seed=0)
    with pytest.raises(OptionError, match="no method 'magic'"):
        fit_table(customers(50), seed=0, method="magic")
    with pytest.raises(TooFewSamples, match="1 rows"):
        fit_table(customers(1), seed=0)
    with pytest.raises(DataError, match="asks for no row"):
        sample_plan(saved, plan(tmp_path), seed=0)
    (tmp_path / "p.json").write_text("{}")
    with pytest.raises(DataError, match="cannot be read as a plan"):
        sample_plan(saved, tmp_path / "p.json", seed=0)
