import numpy as np
import pytest
from scipy.linalg import sqrtm

from datadiet.errors import TooFewSamples
from datadiet.measure.frechet import frechet_distance


def by_definition(x, y):
    first, second = np.cov(x.T), np.cov(y.T)
    root = sqrtm(first @ second).real
    return np.sum((x.mean(0) - y.mean(0)) ** 2) + np.trace(first + second - 2 * root)


def test_it_is_the_published_formula():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(80, 6)), rng.normal(size=(50, 6)) @ rng.normal(size=(6, 6)) + 1
    assert frechet_distance(x, y) == pytest.approx(by_definition(x, y))
    assert frechet_distance(x, y) == pytest.approx(frechet_distance(y, x))


def test_fewer_samples_than_dimensions_are_handled():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(12, 40)), rng.normal(size=(15, 40))
    covariances = np.cov(x.T), np.cov(y.T)
    values = np.linalg.eigvals(covariances[0] @ covariances[1]).real
    shared = np.sqrt(np.clip(values, 0, None)).sum()
    expected = np.sum((x.mean(0) - y.mean(0)) ** 2) + sum(map(np.trace, covariances)) - 2 * shared
    assert frechet_distance(x, y) == pytest.approx(expected, rel=1e-4)


def test_identical_sets_are_at_no_distance_and_a_shift_counts_squared():
    x = np.random.default_rng(0).normal(size=(60, 5))
    assert frechet_distance(x, x.copy()) == pytest.approx(0, abs=1e-9)
    assert frechet_distance(x, x + 2) == pytest.approx(5 * 4)
    assert frechet_distance(np.ones((3, 2)), np.ones((4, 2))) == 0


def test_one_sample_is_refused():
    with pytest.raises(TooFewSamples, match="two or more a side"):
        frechet_distance(np.zeros((1, 2)), np.zeros((5, 2)))
