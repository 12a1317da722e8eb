import numpy as np
import pytest
from scipy import stats

from datadiet.distributions import Choice, Constant, bounded, parse
from datadiet.distributions.bounding import kept
from datadiet.errors import OptionError


def test_what_stays_within_the_bounds_is_left_as_it_is():
    for spec in ({"uniform": [1, 3]}, {"beta": [2, 3]}, {"gamma": [2, 3]}):
        assert bounded(parse(spec), 0, np.inf) == parse(spec)


def test_what_goes_beyond_them_is_cut():
    law = stats.norm(5, 2)
    made = bounded(parse({"normal": [5, 2]}), 4, np.inf)
    assert made.bounds == (4, np.inf)
    assert made.cdf(np.array([5.0, 7])) == pytest.approx((law.cdf([5, 7]) - law.cdf(4)) / law.sf(4))
    assert kept(parse({"normal": [5, 2]}), 4, np.inf) == pytest.approx(law.sf(4))


def test_a_point_mass_at_a_bound_is_kept():
    assert kept(parse({"poisson": 3}), 2, 4) == pytest.approx(stats.poisson(3).pmf([2, 3, 4]).sum())
    made = bounded(parse({"spiked": {"values": [0], "shares": [0.5], "body": {"normal": [0, 1]}}}), 0, 10)
    assert made.cdf(np.array([0.0])) == pytest.approx([0.5 / 0.75])


def test_fractions_are_rounded_to_the_whole_numbers_within():
    made = bounded(parse({"exponential": 3}), 1, 4, integer=True)
    assert made.whole
    drawn = made.quantiles(np.linspace(0.0005, 0.9995, 1000))
    ends = stats.expon(scale=3).cdf([0.5, 1.5, 2.5, 3.5, 4.5])
    shares = np.diff(ends) / (ends[-1] - ends[0])
    assert [np.mean(drawn == k) for k in (1, 2, 3, 4)] == pytest.approx(shares, abs=0.002)


def test_lists_rise_and_lose_what_lies_outside():
    assert bounded(Choice((9, 2, 5), (0.2, 0.3, 0.5)), 0, 8) == Choice((2.0, 5.0), (0.3, 0.5))
    assert bounded(Constant(3), 0, 8) == Choice((3.0,), (1.0,))
    assert bounded(parse({"bernoulli": 0.3}), 0, 1).quantiles(np.array([0.69, 0.71])).tolist() == [0, 1]


@pytest.mark.parametrize("spec", [{"uniform": [1, 3]}, {"choice": [1, 2]}, {"choice": ["a"]}, 3, "word"], ids=str)
def test_what_leaves_nothing_is_refused(spec):
    with pytest.raises(OptionError, match=r"has nothing between 5 and 8|of words"):
        bounded(parse(spec), 5, 8)
