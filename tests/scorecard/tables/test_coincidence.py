"""Rows that equal a real one by chance alone are no copies; in a table where chance cannot do it, one row is."""

import numpy as np
import polars as pl
import pytest

from datadiet.scorecard.core import _agreement
from datadiet.scorecard.tables.reading import read_rows


def read(real):
    return read_rows(real, real, embedder="auto")


def test_the_chance_that_two_rows_agree_is_that_of_their_columns():
    rng = np.random.default_rng(1)
    coarse = pl.DataFrame({"a": rng.integers(40, size=4000) / 4, "b": rng.choice(list("abcde"), 4000)})
    assert _agreement(read(coarse)) == pytest.approx(1 / 200, rel=0.05)
    fine = pl.DataFrame({"a": rng.normal(size=400), "b": rng.choice(list("abcde"), 400)})
    assert _agreement(read(fine)) == 0
    assert _agreement(None) == 0
