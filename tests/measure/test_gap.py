import numpy as np
import pytest

from datadiet.errors import TooFewSamples
from datadiet.measure import gap as module
from datadiet.measure.gap import gap
from tests.oracles import energy


def _gap(real, synthetic, seed=0, **groups):
    return gap(real, synthetic, rng=np.random.default_rng(seed), **groups)


@pytest.mark.parametrize(("n_real", "n_synthetic", "d", "shift"), [(30, 20, 1, 0.5), (25, 40, 12, 0), (20, 2, 3, 9)])
def test_the_gap_agrees_with_a_double_loop(n_real, n_synthetic, d, shift):
    rng = np.random.default_rng(d)
    real, synthetic = rng.normal(size=(n_real, d)), rng.normal(size=(n_synthetic, d)) + shift
    assert _gap(real, synthetic).score == pytest.approx(energy.gap(real, synthetic), rel=1e-5, abs=1e-6)


def test_its_expectation_does_not_depend_on_the_number_of_samples():
    rng = np.random.default_rng(0)
    small = [_gap(rng.normal(size=(20, 4)), rng.normal(size=(20, 4)) + 0.5).score for _ in range(150)]
    large = [_gap(rng.normal(size=(200, 4)), rng.normal(size=(200, 4)) + 0.5).score for _ in range(15)]
    error = np.hypot(np.std(small) / np.sqrt(150), np.std(large) / np.sqrt(15))
    assert abs(np.mean(small) - np.mean(large)) < 4 * error


def test_it_is_zero_on_average_for_one_law_and_within_its_control():
    rng = np.random.default_rng(0)
    results = [_gap(rng.normal(size=(100, 8)), rng.normal(size=(100, 8))) for _ in range(40)]
    scores = np.array([result.score for result in results])
    assert abs(scores.mean()) < 4 * scores.std() / np.sqrt(40)
    assert all(result.control[0] < 0 < result.control[1] for result in results)


def test_the_interval_covers_the_gap_of_the_laws():
    rng = np.random.default_rng(0)
    truth = _gap(rng.normal(size=(2000, 3)), rng.normal(size=(2000, 3)) + 0.7)
    results = [_gap(rng.normal(size=(80, 3)), rng.normal(size=(80, 3)) + 0.7) for _ in range(60)]
    hits = sum(result.interval[0] <= truth.score <= result.interval[1] for result in results)
    assert hits >= 51


def test_it_grows_with_the_distance_of_sets_that_do_not_mix():
    rng = np.random.default_rng(0)
    real, synthetic = rng.normal(size=(2, 50, 6))
    gaps = [_gap(real, synthetic + shift).score for shift in (0.5, 1, 5, 50)]
    assert gaps == sorted(gaps)
    assert gaps[0] > 0.05


def test_each_group_weighs_the_same_and_its_own_pairs_do_not_count():
    rng = np.random.default_rng(0)
    real, synthetic = rng.normal(size=(12, 4)), rng.normal(size=(10, 4))
    times = rng.integers(1, 6, size=12)
    repeated = _gap(np.repeat(real, times, axis=0), synthetic, real_groups=np.repeat(np.arange(12), times))
    assert repeated.score == pytest.approx(_gap(real, synthetic).score, rel=1e-5)
    assert repeated.n == 10


def test_large_sets_are_drawn_by_groups(monkeypatch):
    monkeypatch.setattr(module, "LARGEST", 50)
    rng = np.random.default_rng(0)
    real, synthetic = rng.normal(size=(2, 300, 4))
    assert _gap(real, synthetic).n == 50
    assert _gap(real, synthetic, real_groups=np.arange(300) // 30).n == 10
    assert _gap(real, synthetic) == _gap(real, synthetic)
    assert _gap(real, synthetic) != _gap(real, synthetic, seed=1)


def test_a_collapsed_synthetic_set_has_a_finite_gap_and_identical_reals_have_none():
    rng = np.random.default_rng(0)
    real = rng.normal(size=(30, 4))
    collapsed = _gap(real, np.zeros((30, 4)))
    assert np.isfinite([collapsed.score, *collapsed.interval, *collapsed.control]).all()
    almost = np.zeros((10, 4))
    almost[0] = 1
    assert np.isfinite([_gap(almost, real).score, *_gap(almost, real).interval]).all()
    with pytest.raises(TooFewSamples, match="all 30 real samples have the same vector"):
        _gap(np.ones((30, 4)), real)


def test_too_few_groups_are_refused():
    real = np.random.default_rng(0).normal(size=(30, 4))
    with pytest.raises(TooFewSamples, match="3 real and 30 synthetic independent samples"):
        _gap(real, real, real_groups=np.arange(30) // 10)
