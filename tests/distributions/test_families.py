import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from datadiet.distributions import FAMILIES, Bernoulli, Choice, Distribution, parse
from datadiet.errors import OptionError

SHARES = np.linspace(0.001, 0.999, 997)

ORACLES = {
    "uniform": ({"uniform": [2, 5]}, stats.uniform(2, 3)),
    "loguniform": ({"loguniform": [0.1, 10]}, stats.loguniform(0.1, 10)),
    "normal": ({"normal": [1, 2]}, stats.norm(1, 2)),
    "truncnorm": ({"truncnorm": [0.6, 0.05, 0.5, 0.7]}, stats.truncnorm(-2, 2, 0.6, 0.05)),
    "lognormal": ({"lognormal": [3, 0.5]}, stats.lognorm(0.5, scale=3)),
    "exponential": ({"exponential": 4}, stats.expon(scale=4)),
    "beta": ({"beta": [2, 3, -1, 1]}, stats.beta(2, 3, -1, 2)),
    "triangular": ({"triangular": [0, 1, 4]}, stats.triang(0.25, 0, 4)),
    "integers": ({"integers": [3, 8]}, stats.randint(3, 9)),
    "poisson": ({"poisson": 6.5}, stats.poisson(6.5)),
    "bernoulli": ({"bernoulli": 0.2}, stats.bernoulli(0.2)),
    "student": ({"student": [1, 2, 4.5]}, stats.t(4.5, 1, 2)),
    "logistic": ({"logistic": [1, 2]}, stats.logistic(1, 2)),
    "skewnormal": ({"skewnormal": [1, 2, -3]}, stats.skewnorm(-3, 1, 2)),
    "laplace": ({"laplace": [1, 2]}, stats.laplace(1, 2)),
    "gumbel": ({"gumbel": [1, 2]}, stats.gumbel_r(1, 2)),
    "gamma": ({"gamma": [0.7, 2, 1]}, stats.gamma(0.7, 1, 2)),
    "weibull": ({"weibull": [1.7, 2]}, stats.weibull_min(1.7, scale=2)),
    "inversegaussian": ({"inversegaussian": [3, 2]}, stats.invgauss(1.5, scale=2)),
    "loglogistic": ({"loglogistic": [3, 4.5]}, stats.fisk(4.5, scale=3)),
    "pareto": ({"pareto": [2, 0.2]}, stats.genpareto(0.2, scale=2)),
    "negativebinomial": ({"negativebinomial": [6, 1.5]}, stats.nbinom(1.5, 1.5 / 7.5)),
    "geometric": ({"geometric": [0.3, 1]}, stats.geom(0.3)),
    "binomial": ({"binomial": [12, 0.3]}, stats.binom(12, 0.3)),
}


def test_every_family_has_an_oracle():
    assert set(ORACLES) == set(FAMILIES)


@pytest.mark.parametrize("name", ORACLES)
def test_quantiles_are_those_of_scipy(name: str):
    spec, oracle = ORACLES[name]
    np.testing.assert_allclose(parse(spec).quantiles(SHARES).astype(float), oracle.ppf(SHARES), rtol=1e-9, atol=1e-7)


@pytest.mark.parametrize("name", ORACLES)
def test_shares_and_densities_are_those_of_scipy(name: str):
    spec, oracle = ORACLES[name]
    law, discrete = parse(spec), hasattr(oracle.dist, "pmf")
    values = np.concatenate([[-3.0, -1.0, 0.0, 1.0, 2.0, 1e3], oracle.ppf(SHARES[::100])])
    if not discrete:
        values += 1e-3  # off the edges, where densities may be infinite
    np.testing.assert_allclose(law.cdf(values), oracle.cdf(values), atol=1e-12)
    np.testing.assert_allclose(law.below(values), oracle.cdf(values - discrete * 1e-9), atol=1e-12)
    with np.errstate(divide="ignore"):
        expected = oracle.logpmf(values) if discrete else oracle.logpdf(values)
    np.testing.assert_allclose(law.log_density(values), expected, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("name", ORACLES)
def test_a_distribution_says_what_a_file_would_say(name: str):
    law = parse(ORACLES[name][0])
    assert parse(json.loads(json.dumps(law.spec(), allow_nan=False))) == law


def test_a_bound_without_end_is_null():
    law = parse({"truncnorm": [1, 2, 0, None]})
    assert law.bounds == (0, np.inf)
    assert parse(json.loads(json.dumps(law.spec(), allow_nan=False))) == law


@pytest.mark.parametrize("name", ORACLES)
def test_draws_follow_the_law(name: str):
    spec, oracle = ORACLES[name]
    drawn = parse(spec).draw(np.random.default_rng(1), 20_000).astype(float)
    assert abs(drawn.mean() - oracle.mean()) < 5 * oracle.std() / np.sqrt(len(drawn))
    low, high = parse(spec).bounds or (0, 0)
    assert low <= drawn.min() <= drawn.max() <= high


@pytest.mark.parametrize("name", ORACLES)
def test_the_centre_is_within_and_in_the_middle(name: str):
    distribution = parse(ORACLES[name][0])
    centre, (low, high) = float(distribution.centre), distribution.bounds or (0, 0)
    assert low <= centre <= high
    below, above = distribution.quantiles(np.array([0.05, 0.95])).astype(float)
    assert below <= centre <= above


def test_choices_have_their_shares_and_their_kind():
    choice = parse({"choice": {"grey": 3, "hall": 1}})
    drawn = choice.draw(np.random.default_rng(0), 4000)
    assert abs((drawn == "grey").mean() - 0.75) < 0.03
    assert choice.centre == "grey"
    assert choice.bounds is None
    assert type(parse({"choice": [1, 2, 3]}).one(np.random.default_rng(0))) is int
    assert parse({"choice": [0, 4.5]}).bounds == (0, 4.5)
    assert set(Choice((True, "x", 2)).quantiles(SHARES).tolist()) == {True, "x", 2}


def test_a_plain_value_is_always_itself():
    for value in (3, 0.5, "belt", True):
        assert parse(value).one(np.random.default_rng(0)) == value
        assert parse(value).centre == value


def test_true_takes_the_upper_shares():
    assert Bernoulli(0.25).quantiles(np.array([0.1, 0.74, 0.76])).tolist() == [False, False, True]
    assert not Bernoulli(0.0).quantiles(SHARES).any()
    assert Bernoulli(1.0).quantiles(SHARES).all()


@pytest.mark.parametrize(
    "spec",
    [
        {"uniform": [3, 1]},
        {"uniform": [0, float("nan")]},
        {"uniform": [0, float("inf")]},
        {"uniform": [1]},
        {"uniform": ["a", "b"]},
        {"uniform": [True, False]},
        {"loguniform": [0, 1]},
        {"normal": [0, 0]},
        {"truncnorm": [0, 1, 2, 1]},
        {"lognormal": [-1, 1]},
        {"exponential": 0},
        {"beta": [0, 1]},
        {"triangular": [0, 5, 4]},
        {"integers": [0.5, 2]},
        {"poisson": -1},
        {"bernoulli": 1.5},
        {"choice": []},
        {"choice": {"a": -1, "b": 2}},
        {"choice": {"a": 0}},
        {"choice": "abc"},
        {"unifrom": [0, 1]},
        {"uniform": [0, 1], "normal": [0, 1]},
        [1, 2],
        None,
    ],
)
def test_what_makes_no_sense_is_refused(spec):
    with pytest.raises(OptionError, match="Expected"):
        parse(spec)


numbers = st.floats(-1e6, 1e6)


@settings(max_examples=60, deadline=None)
@given(numbers, numbers, st.lists(st.floats(1e-9, 1 - 1e-9), min_size=1, max_size=20))
def test_quantiles_rise_and_stay_within_bounds(a: float, b: float, shares: list[float]):
    distribution: Distribution = parse({"uniform": sorted([a, b])})
    found = distribution.quantiles(np.sort(shares))
    assert (np.diff(found) >= 0).all()
    assert found.min() >= min(a, b)
    assert found.max() <= max(a, b)
