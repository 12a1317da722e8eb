import numpy as np
import pytest
from scipy.spatial.distance import cdist, pdist

from datadiet.errors import TooFewSamples
from datadiet.measure.kernel import mmd, mmd_squared


def by_definition(x, y, bandwidth):
    def kernel(a, b):
        return np.exp(-cdist(a, b, "sqeuclidean") / (2 * bandwidth**2))

    n, m = len(x), len(y)
    within_x = (kernel(x, x).sum() - n) / (n * (n - 1))
    within_y = (kernel(y, y).sum() - m) / (m * (m - 1))
    return within_x + within_y - 2 * kernel(x, y).mean()


def test_it_is_the_unbiased_formula_also_for_sides_of_unequal_size():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(40, 3)), rng.normal(size=(25, 3)) + 0.5
    assert mmd_squared(x, y, bandwidth=1.3) == pytest.approx(by_definition(x, y, 1.3), abs=1e-6)


def test_the_bandwidth_is_the_median_distance_of_the_pool():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(40, 3)), rng.normal(size=(40, 3))
    found = mmd(x, y, rng=rng, permutations=9)
    assert found.bandwidth == pytest.approx(np.median(pdist(np.concatenate([x, y]))))
    assert found.squared == mmd_squared(x, y)


def test_p_values_are_uniform_for_one_law():
    p = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        p.append(mmd(rng.normal(size=(20, 4)), rng.normal(size=(20, 4)), rng=rng, permutations=99).p_value)
    assert 0.01 <= np.mean(np.array(p) <= 0.05) <= 0.1
    assert 0.4 <= np.mean(np.array(p) <= 0.5) <= 0.6


def test_a_difference_has_the_smallest_p_value():
    rng = np.random.default_rng(0)
    found = mmd(rng.normal(size=(50, 4)), rng.normal(size=(50, 4)) + 1, rng=rng, permutations=199)
    assert found.p_value == 1 / 200
    assert found.squared > 0.1


def test_constant_sets_do_not_differ():
    found = mmd(np.ones((10, 3)), np.ones((10, 3)), rng=np.random.default_rng(0), permutations=19)
    assert found.squared == pytest.approx(0, abs=1e-6)
    assert found.p_value == 1


def test_one_sample_is_refused():
    with pytest.raises(TooFewSamples, match="two or more a side"):
        mmd_squared(np.zeros((1, 2)), np.zeros((5, 2)))
