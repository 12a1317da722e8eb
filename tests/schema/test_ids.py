"""Forms of ids."""

import numpy as np
import pytest

from datadiet.errors import DataError
from datadiet.schema import Column
from datadiet.schema.ids import draw_ids, form_of, make_ids


@pytest.mark.parametrize(
    ("words", "form", "low"),
    [
        (["P-1", "P-10", "P-9"], "P-{n}", 1),
        (["0007", "0008", "0010"], "{n:04}", 7),
        (["A1-x", "B7-x", "C3-x"], "[A-Z][0-9]-x", None),
        (["0a3f", "ff00", "19be"], "[0-9a-f][0-9a-f][0-9a-f][0-9a-f]", None),
        (["anna", "bert", "cleo"], "", None),
        (["x1", "xyz"], "", None),
    ],
)
def test_forms(words, form, low):
    assert form_of(words) == (form, low)


@pytest.mark.parametrize("form", ["[0-9][A-Z]-x", "K[0-9a-f][0-9a-f][0-9a-f][0-9a-f]", "{n:03}/24"])
def test_ids_are_different_and_of_their_form(form):
    made = make_ids(form, 5, 200, rng=np.random.default_rng(0), column="x")
    assert made.n_unique() == 200
    assert draw_ids(Column("x", "id", "String", form=form), 100, seed=1).n_unique() == 100


def test_longer_begins_with_shorter():
    for form in ("[0-9][0-9][0-9][A-Z]", "".join(["[0-9a-f]"] * 8), "{n}"):
        column = Column("x", "id", "String", form=form)
        assert draw_ids(column, 900, seed=3).head(70).equals(draw_ids(column, 70, seed=3))


def test_forms_that_are_too_narrow_or_wrong():
    with pytest.raises(DataError, match="only 10 ids are of the form 'A\\[0-9\\]', for 11 rows"):
        make_ids("A[0-9]", None, 11, rng=np.random.default_rng(0), column="x")
    assert make_ids("A[0-9]", None, 10, rng=np.random.default_rng(0), column="x").n_unique() == 10
    with pytest.raises(DataError, match="ids of the form 'A'"):
        make_ids("A", None, 1, rng=np.random.default_rng(0), column="x")
