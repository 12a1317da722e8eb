import numpy as np
import pytest

from datadiet.curate.redundancy import redundant_with
from datadiet.measure.neighbours import nearest


def lists(vectors, k):
    return nearest(vectors, vectors, k=k, exclude=np.arange(len(vectors)))


def greedy(vectors, order, radius):
    """Return which samples are kept, by the definition and the whole matrix."""
    distance = np.linalg.norm(vectors[:, None] - vectors[None], axis=2)
    kept = []
    for sample in order:
        if not kept or distance[sample, kept].min() > radius:
            kept.append(sample)
    return kept


@pytest.mark.parametrize("k", [1, 4, 16, 64])
@pytest.mark.parametrize("radius", [0.05, 0.4, 1.2, 5.0])
def test_short_lists_keep_what_the_whole_matrix_keeps(k, radius):
    rng = np.random.default_rng(k)
    dense = 0.2 * rng.normal(size=(150, 3))
    vectors = np.concatenate([dense, rng.normal(size=(100, 3)), np.zeros((20, 3))]).astype(np.float32)
    order = rng.permutation(len(vectors))[:240]
    covered_by = redundant_with(vectors, *lists(vectors, k), order, radius=radius)
    kept = greedy(vectors, order, radius)
    assert [sample for sample in order if covered_by[sample] < 0] == kept
    redundant = np.flatnonzero(covered_by >= 0)
    assert set(covered_by[redundant]) <= set(kept)
    assert np.all(np.linalg.norm(vectors[redundant] - vectors[covered_by[redundant]], axis=1) <= radius)


def test_the_first_of_equal_samples_is_kept():
    vectors = np.zeros((100, 2), np.float32)
    covered_by = redundant_with(vectors, *lists(vectors, 5), np.arange(100)[::-1], radius=0.0)
    assert covered_by[99] == -1
    assert np.all(covered_by[:99] == 99)


def test_what_is_left_out_covers_nothing():
    vectors = np.array([[0.0], [0.1], [0.2]], np.float32)
    assert redundant_with(vectors, *lists(vectors, 2), [1], radius=1).tolist() == [-1, -1, -1]
    assert redundant_with(vectors, *lists(vectors, 2), [0, 2], radius=1).tolist() == [-1, -1, 0]


def test_a_single_sample_is_kept():
    vectors = np.zeros((1, 4), np.float32)
    assert redundant_with(vectors, *lists(vectors, 3), [0], radius=1).tolist() == [-1]
