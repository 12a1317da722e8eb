"""From points to combinations and positions: frequencies by brute force, and the points themselves."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import qmc

from datadiet.domain.sampling.sobol import BITS, Sobol
from datadiet.domain.sampling.walk import walk


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000))
def test_combinations_come_as_often_as_they_should_and_positions_are_even(seed):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 4, int(rng.integers(1, 4)))
    atoms = np.array(list(product(*(range(size) for size in sizes))))
    atoms = atoms[rng.random(len(atoms)) < 0.7] if len(atoms) > 3 else atoms
    if not len(atoms):
        return
    mass = np.where(rng.random(len(atoms)) < 0.2, 0, rng.random(len(atoms)))
    if not mass.any():
        return
    points = rng.random((20_000, len(sizes)))
    row, within = walk(atoms, mass, points)
    assert np.abs(np.bincount(row, minlength=len(atoms)) / 20_000 - mass / mass.sum()).max() < 0.02
    assert (mass[row] > 0).all()
    assert ((within >= 0) & (within <= 1)).all()
    assert np.abs(within.mean(axis=0) - 0.5).max() < 0.02


def test_one_variable_is_cut_where_its_shares_say():
    atoms, mass = np.arange(3)[:, None], np.array([1.0, 0.0, 3.0])
    row, within = walk(atoms, mass, np.array([[0.125], [0.25], [0.625], [0.9999]]))
    assert row.tolist() == [0, 2, 2, 2]
    assert np.allclose(within[:, 0], [0.5, 0, 0.5, 0.99986667])


def test_points_without_shift_are_those_of_scipy_in_another_order():
    rng = np.random.default_rng(3)
    own = Sobol.draw(4, 256, rng=rng).points(np.arange(256), np.zeros(4, np.uint64))
    theirs = qmc.Sobol(4, bits=BITS, seed=np.random.default_rng(3)).random(256)
    start = (theirs[0] * 2.0**BITS).astype(np.uint64)
    shifted = ((theirs * 2.0**BITS).astype(np.uint64) ^ start) * 2.0**-BITS
    assert np.abs(own - shifted).max() <= 2.0**-BITS


def test_a_longer_sequence_begins_with_a_shorter_one_and_points_are_inside():
    short, long = (Sobol.draw(3, most, rng=np.random.default_rng(0)) for most in (100, 70_000))
    shift = np.array([5, 2**BITS - 1, 0], np.uint64)
    assert (short.points(np.arange(100), shift) == long.points(np.arange(100), shift)).all()
    points = long.points(np.arange(65_536), shift)
    assert ((points > 0) & (points < 1)).all()
    assert all(len(set((column * 65_536).astype(int))) == 65_536 for column in points.T)
