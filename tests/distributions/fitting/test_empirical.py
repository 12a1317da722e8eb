import numpy as np
import pytest
from scipy.stats import ks_2samp

from datadiet.distributions.fitting import Fit, empirical
from datadiet.errors import OptionError, TooFewSamples

RNG = np.random.default_rng


@pytest.mark.parametrize(
    "values",
    [
        RNG(0).gamma(2, 3, 2000),
        np.concatenate([RNG(1).normal(-3, 1, 1000), RNG(2).normal(4, 0.5, 1000)]),
        np.where(RNG(3).random(2000) < 0.2, 0, RNG(4).lognormal(0, 1, 2000)),
        RNG(5).poisson(30, 2000).astype(float),
        np.round(RNG(6).normal(5, 1, 2000), 1),
    ],
    ids=["gamma", "two humps", "zeros", "counts", "rounded"],
)
def test_draws_are_as_the_values_are(values):
    found = empirical(values)
    drawn = found.distribution.quantiles(RNG(7).random(4000))
    assert ks_2samp(drawn, values).statistic < 0.05
    assert found.chosen == "empirical"
    assert found.fits
    assert found.words().endswith(
        "No family was tried: values are drawn from a smoothed body with generalised Pareto tails."
    )
    assert (np.mod(drawn, 1) == 0).all() == (np.mod(values, 1) == 0).all()


def test_tails_reach_beyond_what_was_seen_but_not_past_a_bound():
    values = RNG(0).exponential(1, 500)
    drawn = empirical(values, support=(0, None)).distribution.quantiles(RNG(1).random(200_000))
    assert drawn.max() > values.max()
    assert drawn.min() >= 0
    # P(X > max of 500) is about 1/500 under the law: neither none nor many.
    assert 0.0002 < (drawn > values.max()).mean() < 0.01


def test_few_values_are_listed_and_what_is_no_column_is_refused():
    assert empirical([1.5, 2.5] * 50).chosen == "masses"
    assert empirical([3.0]).words() == "Always 3."
    assert empirical(RNG(0).integers(0, 5, 200)).chosen == "masses"
    with pytest.raises(TooFewSamples):
        empirical([np.nan])
    with pytest.raises(OptionError):
        empirical([1.0, 2.0, 3.5], support=(0, 3))


def test_it_is_read_back_as_it_was():
    found = empirical(RNG(0).gamma(2, 3, 300))
    shares = np.linspace(0.001, 0.999, 99)
    again = Fit.from_dict(found.to_dict())
    assert np.array_equal(again.distribution.quantiles(shares), found.distribution.quantiles(shares))
    assert again.quantiles == found.quantiles
