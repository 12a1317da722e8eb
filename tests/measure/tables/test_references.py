import numpy as np
import pytest

from datadiet.errors import TooFewSamples
from datadiet.measure.tables.association import Columns
from datadiet.measure.tables.pairs import pair_trends
from datadiet.measure.tables.references import beside_real
from datadiet.measure.tables.shapes import column_shapes

NUMBERS = np.zeros(3, int)


def shape(first, second):
    return np.array(column_shapes(first, second, NUMBERS))


def test_rows_of_the_same_law_are_no_worse_than_real_ones():
    worse = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        real, made = rng.normal(size=(400, 3)), rng.normal(size=(300, 3))
        found = beside_real(shape, real, made, None, rng=rng)
        worse.append(found.worse)
        assert found.m == 200
        assert found.equal == pytest.approx(found.value, abs=0.03)
    assert sum(worse) <= 2


def test_a_shift_is_worse_and_shows_in_its_column():
    rng = np.random.default_rng(1)
    real, made = rng.normal(size=(400, 3)), rng.normal((0, 1, 0), size=(400, 3))
    found = beside_real(shape, real, made, None, rng=rng)
    assert found.worse
    assert np.argmin(found.synthetic - found.real) == 1


def test_held_out_rows_are_real_rows_too():
    rng = np.random.default_rng(2)
    real, held = rng.normal(size=(60, 3)), rng.normal(size=(60, 3))
    found = beside_real(shape, real, rng.normal(size=(90, 3)), held, rng=rng)
    assert found.m == 60
    assert found.spread > 0.005  # though each side is drawn whole
    both = np.concatenate([real, held])
    assert found.value == pytest.approx(beside_real(shape, both, both, None, rng=rng).value, abs=0.02)


def test_both_figures_are_taken_at_the_same_number_of_rows():
    rng = np.random.default_rng(3)
    real = rng.normal(size=(1000, 3))
    sizes = []

    def seen(first, second):
        sizes.append((len(first), len(second)))
        return shape(first, second)

    beside_real(seen, real, real[:37], None, rng=rng)
    assert set(sizes) == {(37, 37)}


def test_the_halves_of_the_real_rows_are_disjoint():
    real = np.arange(40.0)[:, None]

    def seen(first, second):
        return np.array([len(set(first[:, 0]) & set(second[:, 0]))], float)

    assert beside_real(seen, real, real + 100, None, rng=np.random.default_rng(4)).value == 0


def test_too_few_rows():
    with pytest.raises(TooFewSamples):
        beside_real(shape, np.ones((1, 3)), np.ones((5, 3)), None, rng=np.random.default_rng(0))


def test_pair_trends_are_those_of_the_associations():
    rng = np.random.default_rng(5)
    real, made = rng.normal(size=(50, 3)), rng.normal(size=(50, 3))
    made[:, 1] = made[:, 0]
    first, second = (Columns.of(side, NUMBERS).associations() for side in (real, made))
    expected = [1 - abs(first[i, j] - second[i, j]) / 2 for i, j in ((0, 1), (0, 2), (1, 2))]
    assert pair_trends(real, made, NUMBERS) == pytest.approx(expected)


def test_one_part_of_many_that_falls_behind_is_found_though_the_mean_hides_it():
    rng = np.random.default_rng(5)
    real, made = rng.normal(size=(2, 400, 30))
    levels = np.zeros(30, int)

    def beside(rows):
        return beside_real(
            lambda a, b: np.array(column_shapes(a, b, levels)), real, rows, None, rng=np.random.default_rng(6)
        )

    assert not beside(made).worst_is_worse
    moved = made.copy()
    moved[:, 7] += 0.6
    found = beside(moved)
    assert found.worst == 7
    assert found.worst_is_worse
    assert not found.worse


def test_of_many_parts_the_worst_is_no_alarm_by_itself():
    rng = np.random.default_rng(8)
    levels = np.zeros(40, int)
    for _ in range(8):
        real, made = rng.normal(size=(2, 80, 40))
        found = beside_real(lambda a, b: np.array(column_shapes(a, b, levels)), real, made, None, rng=rng)
        assert not found.worst_is_worse
