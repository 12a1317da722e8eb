from itertools import pairwise

import numpy as np
import pytest

from datadiet.distributions import parse
from datadiet.errors import OptionError
from datadiet.generate.twins.widening import parse_variation

WIDTHS = np.linspace(0, 1, 11)
NUMBERS = [
    {"uniform": [2, 6]},
    {"uniform": [-40, 40]},
    {"loguniform": [8, 16]},
    {"normal": [3, 2]},
    {"truncnorm": [0.6, 0.05, 0.5, 0.7]},
    {"lognormal": [5, 0.4]},
    {"exponential": 3},
    {"beta": [2, 5]},
    {"triangular": [0, 1, 4]},
    {"integers": [20, 60]},
    {"poisson": 12},
    {"negativebinomial": [12, 5]},
    {"geometric": 0.1},
    {"binomial": [30, 0.4]},
    {"gamma": [4, 3]},
    {"weibull": [2, 10]},
    {"truncated": {"of": {"negativebinomial": [12, 5]}, "low": 1}},
    {"rounded": {"of": {"gamma": [4, 3]}}},
    {"spiked": {"values": [0], "shares": [0.2], "body": {"gamma": [4, 3]}}},
    {"dist": {"uniform": [2, 6]}, "wild": [0, 40]},
    {"dist": {"uniform": [2, 6]}, "fixed": 2},
    {"fixed": 3, "wild": [0, 9]},
]
CHOICES = [{"choice": ["a", "b", "c"]}, {"choice": {75: 0.7, 90: 0.3}}, {"bernoulli": 0.05}]


def shares(n=4000):
    return np.random.default_rng(0).random((n, 2))


@pytest.mark.parametrize("entry", NUMBERS, ids=str)
def test_numbers_spread_further_the_greater_the_width_and_not_at_all_at_none(entry):
    variation = parse_variation(entry)
    spreads = [float(np.std(variation.values(shares(), width))) for width in WIDTHS]
    assert set(variation.values(shares(), 0.0).tolist()) == {variation.centre}
    slack = 0.02 * spreads[-1] if variation.whole else 1e-12  # whole numbers round
    assert all(narrow <= wide + slack for narrow, wide in pairwise(spreads))
    assert spreads[-1] > 1.5 * spreads[5]


@pytest.mark.parametrize("entry", CHOICES, ids=str)
def test_choices_leave_their_centre_the_more_often_the_greater_the_width(entry):
    variation = parse_variation(entry)
    away = [float(np.mean(variation.values(shares(), width) != variation.centre)) for width in WIDTHS]
    assert away[0] == 0
    assert all(less <= more + 1e-12 for less, more in pairwise(away))
    assert away[2] == pytest.approx(0.4 * away[5], abs=0.03)
    values = len(set(variation.wild.quantiles(np.linspace(0.01, 0.99, 99)).tolist()))
    assert away[-1] == pytest.approx(1 - 1 / values, abs=0.03)


@pytest.mark.parametrize("entry", [*NUMBERS[:19], *CHOICES], ids=str)
def test_in_the_middle_it_is_as_declared(entry):
    drawn = shares()
    assert parse_variation(entry).values(drawn, 0.5).tolist() == parse(entry).quantiles(drawn[:, 0]).tolist()


@pytest.mark.parametrize("entry", [{"uniform": [2, 6]}, {"loguniform": [8, 16]}, {"beta": [2, 5]}], ids=str)
def test_values_move_continuously_with_the_width(entry):
    steps = [parse_variation(entry).values(shares(200), width) for width in np.linspace(0, 1, 401)]
    assert max(np.abs(b - a).max() for a, b in pairwise(steps)) < 0.02 * np.ptp(steps[-1]) + 0.05


def test_a_choice_changes_its_value_once_at_most_on_either_side_of_the_middle():
    variation = parse_variation({"choice": {"a": 0.2, "b": 0.7, "c": 0.1}})
    values = np.array([variation.values(shares(300), width) for width in np.linspace(0, 1, 101)])
    for half in (values[:51], values[50:]):
        assert (half[1:] != half[:-1]).sum(0).max() == 1


@pytest.mark.parametrize(
    ("entry", "bounds"),
    [
        ({"uniform": [-40, 40]}, (-160, 160)),
        ({"uniform": [2, 6]}, (0.5, 12)),  # what is positive stays so: a quarter of the low bound
        ({"uniform": [0, 0.4]}, (0, 1)),  # a share stays one
        ({"uniform": [0.8, 1.2]}, (0.2, 1.8)),
        ({"uniform": [-6, -2]}, (-12, -0.5)),
        ({"loguniform": [8, 32]}, (1, 256)),
        ({"integers": [20, 60]}, (5, 120)),
        ({"dist": {"uniform": [2, 6]}, "wild": [1, 7]}, (1, 7)),
    ],
)
def test_the_wild_bounds(entry, bounds):
    assert parse_variation(entry).wild.bounds == pytest.approx(bounds)


COUNTS = [
    {"integers": [2, 9]},
    {"poisson": 4},
    {"negativebinomial": [4, 2]},
    {"geometric": 0.2},
    {"binomial": [9, 0.5]},
    {"truncated": {"of": {"poisson": 4}, "low": 1}},
    {"rounded": {"of": {"gamma": [4, 1]}}},
    {"mirrored": {"of": {"poisson": 4}, "about": 40}},
    {"spiked": {"values": [0], "shares": [0.3], "body": {"poisson": 4}}},
]


@pytest.mark.parametrize("entry", COUNTS, ids=str)
@pytest.mark.parametrize("wild", [None, [0, 100]])
def test_counts_stay_whole_at_every_width(entry, wild):
    variation = parse_variation(entry if wild is None else {"dist": entry, "wild": wild})
    assert variation.whole
    for width in WIDTHS:
        found = variation.values(shares(500), width)
        assert found.dtype.kind == "i", width
    assert isinstance(variation.centre, int)


@pytest.mark.parametrize(
    ("entry", "most"),
    [
        ({"poisson": 4}, 40),
        ({"truncated": {"of": {"poisson": 4}, "low": 1}}, 40),
        ({"truncated": {"of": {"gamma": [4, 3]}, "low": 0, "high": 1e9}}, 120),
        ({"truncnorm": [1, 0.1, 0, 500]}, 6),
    ],
    ids=str,
)
def test_a_bound_far_beyond_what_is_drawn_does_not_say_how_wide_the_wild_is(entry, most):
    """All but the last 2.5 % lie below a quarter of `most`."""
    assert parse(entry).quantiles(np.array([0.975]))[0] < most / 4
    assert parse_variation(entry).wild.bounds[1] < most


def test_the_limits_hold_the_middle_of_counts_and_put_the_rest_at_their_ends():
    variation = parse_variation({"negativebinomial": [6, 3]}, limits=(1, np.inf))
    assert variation.values(shares(), 0.5).min() == 1
    with pytest.raises(OptionError, match="6 cannot be"):
        parse_variation({"poisson": 6}, limits=(10, np.inf))


def test_nothing_is_drawn_beyond_the_limits():
    variation = parse_variation({"normal": [1, 5]}, limits=(0, 3))
    for width in WIDTHS:
        found = variation.values(shares(), width)
        assert found.min() >= 0
        assert found.max() <= 3
    assert parse_variation({"uniform": [1, 2]}, limits=(0, 3)).wild.bounds == (0.25, 3)


def test_what_means_off_may_lie_beyond_the_limits():
    assert parse_variation({"choice": [0, 200]}, (10, 1e9), off=0).values(shares(50), 0.0).tolist() == [0] * 50
    with pytest.raises(OptionError, match="5 cannot be"):
        parse_variation({"choice": [5, 200]}, (10, 1e9), off=0)


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ({"uniform": [6, 2]}, "from 6 to 2"),
        ({"uniform": [2, float("nan")]}, "nan is no value"),
        ({"uniform": [2, 10**400]}, "too many digits"),
        (float("inf"), "inf is no value"),
        ({"choice": [1, float("nan")]}, "nan"),
        ({"unifrom": [2, 6]}, "no distribution 'unifrom'"),
        ({"dist": {"uniform": [2, 6]}, "wild": [3, 9]}, "leaves out some of 2 to 6"),
        ({"dist": {"uniform": [2, 6]}, "wild": [9, 0]}, "from 9 to 0"),
        ({"dist": {"uniform": [2, 6]}, "wild": [1, 2, 3]}, "wild"),
        ({"dist": {"uniform": [2, 6]}, "wild": {"choice": ["a"]}}, "another kind"),
        ({"dist": {"uniform": [2, 6]}, "fixed": 7}, "fixed 7"),
        ({"dist": {"uniform": [2, 6]}, "fixed": "two"}, "fixed 'two'"),
        ({"dist": {"choice": ["a", "b"]}, "fixed": "c"}, "fixed 'c'"),
        ({"dist": {"choice": ["a", "b"]}, "wild": ["a", "c"]}, "leaves out 'b'"),
        ({"wild": [2, 6]}, "not what"),
        (None, "None is no distribution"),
        ([1, 2], "no distribution"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(entry, found):
    with pytest.raises(OptionError, match=found):
        parse_variation(entry)
