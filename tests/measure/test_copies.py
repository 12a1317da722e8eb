import numpy as np
import pytest

from datadiet.measure.copies import near_copies, spacing
from datadiet.measure.design import Groups
from datadiet.measure.neighbours import neighbours
from datadiet.measure.votes import Pool
from tests.oracles import neighbours as oracle


def _near(real, synthetic, real_groups=None, synthetic_groups=None, k=64):
    real, synthetic = np.asarray(real, np.float32), np.asarray(synthetic, np.float32)
    pool = Pool.of(real, synthetic, neighbours(real, synthetic, k=k))
    return near_copies(pool, Groups.read(real_groups, len(real)), Groups.read(synthetic_groups, len(synthetic)))


@pytest.mark.parametrize(("n", "d"), [(100, 2), (1000, 2), (400, 16), (800, 64)])
def test_a_perfect_generator_loses_less_than_one_sample_in_a_hundred(n, d):
    """On average: the threshold is an estimate, so a single draw may lose a few more."""
    shares, fired = [], 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        near = _near(rng.normal(size=(n, d)), rng.normal(size=(n, d)))
        shares.append(near.share)
        fired += near.at_least > max(0.01, near.by_chance)
    error = np.std(shares) / np.sqrt(20)
    assert np.mean(shares) < 0.01 + 3 * error
    assert fired <= 2


@pytest.mark.parametrize("k", [1, 5, 64])
def test_spacing_agrees_with_brute_force_over_groups_and_duplicates(k):
    rng = np.random.default_rng(0)
    real = rng.normal(size=(60, 3)).astype(np.float32)
    real[50:] = real[:10]
    groups = np.arange(60) % 20
    apart, doubled = spacing(real, Groups.read(groups, 60), neighbours(real, real[:1], k=k))
    distances = oracle.distances(real, real)
    other = groups[:, None] != groups
    expected = np.where(other & (distances > 0), distances, np.inf).min(axis=1)
    np.testing.assert_allclose(apart, expected, rtol=1e-5)
    np.testing.assert_array_equal(doubled, (other & (distances == 0)).any(axis=1))


def test_spacing_looks_beyond_a_crowd_of_duplicates():
    real = np.zeros((200, 2), np.float32)
    real[199] = 3
    apart, doubled = spacing(real, Groups.read(None, 200), neighbours(real, real[:1], k=8))
    np.testing.assert_allclose(apart, np.sqrt(18), rtol=1e-6)
    assert doubled[:199].all()
    assert not doubled[199]


@pytest.mark.parametrize("jitter", [0, 1e-4])
@pytest.mark.parametrize("d", [2, 32, 512])
def test_copies_and_near_copies_are_found_and_counted(d, jitter):
    rng = np.random.default_rng(0)
    real, synthetic = rng.normal(size=(300, d)), rng.normal(size=(300, d))
    synthetic[:60] = real[100:160] + jitter * rng.normal(size=(60, d))
    near = _near(real, synthetic)
    assert near.mask[:60].sum() >= 57  # in the plane a few reals lie as close to each other
    assert near.mask[60:].sum() <= 6
    np.testing.assert_array_equal(near.index[:60], np.arange(100, 160))
    assert near.at_least > max(0.01, near.by_chance)


def test_frames_of_one_video_do_not_hide_its_copies():
    """Within a group frames lie as close as copies: only other groups say what is close."""
    rng = np.random.default_rng(0)
    real = (rng.normal(size=(20, 1, 16)) + 1e-3 * rng.normal(size=(20, 20, 16))).reshape(-1, 16)
    groups = np.repeat(np.arange(20), 20)
    copied = real[::20] + 1e-3 * rng.normal(size=(20, 16))
    assert _near(real, copied, real_groups=groups).mask.all()
    assert not _near(real, rng.normal(size=(20, 16)), real_groups=groups).mask.any()


def test_duplicates_among_the_real_samples_raise_what_chance_allows():
    rng = np.random.default_rng(0)
    real, synthetic = rng.integers(30, size=(2, 300, 2))
    near = _near(real, synthetic)
    assert near.share > 0.2
    assert near.at_least < near.by_chance


def test_groups_count_once():
    rng = np.random.default_rng(0)
    real, synthetic = rng.normal(size=(2, 200, 8))
    synthetic[:100] = real[0]
    groups = np.concatenate([np.zeros(100, int), np.arange(1, 101)])
    assert _near(real, synthetic).share >= 0.5
    near = _near(real, synthetic, synthetic_groups=groups)
    assert near.share == pytest.approx(1 / 101, abs=1e-6)
    assert near.at_least < 0.01


def test_without_other_groups_only_the_same_vector_is_a_copy():
    rng = np.random.default_rng(0)
    real = rng.normal(size=(20, 4))
    synthetic = np.concatenate([real[:1], real[1:2] + 1e-6])
    near = _near(real, synthetic, real_groups=np.zeros(20, int))
    np.testing.assert_array_equal(near.mask, [True, False])
    assert near.threshold == 0
