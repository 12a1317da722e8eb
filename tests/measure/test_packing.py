import numpy as np
import pytest

from datadiet.errors import OptionError
from datadiet.measure import packing as module
from datadiet.measure.packing import packing


def test_picked_samples_are_apart_and_every_other_is_near_one():
    vectors = np.random.default_rng(0).random((400, 3))
    picked = packing(vectors, 0.2, rng=np.random.default_rng(1))
    distances = np.linalg.norm(vectors[:, None] - vectors[picked][None], axis=2)
    between = distances[picked][~np.eye(len(picked), dtype=bool)]
    assert between.min() > 0.2
    assert distances.min(axis=1).max() <= 0.2


def test_it_is_the_plain_greedy_choice_in_the_drawn_order():
    vectors = np.random.default_rng(0).random((300, 2))
    kept: list[int] = []
    for i in np.random.default_rng(4).permutation(300):
        if all(np.linalg.norm(vectors[i] - vectors[j]) > 0.1 for j in kept):
            kept.append(int(i))
    assert packing(vectors, 0.1, rng=np.random.default_rng(4)).tolist() == kept


def test_the_size_of_a_block_changes_nothing(monkeypatch: pytest.MonkeyPatch):
    vectors = np.random.default_rng(0).random((500, 2))
    whole = packing(vectors, 0.05, rng=np.random.default_rng(2))
    monkeypatch.setattr(module, "BLOCK", 7)
    np.testing.assert_array_equal(packing(vectors, 0.05, rng=np.random.default_rng(2)), whole)


def test_identical_samples_leave_one_and_far_ones_leave_all():
    rng = np.random.default_rng(0)
    assert len(packing(np.ones((30, 4)), 1e-9, rng=rng)) == 1
    assert len(packing(np.arange(30.0)[:, None], 0.99, rng=rng)) == 30
    assert len(packing(np.array([[0.0], [1.0]]), 1.0, rng=rng)) == 1  # exactly the radius is within it
    assert len(packing(np.empty((0, 4)), 1.0, rng=rng)) == 0


def test_a_radius_that_is_no_positive_number_is_refused():
    with pytest.raises(OptionError, match="positive"):
        packing(np.ones((3, 2)), 0.0, rng=np.random.default_rng(0))
