import json

import numpy as np
import pytest
from scipy import stats

from datadiet.distributions import Choice, Distribution, parse
from datadiet.errors import OptionError

SPECS = {
    "truncated": {"truncated": {"of": {"normal": [0, 1]}, "low": -1, "high": 2}},
    "truncated counts": {"truncated": {"of": {"poisson": 2.5}, "low": 1}},
    "rounded": {"rounded": {"of": {"gamma": [3, 4]}}},
    "rounded to tenths": {"rounded": {"of": {"normal": [0, 1]}, "step": 0.1}},
    "mirrored": {"mirrored": {"of": {"gamma": [3, 4]}, "about": 10}},
    "mirrored counts": {"mirrored": {"of": {"poisson": 2.5}, "about": 10}},
    "spiked": {"spiked": {"values": [0, 5], "shares": [0.3, 0.1], "body": {"gamma": [3, 4]}}},
    "spiked counts": {"spiked": {"values": [0], "shares": [0.3], "body": {"poisson": 1.5}}},
    "smoothed": {
        "smoothed": {"knots": [0, 1, 3], "rises": [0.1, 0.5, 0.9], "lower": [1, -0.2, 2], "upper": [1, 0.4, 9]}
    },
}


@pytest.mark.parametrize("name", SPECS)
def test_the_quantile_is_the_least_value_whose_cdf_reaches_the_share(name: str):
    law = parse(SPECS[name])
    shares = np.linspace(0.0005, 0.9995, 1999)
    found = law.quantiles(shares).astype(float)
    assert (np.diff(found) >= -1e-12).all()
    assert (law.cdf(found) >= shares - 1e-9).all()
    assert (law.below(found) <= shares + 1e-9).all()
    low, high = law.bounds or (0, 0)
    assert low <= found.min() <= found.max() <= high


@pytest.mark.parametrize("name", SPECS)
def test_the_density_is_what_the_cdf_rises_by(name: str):
    law = parse(SPECS[name])
    values = np.linspace(-2.5, 8.03, 41)
    if law.whole or name == "rounded to tenths":
        values = np.arange(-2, 30).astype(float)
        np.testing.assert_allclose(np.exp(law.log_density(values)), law.cdf(values) - law.below(values), atol=1e-12)
        return
    slope = (law.cdf(values + 1e-6) - law.cdf(values - 1e-6)) / 2e-6
    np.testing.assert_allclose(np.exp(law.log_density(values)), slope, atol=2e-5)


@pytest.mark.parametrize("name", SPECS)
def test_what_is_composed_survives_json(name: str):
    law = parse(SPECS[name])
    assert parse(json.loads(json.dumps(law.spec(), allow_nan=False))) == law


def drawn(name: str) -> tuple[Distribution, np.ndarray]:
    law = parse(SPECS[name])
    return law, law.draw(np.random.default_rng(0), 50_000).astype(float)


def test_point_masses_have_their_shares():
    law, values = drawn("spiked")
    assert abs((values == 0).mean() - 0.3) < 0.01
    assert abs((values == 5).mean() - 0.1) < 0.01
    rest = values[(values != 0) & (values != 5)]
    assert stats.kstest(rest, stats.gamma(3, scale=4).cdf).pvalue > 0.001
    assert np.isclose(law.cdf(np.array([5.0])) - law.below(np.array([5.0])), 0.1)


def test_what_is_truncated_or_mirrored_is_what_one_would_do_by_hand():
    _, values = drawn("truncated counts")
    by_hand = stats.poisson(2.5).rvs(80_000, random_state=1)
    by_hand = by_hand[by_hand > 0]
    assert abs(values.mean() - by_hand.mean()) < 0.03
    assert values.min() == 1
    _, values = drawn("mirrored")
    assert stats.kstest(10 - values, stats.gamma(3, scale=4).cdf).pvalue > 0.001


def test_tails_end_where_they_are_said_to():
    law = parse(SPECS["smoothed"])
    assert law.bounds == (-2, 12)
    assert law.quantiles(np.array([1e-15, 1 - 1e-15])) == pytest.approx([-2, 12], abs=1e-6)
    assert np.isneginf(law.log_density(np.array([-2.1, 12.1]))).all()


def test_choices_can_be_asked_for_shares_unless_they_are_words():
    numbers = Choice((3, 1), (0.25, 0.75))
    assert numbers.cdf(np.array([0.5, 1, 2, 3])).tolist() == [0, 0.75, 0.75, 1]
    assert numbers.below(np.array([1, 3])).tolist() == [0, 0.75]
    assert np.exp(numbers.log_density(np.array([3, 2]))).tolist() == pytest.approx([0.25, 0])
    assert parse(json.loads(json.dumps(numbers.spec()))) == numbers
    assert np.exp(parse({"choice": ["a", "b"]}).log_density(np.array(["b", "c"]))).tolist() == pytest.approx([0.5, 0])
    with pytest.raises(OptionError, match="words have no order"):
        parse({"choice": ["a", "b"]}).cdf(np.array(["a"]))


@pytest.mark.parametrize(
    "spec",
    [
        {"truncated": {"of": {"normal": [0, 1]}, "low": 50}},
        {"truncated": [0, 1]},
        {"truncated": {"off": 1}},
        {"rounded": {"of": {"normal": [0, 1]}, "step": 0}},
        {"rounded": {"of": {"choice": ["a"]}}},
        {"spiked": {"values": [1, 0], "shares": [0.1, 0.1], "body": {"normal": [0, 1]}}},
        {"spiked": {"values": [1], "shares": [1], "body": {"normal": [0, 1]}}},
        {"smoothed": {"knots": [0, 0], "rises": [0, 1]}},
        {"smoothed": {"knots": [0, 1], "rises": [0.1, 1]}},
        {"smoothed": {"knots": [0, 1], "rises": [0, 0.9], "upper": [1, 0, -1]}},
        {"choice": [["a", 1], ["b"]]},
    ],
)
def test_what_cannot_be_composed_is_refused(spec):
    with pytest.raises(OptionError, match="Expected"):
        parse(spec)
