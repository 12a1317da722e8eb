"""Conditions that a generator can meet, and those that no row can."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from datadiet.errors import DataError
from datadiet.generate.tables import rows as rows_module
from datadiet.generate.tables.fitting import fit_table
from datadiet.generate.tables.rows import sample_table
from datadiet.schema import infer


def visits(n: int) -> pl.DataFrame:
    rng = np.random.default_rng(1)
    net = np.round(rng.gamma(3, 20, n), 2)
    return pl.DataFrame(
        {
            "ticket": [f"T-{row:04d}" for row in range(n)],
            "age": rng.normal(45, 12, n).round().astype(int),
            "net": net,
            "gross": np.round(net * 2, 2),
            "town": rng.choice(["Ulm", "Jena", "Kiel"], n),
            "paid": rng.random(n) < 0.5,
            "day": [dt.date(2024, 1, 1) + dt.timedelta(days=int(each)) for each in rng.integers(0, 300, n)],
            "score": [None if each < 0.3 else float(each) for each in rng.random(n).round(3)],
            "shop": ["online"] * n,
            "note": [f"{'x' * int(k)} {k}" for k in rng.integers(1, 10**9, n) % 997],
        }
    )


@pytest.fixture(scope="module")
def saved():
    real = visits(600)
    return fit_table(real, seed=0, method="copula", bootstrap=0, schema=infer(real, overrides={"note": "text"}))


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("age > 200", "age from "),
        ("age between 300 and 400 and paid", "age from "),
        ("net < -1", "net from 0"),
        ("gross > 1e6", "gross from "),
        ("town = 'Bonn'", "town is one of Jena, Kiel, Ulm, never missing"),
        ("paid and town in ('Bonn', 'Trier')", "town is one of"),
        ("town is null", "never missing"),
        ("day > '2031-01-01'", "day from 2024-0"),
        ("shop = 'market'", "shop is one of online"),
        ("age > 200 or town = 'Bonn'", "age from .*; town is one of"),
    ],
)
def test_what_no_row_can_meet_is_refused_without_looking_for_it(saved, monkeypatch, where, said):
    monkeypatch.setattr(rows_module, "draw_where", lambda *_, **__: pytest.fail("it was looked for"))
    with pytest.raises(DataError, match=f"beyond what the generator makes. Expected: .*{said}"):
        sample_table(saved, 5, seed=0, where=where)


@pytest.mark.parametrize(
    "where",
    [
        "age > 70",
        "age <> 45 and not (town = 'Ulm')",
        "score is null",
        "score is not null and score > 0.9",
        "day between '2024-05-01' and '2024-05-03'",
        "age > 200 or town = 'Kiel'",
        "shop = 'online' and gross > 100",
        "age > net",
    ],
)
def test_what_rows_can_meet_is_met(saved, where):
    frame = sample_table(saved, 20, seed=0, where=where).frame
    said = pl.SQLContext(t=frame.with_columns(pl.col("day").cast(pl.String))).execute(
        f"SELECT * FROM t WHERE {where}", eager=True
    )
    assert (frame.height, said.height) == (20, 20)


@pytest.mark.parametrize(("where", "said"), [("ticket = 'T-0001'", "made anew"), ("note = 'x'", "free text")])
def test_what_has_no_distribution_cannot_be_asked_of(saved, where, said):
    with pytest.raises(DataError, match=said):
        sample_table(saved, 5, seed=0, where=where)
