"""Declared tables: exact marginals, the rank correlations that were asked for, constraints, arithmetic, ids."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from datadiet.errors import DataError, OptionError
from datadiet.generate.tables.declaring import parse_spec
from datadiet.generate.tables.drawing import draw

N = 20_000
LAWS = """
table: laws
columns:
  normal: {normal: [170, 10]}
  skewed: {lognormal: [3, 0.5]}
  count: {poisson: 2}
  flag: {bernoulli: 0.2}
  size: {dist: {choice: {S: 0.3, M: 0.5, L: 0.2}}, ordered: true}
  free: {uniform: [0, 1]}
dependence:
  - {between: [normal, skewed], rank: 0.6}
  - {between: [count, normal], rank: -0.4}
  - {between: [flag, normal], rank: 0.5}
  - {between: [size, flag], rank: 0.3}
"""
ORDERS = """
table: orders
columns:
  order: {id: "A-{n:05}"}
  key: {id: "[A-Z][0-9][0-9][0-9][0-9]"}
  age: {integers: [18, 90]}
  net: {dist: {gamma: [2, 10]}, step: 0.01, missing: 0.1}
  tax: {dist: {uniform: [0, 9]}, step: 0.01}
  gross: {equals: net + tax}
  vip: {bernoulli: 0.2}
  day: {dist: {uniform: [2020-01-01, 2024-12-31]}, as: date}
  country: DE
constraints:
  - not (vip and age > 60)
  - day > '2021-01-01'
  - gross < 80
unique:
  - [age, tax]
"""


def drawn(text, n=N, seed=0):
    return draw(parse_spec(text), n, seed=seed).frame


@pytest.fixture(scope="module")
def laws():
    return drawn(LAWS)


def test_marginals_are_exact(laws):
    assert stats.kstest(laws["normal"], stats.norm(170, 10).cdf).pvalue > 0.01
    assert stats.kstest(laws["skewed"], stats.lognorm(0.5, scale=3).cdf).pvalue > 0.01
    assert stats.kstest(laws["free"], stats.uniform().cdf).pvalue > 0.01
    counts = np.bincount(laws["count"].clip(0, 8))
    expected = np.append(stats.poisson(2).pmf(range(8)), stats.poisson(2).sf(7)) * N
    assert stats.chisquare(counts, expected).pvalue > 0.01
    shares = dict(laws["size"].value_counts().iter_rows())
    assert stats.chisquare([shares[level] for level in "SML"], [0.3 * N, 0.5 * N, 0.2 * N]).pvalue > 0.01


@pytest.mark.parametrize(
    ("first", "second", "rank"),
    [
        ("normal", "skewed", 0.6),
        ("count", "normal", -0.4),
        ("flag", "normal", 0.5),
        ("size", "flag", 0.3),
        ("free", "normal", 0.0),
    ],
)
def test_rank_correlations_come_out_whatever_the_ties(laws, first, second, rank):
    codes = laws.with_columns(size=pl.col("size").replace_strict({"S": 0, "M": 1, "L": 2}))
    found = stats.spearmanr(codes[first], codes[second])[0]
    assert abs(found - rank) < 4 / np.sqrt(N)  # the standard error is 1 / sqrt(n) at most


def test_pairs_that_are_not_named_depend_through_those_that_are(laws):
    """Normal numbers: the correlation of count and skewed is the product of theirs with what ties them."""
    z = np.corrcoef(stats.rankdata(laws["skewed"]), stats.rankdata(laws["count"]))[0, 1]
    assert -0.28 < z < -0.2


def test_correlations_that_cannot_hold_together_are_moved_and_it_is_said():
    text = "table: t\ncolumns: {a: {normal: [0, 1]}, b: {normal: [0, 1]}, c: {normal: [0, 1]}}\ndependence:\n"
    pairs = [("a, b", 0.9), ("b, c", 0.9), ("a, c", -0.9)]
    made = draw(parse_spec(text + "\n".join(f"  - {{between: [{p}], rank: {r}}}" for p, r in pairs)), 10, seed=0)
    assert "cannot all hold together: they were moved" in made.notes[0]


def test_rows_are_as_declared():
    made = draw(parse_spec(ORDERS), 6000, seed=1)
    frame = made.frame
    assert frame.columns == ["order", "key", "age", "net", "tax", "gross", "vip", "day", "country"]
    assert not (frame["vip"] & (frame["age"] > 60)).any()
    assert frame["day"].dtype == pl.Date
    assert frame["day"].min() > pl.Series(["2021-01-01"]).str.to_date()[0]
    assert frame["order"][0] == "A-00001"
    assert frame["key"].n_unique() == 6000
    assert frame.select("age", "tax").is_unique().all()
    assert frame["net"].drop_nulls().to_list() == frame["net"].drop_nulls().round(2).to_list()
    whole = frame.drop_nulls()
    assert whole["gross"].to_list() == (whole["net"] + whole["tax"]).to_list()
    assert frame.filter(pl.col("net").is_null())["gross"].null_count() == frame["net"].null_count()
    assert abs(frame["net"].null_count() / 6000 - 0.1) < 0.02
    assert 0.15 < made.broken["day > '2021-01-01'"] < 0.25
    assert any("drawn again" in note for note in made.notes)


def test_same_seed_same_rows_and_more_rows_begin_with_fewer():
    long = drawn(ORDERS, 9000, seed=5)
    assert long.equals(drawn(ORDERS, 9000, seed=5))
    for n in (1, 4095, 4097):
        assert long.head(n).equals(drawn(ORDERS, n, seed=5))
    assert not long.equals(drawn(ORDERS, 9000, seed=6))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("bernoulli: 0.2", "bernoulli: 2", "yaml:10: bernoulli of 2"),
        ("gamma: [2, 10]", "gama: [2, 10]", "yaml:7: there is no distribution 'gama'"),
        ("step: 0.01, m", "stepp: 1, m", "yaml:7: the key 'stepp' is not known"),
        ("net + tax", "net + vip", "yaml:9: 'net \\+ vip' names 'vip'"),
        ("net + tax", "net * tax", "yaml:9: 'net \\* tax' uses"),
        ("gross < 80", "gros < 80", "yaml:16: 'gros < 80' names 'gros'"),
        ("gross < 80", "gross < 'x'", "yaml:16: 'gross < 'x'' compares"),
        ("gross < 80", "gross < 80 and gross > 90", "no row can meet: table.yaml:16"),
        ("[age, tax]", "[age, toll]", "yaml:18: there is no column 'toll'"),
        ("A-{n:05}", "A-{m}", "yaml:4: column 'order': ids of the form"),
        ("table: orders", "tables: orders", "yaml:2: the file has no 'table'"),
    ],
)
def test_mistakes_name_their_line(old, new, said):
    assert old in ORDERS
    with pytest.raises(DataError, match=said):
        parse_spec(ORDERS.replace(old, new))


def test_what_cannot_be_drawn_says_what_broke():
    with pytest.raises(DataError, match=r"after 200 tries .* net > 9000: 100.0%"):
        drawn(ORDERS.replace("gross < 80", "net > 9000"), 10)
    with pytest.raises(DataError, match="only 100 ids"):
        drawn("table: t\ncolumns: {a: {id: 'x[0-9][0-9]'}, b: {normal: [0, 1]}}", 101)
    with pytest.raises(OptionError, match="0 rows"):
        drawn(ORDERS, 0)
    with pytest.raises(DataError, match=r"flag and normal: a rank correlation of 0.95 cannot be reached"):
        parse_spec(LAWS.replace("rank: 0.5", "rank: 0.95"))
