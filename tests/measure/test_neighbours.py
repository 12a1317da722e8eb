import numpy as np
import pytest

from datadiet.errors import EmbeddingError, OptionError
from datadiet.measure import tiles
from datadiet.measure.neighbours import nearest, neighbours
from tests.oracles import neighbours as oracle


def _sides(n_real, n_synthetic, d, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n_real, d)).astype(np.float32), rng.normal(size=(n_synthetic, d)).astype(np.float32)


@pytest.mark.parametrize(("n_real", "n_synthetic", "d"), [(150, 90, 2), (120, 200, 16), (100, 100, 300)])
def test_both_lists_agree_with_brute_force(n_real, n_synthetic, d):
    real, synthetic = _sides(n_real, n_synthetic, d)
    found = neighbours(real, synthetic, k=20)
    index, distance = oracle.nearest(real, real, 20, exclude=np.arange(n_real))
    np.testing.assert_array_equal(found.real_index[:n_real], index)
    np.testing.assert_allclose(found.real_distance[:n_real], distance, rtol=1e-5)
    index, distance = oracle.nearest(synthetic, real, 20)
    np.testing.assert_array_equal(found.real_index[n_real:], index)
    index, distance = oracle.nearest(real, synthetic, 20)
    np.testing.assert_array_equal(found.synthetic_index[:n_real], index)
    index, distance = oracle.nearest(synthetic, synthetic, 20, exclude=np.arange(n_synthetic))
    np.testing.assert_array_equal(found.synthetic_index[n_real:], index)
    np.testing.assert_allclose(found.synthetic_distance[n_real:], distance, rtol=1e-5)


def test_a_sample_is_not_its_own_neighbour_but_its_exact_twin_is():
    real, synthetic = _sides(30, 30, 4)
    real[7] = real[3]
    found = neighbours(real, synthetic, k=5)
    assert found.real_index[3, 0] == 7
    assert found.real_index[7, 0] == 3
    assert found.real_distance[3, 0] == found.real_distance[7, 0] == 0
    assert not (found.real_index[:30] == np.arange(30)[:, None]).any()
    assert not (found.synthetic_index[30:] == np.arange(30)[:, None]).any()


def test_more_twins_than_a_list_holds_leave_no_sample_its_own_neighbour():
    real, synthetic = _sides(200, 10, 3)
    real[:100] = real[0]
    found = neighbours(real, synthetic, k=8)
    assert np.all(found.real_distance[:100] == 0)
    assert not (found.real_index[:200] == np.arange(200)[:, None]).any()


def test_short_sides_are_padded():
    real, synthetic = _sides(3, 1, 2)
    found = neighbours(real, synthetic, k=4)
    assert np.all(found.real_index[:3, 2:] == -1)
    assert np.all(np.isinf(found.real_distance[:3, 2:]))
    assert np.all(found.real_index[3, :3] >= 0)
    assert np.all(found.synthetic_index[3] == -1)
    assert np.all(found.synthetic_index[:3, 0] == 0)


@pytest.mark.parametrize("offset", [0, 1e4])
def test_tight_clusters_far_from_the_origin_are_resolved(offset):
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(3, 32)) * 100 + offset
    real = (np.repeat(centres, 100, axis=0) + rng.normal(size=(300, 32)) * 1e-2).astype(np.float32)
    index, distance = oracle.nearest(real, real, 5, exclude=np.arange(300))
    found, found_distance = nearest(real, real, k=5, exclude=np.arange(300))
    np.testing.assert_allclose(found_distance, distance, rtol=1e-4)
    assert np.mean(found == index) > 0.99


def test_distances_of_near_twins_do_not_cancel():
    real, _ = _sides(50, 1, 64)
    real += 50
    near = (real + np.float32(1e-3)).astype(np.float32)
    _, distance = nearest(near, real, k=1)
    np.testing.assert_allclose(distance[:, 0], oracle.distances(near, real).min(axis=1), rtol=1e-5)


def test_queries_do_not_depend_on_their_batch():
    real, synthetic = _sides(300, 70, 24)
    together = nearest(synthetic, real, k=6)
    one_by_one = [nearest(row[None], real, k=6) for row in synthetic]
    np.testing.assert_array_equal(together[0], np.concatenate([index for index, _ in one_by_one]))
    np.testing.assert_array_equal(together[1], np.concatenate([distance for _, distance in one_by_one]))


@pytest.mark.parametrize("tile", [7, 40, 64, 1500])
def test_lists_do_not_depend_on_tiles_or_threads(tile, monkeypatch):
    real, synthetic = _sides(130, 97, 5)
    real[:50] = real[0]
    expected = neighbours(real, synthetic, k=6)
    monkeypatch.setattr(tiles, "TILE", tile)
    monkeypatch.setattr(tiles.os, "cpu_count", lambda: 5)
    found = neighbours(real, synthetic, k=6)
    np.testing.assert_allclose(found.real_distance, expected.real_distance, rtol=1e-6)
    np.testing.assert_array_equal(found.synthetic_index, expected.synthetic_index)
    again = neighbours(real, synthetic, k=6)
    np.testing.assert_array_equal(found.real_index, again.real_index)


@pytest.mark.parametrize("count", range(1, 9))
def test_every_tile_meets_every_other_once_and_none_twice_in_a_round(count):
    rounds = list(tiles._rounds(count))
    pairs = [pair for each in rounds for pair in each]
    assert sorted(pairs) == sorted((a, b) for a in range(count) for b in range(a, count))
    for each in rounds[1:]:
        assert len({tile for pair in each for tile in pair}) == 2 * len(each)


def test_an_excluded_row_is_not_found_and_minus_one_excludes_none():
    base = np.arange(5, dtype=np.float32)[:, None]
    index, _ = nearest(base[:2], base, k=1, exclude=np.array([0, -1]))
    np.testing.assert_array_equal(index, [[1], [1]])


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e300])
def test_values_that_are_not_finite_are_refused_with_their_place(bad):
    real, synthetic = _sides(10, 10, 3)
    synthetic = synthetic.astype(np.float64)
    synthetic[4, 1] = bad
    with pytest.raises(EmbeddingError, match=r"1 of 10 synthetic vectors are not finite, the first is number 4"):
        neighbours(real, synthetic)


def test_differing_dimensions_are_refused():
    with pytest.raises(EmbeddingError, match="vectors of 3 and of 4 dimensions"):
        neighbours(np.zeros((5, 3)), np.zeros((5, 4)))


@pytest.mark.parametrize("bad", [np.zeros(5), np.array([["a", "b"]]), np.array([[{}]], dtype=object)])
def test_what_is_no_table_of_numbers_is_refused(bad):
    with pytest.raises(EmbeddingError, match="a table of numbers"):
        neighbours(bad, np.zeros((5, 3)))


def test_a_list_of_no_neighbours_is_refused():
    with pytest.raises(OptionError, match="k is 0"):
        nearest(np.zeros((2, 2)), np.zeros((2, 2)), k=0)
