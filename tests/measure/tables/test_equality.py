import numpy as np
import pytest

from datadiet.measure.tables.equality import agreement, beyond, by_chance, keys_of


def test_equal_rows_have_one_key_and_others_do_not():
    rows = np.array([[0.0, 1.0], [-0.0, 1.0], [1.0, 0.0], [0.0, 1.5]])
    keys = keys_of(rows)
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_agreement_is_the_share_of_pairs_that_agree():
    rng = np.random.default_rng(0)
    values = rng.integers(0, 3, (60, 2)).astype(float)
    pairs = [(i, j) for i in range(60) for j in range(60) if i != j]
    shares = [np.mean([values[i, c] == values[j, c] for i, j in pairs]) for c in (0, 1)]
    assert agreement(values) == pytest.approx(shares[0] * shares[1])
    assert agreement(rng.normal(size=(60, 2))) == 0
    assert agreement(values[:1]) == 0


def test_chance_is_that_of_new_rows():
    """Of a law of 500 rows equally likely, 200 known: how often does a new one equal a single known one?"""
    rng = np.random.default_rng(1)
    told, seen = [], []
    for _ in range(200):
        known = rng.integers(0, 500, 200)
        singles = np.flatnonzero(np.bincount(known, minlength=500) == 1)
        told.append(by_chance([int(each) for each in known], 0.0))
        seen.append(np.isin(rng.integers(0, 500, 1000), singles).mean())
    assert np.mean(told) == pytest.approx(np.mean(seen), rel=0.05)


def test_three_rows_of_a_measured_table_are_beyond_chance_and_those_of_a_coarse_one_are_not():
    assert beyond(3, 600, 0.0, 0.01)
    assert not beyond(0, 600, 0.0, 0.01)
    assert not beyond(3, 600, 0.003, 0.01)
    assert beyond(300, 600, 0.003, 0.01, beside=(1, 300))
    assert not beyond(300, 600, 0.003, 0.01, beside=(150, 300))
