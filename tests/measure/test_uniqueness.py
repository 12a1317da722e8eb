import numpy as np
import pytest

from datadiet.errors import OptionError
from datadiet.measure.uniqueness import uniqueness, uniqueness_full


def test_a_lone_sample_is_unique_and_a_repeated_one_is_not():
    points = np.array([[0.0, 0.0], [5.0, 5.0], [5.0, 5.0]])
    np.testing.assert_allclose(uniqueness(points, 1.0), [1.0, 0.0, 0.0], atol=1e-12)


def test_it_compares_across_sets():
    pair = np.array([[0.0, 0.0], [1.0, 0.0]])
    lens = 2 * np.arccos(0.5) - 0.5 * np.sqrt(3)
    with_outlier = np.concatenate([pair, [[99.0, 0.0]]])
    np.testing.assert_allclose(uniqueness(pair, 1.0), 1 - lens / np.pi)
    np.testing.assert_allclose(uniqueness(with_outlier, 1.0)[:2], 1 - lens / np.pi)
    np.testing.assert_allclose(uniqueness(7 * pair, 7.0), 1 - lens / np.pi)


def test_in_the_full_dimension_it_counts_radii():
    np.testing.assert_array_equal(uniqueness_full(np.array([0.0, 1.0, 4.0]), 2.0), [0.0, 0.5, 2.0])
    with pytest.raises(OptionError, match="positive"):
        uniqueness_full(np.ones(2), 0.0)
