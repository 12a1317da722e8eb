import numpy as np
import pytest
from scipy.special import ndtri

from datadiet.embed.rows import RowSpace
from datadiet.errors import EmbeddingError
from datadiet.schema import Coded, Column

NUMBER = Column("number", "real", "Float64")
LEVEL = Column("level", "category", "String", levels=("a", "b", "c"))
GRADE = Column("grade", "ordered", "String", levels=("low", "middle", "high"))


def coded(columns, *values):
    return Coded(tuple(columns), np.column_stack([np.asarray(each, float) for each in values]))


def test_numbers_become_their_normal_scores():
    real = coded([NUMBER], [10, 20, 30, 40])
    assert RowSpace.of(real).vectors(real)[:, 0] == pytest.approx(ndtri([0.125, 0.375, 0.625, 0.875]), abs=1e-6)


def test_units_and_skew_do_not_matter_inside_the_range():
    values = np.random.default_rng(0).lognormal(size=150)
    real = RowSpace.of(coded([NUMBER], values)).vectors(coded([NUMBER], values))
    other = RowSpace.of(coded([NUMBER], 1000 * values)).vectors(coded([NUMBER], 1000 * values))
    assert other == pytest.approx(real, abs=1e-5)
    cubed = RowSpace.of(coded([NUMBER], values**3)).vectors(coded([NUMBER], values**3))
    assert np.abs(cubed - real).mean() < 0.02  # straight between quantiles, so no longer exactly


def test_real_rows_do_not_lie_more_evenly_than_others_of_their_law():
    nearest = []
    for values in np.random.default_rng(3).normal(size=(2, 120)):
        space = RowSpace.of(coded([NUMBER], values))
        other = np.random.default_rng(4).normal(size=120)
        gaps = [np.diff(np.sort(space.vectors(coded([NUMBER], each))[:, 0])) for each in (values, other)]
        nearest.append([np.quantile(gap, 0.1) for gap in gaps])
    real, fresh = np.mean(nearest, axis=0)
    assert real < 2.5 * fresh  # at each row's own rank it would be about 7 times


def test_an_outlier_stays_one():
    space = RowSpace.of(coded([NUMBER], np.random.default_rng(1).normal(size=5000)))
    scores = space.vectors(coded([NUMBER], [0, 1, 3.5, 10, 1e300, -1e300]))[:, 0]
    assert scores[:2] == pytest.approx([0, 1], abs=0.1)
    assert 3 < scores[2] < 5 < scores[3] < 20
    assert scores[4] == 1e4
    assert scores[5] == -1e4


def test_two_levels_lie_as_far_apart_as_two_random_numbers():
    rng = np.random.default_rng(2)
    space = RowSpace.of(coded([LEVEL, NUMBER], rng.integers(3, size=4000), rng.exponential(size=4000)))
    a, b = space.vectors(coded([LEVEL, NUMBER], [0, 1], [1, 1]))
    assert np.linalg.norm(a - b) == pytest.approx(2**0.5)
    rows = space.vectors(coded([LEVEL, NUMBER], np.zeros(4000), rng.exponential(size=4000)))
    assert np.sqrt(((rows[:2000] - rows[2000:]) ** 2).sum(axis=1).mean()) == pytest.approx(2**0.5, abs=0.1)


def test_ordered_levels_keep_their_order():
    space = RowSpace.of(coded([GRADE], [0, 0, 1, 2]))
    low, middle, high = space.vectors(coded([GRADE], [0, 1, 2]))[:, 0]
    assert low < middle < high


def test_missing_is_the_middle_and_one_step_aside():
    space = RowSpace.of(coded([NUMBER, LEVEL], [1, 2, 3], [0, 1, 1]))
    number = space.vectors(coded([NUMBER, LEVEL], [np.nan], [np.nan]))[0]
    assert number.tolist() == [0, 1, 0, 0, 0, 1]


@pytest.mark.parametrize("law", ["even", "long tail"])
def test_rare_levels_are_as_frequent_among_new_rows_as_among_the_real_ones(law):
    k, n = 120, 2000
    column = Column("name", "category", "String", levels=tuple(map(str, range(k))))
    chance = np.ones(k) if law == "even" else 1 / np.arange(1, k + 1)
    shares = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        real, new = (coded([column], rng.choice(k, n, p=chance / chance.sum())) for _ in range(2))
        space = RowSpace.of(real)
        shares.append([float((space.vectors(rows)[:, -2] > 0).mean()) for rows in (real, new)])
    lumped = np.mean(shares, axis=0)
    assert lumped[1] - lumped[0] < 0.012  # the 64 most frequent ones, told apart: .03 and more
    if law == "even":
        assert not lumped.any()


def test_more_levels_than_dimensions_lie_about_as_far_apart_as_few():
    column = Column("name", "category", "String", levels=tuple(map(str, range(100))))
    space = RowSpace.of(coded([column], np.repeat(np.arange(100), 20)))
    rows = space.vectors(coded([column], np.arange(100)))
    assert rows.shape == (100, 66)
    apart = np.linalg.norm(rows[:, None] - rows[None], axis=2)[np.triu_indices(100, 1)]
    assert apart.mean() == pytest.approx(2**0.5, abs=0.02)
    assert apart.min() > 0.9


def test_a_level_that_reality_does_not_have_is_another_one():
    space = RowSpace.of(coded([LEVEL], [0, 1]))
    assert space.vectors(coded([LEVEL], [2]))[0].tolist() == [0, 0, 1, 0]


@pytest.mark.parametrize("values", [[5, 5, 5], [np.nan] * 3, [0, 0, 1e-300], [1e300, -1e300, 0]])
def test_odd_columns_give_finite_vectors(values):
    space = RowSpace.of(coded([NUMBER], values))
    assert np.isfinite(space.vectors(coded([NUMBER], [*values, 6, -1e300, np.nan]))).all()


def test_rows_do_not_depend_on_their_company():
    rng = np.random.default_rng(3)
    real = coded([NUMBER, LEVEL], rng.normal(size=1000), rng.integers(3, size=1000))
    space = RowSpace.of(real)
    assert np.array_equal(space.vectors(real)[500:510], space.vectors(real.rows(np.arange(500, 510))))


def test_other_columns_are_refused():
    space = RowSpace.of(coded([NUMBER], [1, 2]))
    with pytest.raises(EmbeddingError, match="columns level"):
        space.vectors(coded([LEVEL], [1]))
    with pytest.raises(EmbeddingError, match="0 rows"):
        RowSpace.of(coded([NUMBER], []))


def test_a_space_comes_back_from_its_arrays():
    columns = (Column("x", "real", "Float64"), Column("kind", "category", "String", levels=("a", "b", "other")))
    real = Coded(columns, np.array([[0.5, 0.0], [2.0, 1.0], [9.0, 0.0], [np.nan, np.nan]]))
    space = RowSpace.of(real)
    again = RowSpace.from_arrays(columns, space.arrays())
    assert again.fingerprint == space.fingerprint
    assert np.array_equal(again.vectors(real), space.vectors(real))
    with pytest.raises(EmbeddingError, match="lacks a part"):
        RowSpace.from_arrays(columns, {name: value for name, value in space.arrays().items() if name != "0.scores"})
