import numpy as np
import pytest

from datadiet.generate.tables.models.deep.conditions import Conditions
from datadiet.generate.tables.models.deep.encoding import Encoding
from datadiet.schema import Coded, Column

COLUMNS = (
    Column("flag", "boolean", "Boolean", levels=("False", "True")),
    Column("fixed", "category", "String", levels=("one",)),
    Column("grade", "category", "String", levels=("a", "b", "c")),
)


@pytest.fixture
def encoding():
    values = np.column_stack([np.arange(1000) < 10, np.zeros(1000), np.repeat([0, 1, 2], [900, 99, 1])]).astype(float)
    return Encoding.of(Coded(COLUMNS, values), rng=np.random.default_rng(0))


def test_training_asks_for_rare_levels_by_the_logarithm_of_how_often_they_are(encoding):
    counts = np.array([990, 10, 1000, 900, 99, 0])
    asked = Conditions.of(encoding).training(counts, 60_000, np.random.default_rng(1))
    logs = np.log1p(counts)
    wanted = np.concatenate([logs[:2] / logs[:2].sum(), [0], logs[3:] / logs[3:].sum()]) / 2
    assert np.bincount(asked, minlength=6) / 60_000 == pytest.approx(wanted, abs=0.01)
    assert not (asked == 5).any()


def test_rows_are_made_under_conditions_as_frequent_as_they_are(encoding):
    asked = Conditions.of(encoding).by_share(np.random.default_rng(2).normal(size=(60_000, 2)))
    wanted = np.array([0.99, 0.01, 0, 0.9, 0.099, 0.001]) / 2
    assert np.bincount(asked, minlength=6) / 60_000 == pytest.approx(wanted, abs=0.006)


def test_a_condition_is_a_one_in_its_place(encoding):
    assert Conditions.of(encoding).vectors(np.array([4, -1])).tolist() == [[0, 0, 0, 0, 1, 0], [0] * 6]


def test_without_alternatives_nothing_is_asked_for():
    only = Encoding.of(Coded(COLUMNS[1:2], np.zeros((20, 1))), rng=np.random.default_rng(0))
    conditions = Conditions.of(only)
    assert (conditions.training(np.array([20]), 5, np.random.default_rng(0)) == -1).all()
    assert (conditions.by_share(np.zeros((5, 2))) == -1).all()
