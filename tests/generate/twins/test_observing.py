"""Parameters that follow a column of a table."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from datadiet.errors import TwinError
from datadiet.generate.twins.loading import parse_twin
from tests.generate.twins.specs import dots

RADIUS = stats.gamma(9, scale=0.4)
SMALL = "radius: {uniform: [2, 6]}"
ORDER = ('order: ["small.radius < middle.radius < large.radius"]\n', "")


@pytest.fixture
def folder(tmp_path):
    """A folder with measured radii and counts."""
    pl.DataFrame(
        {
            "radius": RADIUS.rvs(800, random_state=0),
            "count": stats.nbinom(4, 0.3).rvs(800, random_state=1),
            "word": ["a"] * 800,
            "few": [3.0] * 5 + [None] * 795,
        }
    ).write_csv(tmp_path / "cells.csv")
    return tmp_path


def test_a_parameter_follows_the_law_that_its_column_was_drawn_from(folder):
    twin = dots((SMALL, "radius: {fit: cells.csv#radius}"), ORDER, folder=folder)
    rule = twin.known["small.radius"].rule
    shares = np.column_stack([np.linspace(0.05, 0.95, 19), np.zeros(19)])
    assert rule.values(shares, 0.5) == pytest.approx(RADIUS.ppf(shares[:, 0]), rel=0.06)
    assert "fits: p = " in twin.fits["small.radius"].words()
    drawn = [
        each["values"]["radius"]
        for seed in range(40)
        for each in twin.sample(np.random.default_rng(seed))["items"]
        if each["item"] == "small"
    ]
    assert stats.kstest(drawn, RADIUS.cdf).statistic < 0.15
    assert np.median(drawn) == pytest.approx(RADIUS.median(), rel=0.1)


def test_the_column_may_be_called_as_the_parameter_and_more_may_be_said(folder):
    alone = dots((SMALL, "radius: {fit: cells.csv}"), ORDER, folder=folder)
    more = dots((SMALL, "radius: {dist: {fit: cells.csv}, wild: [0, 30], per: image}"), ORDER, folder=folder)
    assert alone.known["small.radius"].rule.declared == more.known["small.radius"].rule.declared
    assert (more.known["small.radius"].each, more.known["small.radius"].rule.wild.bounds) == (False, (0, 30))
    inner = "radius: {truncated: {of: {fit: cells.csv}, low: 3, high: 4}}"
    assert dots((SMALL, inner), ORDER, folder=folder).known["small.radius"].rule.bounds == (3, 4)


def test_counts_of_a_table_are_counts_of_items(folder):
    twin = dots(("small: {integers: [2, 9]}", "small: {fit: cells.csv#count}"), folder=folder)
    rule = twin.known["small.count"].rule
    assert rule.whole
    wanted = stats.nbinom(4, 0.3)
    values = rule.values(np.column_stack([np.linspace(0.0005, 0.9995, 1000), np.zeros(1000)]), 0.5)
    assert values.dtype.kind == "i"
    assert np.mean(values) == pytest.approx(wanted.mean(), rel=0.1)
    assert [np.mean(values <= k) for k in (3, 8, 15)] == pytest.approx(wanted.cdf([3, 8, 15]), abs=0.04)
    assert type(twin.sample(np.random.default_rng(0))["values"]["small.count"]) is int


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ("{fit: none.csv}", "none.csv does not exist"),
        ("{fit: ../cells.csv}", "leaves the folder"),
        ("{fit: cells.csv#radios}", "did you mean 'radius'?"),
        ("{fit: cells.csv#word}", "800 of 800 values are no numbers"),
        ("{fit: cells.csv#few}", "holds 5 values"),
        ("{fit: [cells.csv]}", "fit: FILE#COLUMN"),
        ("{fit: cells.csv, wild: [0, 9]}", "says how wild, and not what"),
        ("{dist: {fit: cells.csv#few, column: radius}}", "the column is 'few', and it is 'radius'"),
    ],
)
def test_a_table_that_cannot_be_fitted_is_refused_with_its_line(folder, entry, found):
    with pytest.raises(TwinError, match=r"dots\.yaml:16: small\.radius") as caught:
        dots((SMALL, f"radius: {entry}"), folder=folder)
    assert found in str(caught.value)


def test_values_that_the_parameter_cannot_have_are_refused(folder):
    pl.DataFrame({"radius": np.linspace(-1, 5, 50)}).write_csv(folder / "cells.csv")
    with pytest.raises(
        TwinError, match=r"dots\.yaml:16: small\.radius: .*lie outside 0 to inf, such as -1\.0 in row 1"
    ):
        dots((SMALL, "radius: {fit: cells.csv}"), folder=folder)


def test_another_table_is_another_twin(folder):
    text = (SMALL, "radius: {fit: cells.csv}")
    before = dots(text, ORDER, folder=folder).digest
    assert dots(text, ORDER, folder=folder).digest == before
    pl.DataFrame({"radius": RADIUS.rvs(800, random_state=5)}).write_csv(folder / "cells.csv")
    assert dots(text, ORDER, folder=folder).digest != before


@pytest.mark.parametrize(
    "entry", ["{truncated: {of: {gamma: [2, 3]}, low: 1}}", "{rounded: {of: {gamma: [2, 3]}}}", "{gamma: [2, 3]}"]
)
def test_in_space_a_composed_law_is_an_entry_and_no_group(entry):
    text = (
        "twin: t\nsystems: [{name: s, behaviour: drop, rate: 1}]\nitems: [{name: a, visual: a.glb}]\n"
        f"light: {{area: {{power: {entry}}}}}\nrender: {{backend: mitsuba}}\n"
    )
    assert "light.area.power" in parse_twin(text).known
