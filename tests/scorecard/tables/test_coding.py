import numpy as np
import polars as pl
import pytest

from datadiet.errors import DataError
from datadiet.schema import Column, infer
from datadiet.scorecard.tables.coding import OTHER, code, with_other

REAL = pl.DataFrame(
    {
        "colour": ["red", "green", "blue"] * 10,
        "flag": [0, 1, 0] * 10,
        "grade": [1, 2, 4] * 10,
        "true": [True, False, False] * 10,
        "x": np.linspace(0.5, 7.3, 30),
    }
)
COLUMNS = with_other(infer(REAL).modelled)


def coded(**values):
    n = len(next(iter(values.values())))
    whole = REAL.head(n).with_columns(pl.Series(name, each) for name, each in values.items())
    found = code(whole, COLUMNS, "synthetic")
    return {column.name: found.values[:, j] for j, column in enumerate(COLUMNS)}


def test_a_level_that_no_real_row_has_takes_the_last_place():
    column = next(column for column in COLUMNS if column.name == "colour")
    found = coded(colour=["red", "mauve", None, "green"])["colour"]
    assert [column.levels[int(k)] if k == k else None for k in found] == ["red", OTHER, None, "green"]


def test_a_number_that_is_no_level_is_not_cut_off_to_one():
    column = next(column for column in COLUMNS if column.name == "flag")
    found = coded(flag=[0.0, 0.3, 1.0])["flag"]
    assert [column.levels[int(k)] for k in found] == ["0", OTHER, "1"]


@pytest.mark.parametrize("values", [[1, 0], [True, False], ["true", "false"], ["1", "0"]])
def test_true_and_false_may_be_written_in_any_way(values):
    assert coded(true=values)["true"].tolist() == [1, 0]


def test_numbers_between_ordered_levels_lie_between_them():
    assert coded(grade=[1.0, 3.0, 4.0, 6.0, -1.0])["grade"].tolist() == [0, 1.5, 2, 3, -2]


def test_words_among_numbers_are_missing():
    found = coded(x=["1.5", "many", None])["x"]
    assert found[0] == 1.5
    assert np.isnan(found[1:]).all()


def test_infinite_values_are_refused_by_side():
    with pytest.raises(DataError, match="synthetic rows: column 'x' has 1 infinite"):
        coded(x=[1.0, np.inf])


def test_ordered_words_keep_their_order_and_strange_ones_are_missing():
    column = Column("g", "ordered", "String", levels=("low", "medium", "high"))
    found = code(pl.DataFrame({"g": ["high", "low", "ultra"]}), (column,), "real").values[:, 0]
    assert found[:2].tolist() == [2, 0]
    assert np.isnan(found[2])
