import numpy as np
import pytest

from datadiet.errors import TooFewSamples
from datadiet.measure.neighbours import neighbours
from datadiet.measure.realism import realism


def gaussians(n, dimensions, seed):
    return np.random.default_rng(seed).normal(size=(n, dimensions)).astype(np.float32)


@pytest.mark.parametrize(("dimensions", "n"), [(2, 50), (16, 50), (16, 200), (128, 100)])
def test_samples_of_the_real_law_have_uniform_p_values(dimensions, n):
    draws = [
        realism(gaussians(n, dimensions, 2 * i), gaussians(20, dimensions, 2 * i + 1), rng=np.random.default_rng(i)).p
        for i in range(60)
    ]
    p = np.concatenate(draws)
    for level in (0.05, 0.1, 0.25, 0.5, 0.75):
        spread = 3 * np.std([np.mean(draw <= level) for draw in draws]) / np.sqrt(len(draws))
        assert abs(np.mean(p <= level) - level) <= spread + 2 / n


def test_frames_of_videos_have_uniform_p_values_where_groups_are_declared():
    shares = []
    for i in range(60):
        rng = np.random.default_rng(i)
        videos, frames = rng.normal(size=(42, 8)), 0.1 * rng.normal(size=(40 * 5 + 2, 8))
        names = np.concatenate([np.repeat(np.arange(40), 5), [40, 41]])
        vectors = (videos[names] + frames).astype(np.float32)
        shares.append(realism(vectors[:200], vectors[200:], rng=rng, real_groups=names[:200]).p <= 0.2)
    assert 0.1 <= np.mean(shares) <= 0.3


def test_outliers_get_the_smallest_p_value_and_centres_a_large_one():
    real = gaussians(99, 8, 0)
    synthetic = np.concatenate([np.full((1, 8), 50.0), np.zeros((1, 8))]).astype(np.float32)
    found = realism(real, synthetic, rng=np.random.default_rng(0))
    assert found.p[0] == found.smallest == 1 / 100
    assert found.p[1] > 0.9
    assert found.distance[0] > found.cut > found.distance[1]


def test_copies_of_real_samples_are_realistic():
    real = gaussians(200, 8, 0)
    assert np.median(realism(real, real[:50], rng=np.random.default_rng(0)).p) > 0.5


def test_the_distance_is_that_of_brute_force():
    real, synthetic = gaussians(60, 5, 0), gaussians(7, 5, 1)
    expected = np.sort(np.linalg.norm(synthetic[:, None] - real[None], axis=2), axis=1)[:, 4]
    np.testing.assert_allclose(realism(real, synthetic, rng=np.random.default_rng(0)).distance, expected, rtol=1e-6)


def test_the_reference_is_the_distance_to_other_groups():
    real, groups = gaussians(60, 5, 0), np.arange(60) // 2
    found = realism(real, gaussians(3, 5, 1), rng=np.random.default_rng(0), real_groups=groups)
    distance = np.linalg.norm(real[:, None] - real[None], axis=2)
    distance[groups[:, None] == groups[None]] = np.inf
    possible = np.sort(distance, axis=1)[:, 4]
    assert len(found.calibration) == 30
    assert np.all(np.abs(found.calibration[:, None] - possible[None]).min(axis=1) < 1e-5)


@pytest.mark.parametrize("length", [3, 8, 64])
def test_given_lists_however_short_change_nothing(length):
    real, synthetic, groups = gaussians(80, 6, 0), gaussians(40, 6, 1), np.arange(80) // 4
    known = neighbours(real, synthetic, k=length)
    alone = realism(real, synthetic, rng=np.random.default_rng(0), real_groups=groups)
    listed = realism(real, synthetic, rng=np.random.default_rng(0), real_groups=groups, neighbours=known)
    np.testing.assert_array_equal(alone.p, listed.p)
    np.testing.assert_allclose(alone.calibration, listed.calibration, rtol=1e-6)


def test_the_cut_is_where_p_falls_to_the_level():
    real, synthetic = gaussians(150, 4, 0), 2 * gaussians(100, 4, 1)
    found = realism(real, synthetic, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(found.distance > found.cut, found.p <= 0.05)


def test_few_real_samples_say_what_they_cannot_show():
    few = realism(gaussians(15, 3, 0), gaussians(4, 3, 1), rng=np.random.default_rng(0))
    assert few.cut is None
    assert "No single sample can be called unrealistic" in few.notes[0]
    assert "19 or more" in few.notes[0]
    some = realism(gaussians(99, 3, 0), gaussians(1000, 3, 1), rng=np.random.default_rng(0))
    assert "Fewer than 200 outliers among 1000" in some.notes[0]
    assert realism(gaussians(399, 3, 0), gaussians(10, 3, 1), rng=np.random.default_rng(0)).notes == ()


def test_relative_realism_ranks_where_every_p_value_is_the_smallest():
    far = np.linspace(100, 200, 10, dtype=np.float32)[:, None] * np.ones((1, 3), np.float32)
    found = realism(gaussians(50, 3, 0), far, rng=np.random.default_rng(0))
    assert np.all(found.p == found.smallest)
    np.testing.assert_allclose(found.relative, np.linspace(1, 0.1, 10))


def test_constant_sets_are_realistic():
    found = realism(np.ones((30, 2), np.float32), np.ones((4, 2), np.float32), rng=np.random.default_rng(0))
    assert np.all(found.p == 1)


def test_fewer_groups_than_neighbours_are_refused():
    with pytest.raises(TooFewSamples, match="5 independent real samples"):
        realism(gaussians(20, 3, 0), gaussians(4, 3, 1), rng=np.random.default_rng(0), real_groups=np.arange(20) % 5)
