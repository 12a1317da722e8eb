"""Forms of ids."""

import numpy as np
import pytest

from datadiet.errors import DataError
from datadiet.schema import Column
from datadiet.schema.ids import draw_ids, form_of, make_ids
from datadiet.schema.permuting import ROUNDS, permuted


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


@pytest.mark.parametrize("form", ["[0-9]x[A-Z]", "[a-z]" * 12, "[0-9A-Za-z]" * 20, "K[0-9][0-9][0-9]", "E-{n:04}"])
def test_more_ids_begin_with_fewer_whoever_makes_them(form):
    """Forms with few, with many, and with more possible ids than 62 bits can count."""
    short, long = (make_ids(form, 3, n, rng=np.random.default_rng(5), column="x") for n in (50, 260))
    assert long.head(50).equals(short)
    assert long.n_unique() == 260
    if "{" not in form:
        assert not long.equals(make_ids(form, 3, 260, rng=np.random.default_rng(6), column="x"))


@pytest.mark.parametrize("room", [1, 2, 3, 10, 676, 1000, 4097])
def test_a_permutation_takes_every_place_once(room):
    keys = np.random.default_rng(1).integers(1 << 63, size=ROUNDS, dtype=np.uint64)
    found = permuted(np.arange(room, dtype=np.uint64), room, keys)
    assert sorted(found.tolist()) == list(range(room))
    if room > 100:  # and in no plain order: a shuffle's correlation with the order is about 1 / sqrt(room)
        assert abs(np.corrcoef(found.astype(float), np.arange(room))[0, 1]) < 5 / room**0.5


def test_characters_of_ids_are_drawn_evenly():
    """Of 26,000 ids each letter has about 1,000 in every position (5 sigma: 155)."""
    made = make_ids("[A-Z]" * 16, None, 26_000, rng=np.random.default_rng(2), column="x")
    for position in range(16):
        counts = made.str.slice(position, 1).value_counts()["count"]
        assert len(counts) == 26
        assert (counts.cast(int) - 1000).abs().max() < 160


def test_forms_that_are_too_narrow_or_wrong():
    with pytest.raises(DataError, match="only 10 ids are of the form 'A\\[0-9\\]', for 11 rows"):
        make_ids("A[0-9]", None, 11, rng=np.random.default_rng(0), column="x")
    assert make_ids("A[0-9]", None, 10, rng=np.random.default_rng(0), column="x").n_unique() == 10
    with pytest.raises(DataError, match="ids of the form 'A'"):
        make_ids("A", None, 1, rng=np.random.default_rng(0), column="x")
