import numpy as np
import pytest
from scipy.stats import false_discovery_control

from datadiet.measure.corrections import benjamini_hochberg, holm


def test_holm_agrees_with_the_hand_computed_steps():
    # .01*4 = .04; .02*3 = .06; .03*2 = .06; .04*1 = .04, raised to .06
    np.testing.assert_allclose(holm(np.array([0.01, 0.04, 0.03, 0.02])), [0.04, 0.06, 0.06, 0.06])
    np.testing.assert_allclose(holm(np.array([0.5, 0.9])), [1.0, 1.0])
    np.testing.assert_allclose(holm(np.array([0.001, 0.2, 0.2])), [0.003, 0.4, 0.4])


@pytest.mark.parametrize("n", [1, 2, 7, 300])
def test_benjamini_hochberg_agrees_with_scipy(n):
    p = np.random.default_rng(n).uniform(size=n).round(2)
    np.testing.assert_allclose(benjamini_hochberg(p), false_discovery_control(p, method="bh"))


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_adjustment_keeps_order_and_never_shrinks(adjust):
    p = np.random.default_rng(0).beta(0.3, 1, size=100)
    adjusted = adjust(p)
    assert np.all(adjusted >= p)
    assert np.all(adjusted <= 1)
    assert np.all(np.diff(adjusted[np.argsort(p)]) >= 0)


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_nothing_to_adjust(adjust):
    assert adjust(np.empty(0)).shape == (0,)
    assert adjust(np.array([0.03])).tolist() == [0.03]


def test_holm_is_at_least_as_strict_as_benjamini_hochberg():
    p = np.random.default_rng(1).uniform(size=50) ** 3
    assert np.all(holm(p) >= benjamini_hochberg(p))
