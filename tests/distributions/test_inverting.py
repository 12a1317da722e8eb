"""Quantiles that are looked up, beside those that are worked out."""

import numpy as np
import pytest
from scipy import special as sp
from scipy import stats

from datadiet.distributions.standard import STANDARD

SHARES = np.concatenate([np.logspace(-15, -1, 801), np.linspace(0.001, 0.999, 1999), 1 - np.logspace(-12, -1, 801)])
INVERTED = [("skewnormal", a) for a in (-30, -3, 0.5, 8)] + [("inversegaussian", mean) for mean in (0.05, 1.5, 50)]


@pytest.mark.parametrize("k", [0.03, 0.3, 1, 2.5, 300, 1e5])
def test_gamma(k):
    np.testing.assert_allclose(STANDARD["gamma"].quantile(SHARES, k), sp.gammaincinv(k, SHARES), rtol=1e-8, atol=1e-300)


@pytest.mark.parametrize(("a", "b"), [(0.05, 0.1), (0.5, 0.5), (1, 3), (20, 4), (500, 900)])
def test_beta(a, b):
    np.testing.assert_allclose(STANDARD["beta"].quantile(SHARES, a, b), sp.betaincinv(a, b, SHARES), rtol=1e-8)


@pytest.mark.parametrize("df", [0.4, 1, 2, 5, 30, 1e4])
def test_student(df):
    np.testing.assert_allclose(STANDARD["student"].quantile(SHARES, df), sp.stdtrit(df, SHARES), rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize(("name", "shape"), INVERTED)
def test_what_is_inverted_comes_back(name, shape):
    shares = SHARES[(SHARES > 1e-11) & (SHARES < 1 - 1e-11)]
    oracle = {"skewnormal": stats.skewnorm, "inversegaussian": stats.invgauss}[name]
    np.testing.assert_allclose(oracle.cdf(STANDARD[name].quantile(shares, shape), shape), shares, atol=1e-12)


@pytest.mark.parametrize(("name", "shapes"), [("gamma", (2.0,)), ("beta", (2.0, 3.0)), ("student", (4.0,))])
def test_a_quantile_depends_on_its_share_alone(name, shapes):
    """Whatever else is asked for, and however: the same rows come of a larger table."""
    quantile = STANDARD[name].quantile
    together = quantile(SHARES, *shapes)
    assert [float(quantile(share, *shapes)) for share in SHARES[::97]] == together[::97].tolist()
    assert (np.diff(quantile(np.sort(SHARES), *shapes)) >= 0).all()


def test_ends_and_what_is_no_share():
    ends = np.array([0.0, 1.0, np.nan])
    np.testing.assert_array_equal(STANDARD["gamma"].quantile(ends, 2.0), [0, np.inf, np.nan])
    np.testing.assert_array_equal(STANDARD["beta"].quantile(ends, 2.0, 3.0), [0, 1, np.nan])
    np.testing.assert_array_equal(STANDARD["student"].quantile(ends, 3.0), [-np.inf, np.inf, np.nan])


def test_many_shapes_at_once_are_worked_out():
    k = np.array([[0.5], [4.0]])
    shares = np.array([0.1, 0.7])
    np.testing.assert_allclose(STANDARD["gamma"].quantile(shares, k), sp.gammaincinv(k, shares))
