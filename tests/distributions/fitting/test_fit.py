import json

import numpy as np
import pytest
from scipy import stats
from sklearn.datasets import load_breast_cancer

from datadiet.distributions import Constant, Fit, Normal, Spiked, fit
from datadiet.distributions.fitting.candidates import veto
from datadiet.distributions.fitting.choosing import vuong
from datadiet.distributions.fitting.continuous_laws import HALF
from datadiet.distributions.fitting.groups import Group
from datadiet.distributions.fitting.laws import Frame
from datadiet.distributions.fitting.results import quantiles_against
from datadiet.distributions.fitting.tails import smoothed_of
from datadiet.errors import DataError, OptionError, TooFewSamples


def fitted(values, seed=0, **options) -> Fit:
    return fit(values, rng=np.random.default_rng(seed), **{"bootstrap": 0, **options})


def drawn(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def concavity(seed: int) -> np.ndarray:
    cancer = load_breast_cancer()
    column = cancer.data[:, list(cancer.feature_names).index("mean concavity")]
    return np.random.default_rng(seed).permutation(column)[:284]


def test_the_trap_is_one():
    values = concavity(0)
    shape, place, scale = stats.lognorm.fit(values, floc=values.min() - 1e-300)
    degenerate = stats.lognorm(shape, place, scale)
    assert degenerate.logpdf(values).sum() > stats.gamma(*stats.gamma.fit(values[values > 0], floc=0)).logpdf(
        np.maximum(values, 1e-3)).sum()  # fmt: skip
    assert degenerate.ppf(0.999) > 1e15


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("bootstrap", [0, 99])
def test_zeros_of_mean_concavity_are_split_off_and_the_rest_is_fitted(seed: int, bootstrap: int):
    values = concavity(seed)
    found = fitted(values, bootstrap=bootstrap)
    assert [mass.value for mass in found.masses] == [0.0]
    assert found.masses[0].n == (values == 0).sum()
    assert "edge of the support" in found.masses[0].reason
    assert found.chosen in ("gamma", "weibull", "pareto", "smoothed")
    assert "lognormal" not in [each.family for each in found.candidates if each.state in ("chosen", "alternative")]
    assert values.max() < found.distribution.quantiles(np.array([0.9999]))[0] < 3 * values.max()
    steps = found.distribution.cdf(np.sort(values)) - np.arange(1, 285) / 284
    assert np.abs(steps[np.sort(values) > 0]).max() < 0.08


LAWS = {
    "normal": (lambda r: r.normal(-1, 2, 400), {}),
    "student": (lambda r: r.standard_t(3, 600), {}),
    "laplace": (lambda r: r.laplace(0, 1, 400), {}),
    "gumbel": (lambda r: r.gumbel(0, 1, 600), {}),
    "lognormal": (lambda r: r.lognormal(0, 0.8, 500), {}),
    "gamma": (lambda r: r.gamma(2.5, 1, 600), {}),
    "weibull": (lambda r: r.weibull(2.5, 800), {}),
    "inversegaussian": (lambda r: r.wald(1, 0.5, 600), {}),
    "pareto": (lambda r: (r.random(600) ** -0.4 - 1) / 0.4, {}),
    "beta": (lambda r: r.beta(2, 5, 500), {"support": (0, 1)}),
    "uniform": (lambda r: r.uniform(2, 5, 300), {"support": (2, 5)}),
    "triangular": (lambda r: r.triangular(0, 0.2, 1, 500), {"support": (0, 1)}),
    "poisson": (lambda r: r.poisson(4, 400), {}),
    "negativebinomial": (lambda r: r.negative_binomial(3, 0.4, 400), {}),
    "binomial": (lambda r: r.binomial(10, 0.3, 400), {"support": (0, 10)}),
    "integers": (lambda r: r.integers(0, 10, 400), {}),
}


@pytest.mark.parametrize("name", LAWS)
def test_the_true_family_is_chosen_in_most_draws(name: str):
    make, options = LAWS[name]
    chosen = [fitted(make(drawn(seed)), **options).chosen for seed in range(8)]
    assert chosen.count(name) >= 5, chosen


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("gamma", lambda r: r.gamma(2, 3, 80)),
        ("gamma", lambda r: np.round(r.gamma(2, 3, 80) * 2) / 2),
        ("normal", lambda r: r.normal(-5, 3, 80)),
        ("poisson", lambda r: r.poisson(3, 80)),
    ],
    ids=["gamma", "rounded", "normal", "poisson"],
)
def test_the_p_value_is_uniform_when_the_family_is_right(name, make):
    ps = [
        fitted(make(drawn(seed)), 500 + seed, candidates=(name,), bootstrap=49, integer=None).candidates[0].p
        for seed in range(100)
    ]
    assert stats.kstest(np.array(ps, float), "uniform").pvalue > 0.001
    assert (np.array(ps) <= 0.1).mean() < 0.22


def test_a_tabulated_p_value_would_let_everything_pass():
    """Without refitting the distances of fitted laws look far too small: what the bootstrap is for."""
    naive = []
    for seed in range(100):
        values = drawn(seed).normal(size=80)
        naive.append(stats.kstest(values, stats.norm(values.mean(), values.std()).cdf).pvalue)
    assert np.mean(np.array(naive) <= 0.1) < 0.01


def test_what_no_family_fits_is_said_and_still_drawn():
    values = np.concatenate([drawn().normal(0, 1, 500), drawn(1).normal(8, 1, 500)])
    found = fitted(values, bootstrap=99)
    assert not found.fits
    assert found.chosen == "smoothed"
    assert all(each.state in ("rejected", "vetoed") and each.reason for each in found.candidates)
    assert found.words().startswith("No family fits (best: ")
    assert "p < 0.01" in found.words()
    new = found.distribution.draw(drawn(2), 20_000)
    assert stats.ks_2samp(values, new).statistic < 0.03
    assert len(np.unique(new)) == len(new)  # continuous, no copies
    assert new.max() > values.max() > np.quantile(new, 0.99)
    low, high = found.distribution.bounds
    assert values.min() - 40 < low < high < values.max() + 40


def test_a_smoothed_body_keeps_declared_bounds_and_whole_numbers():
    values = np.concatenate([drawn().beta(30, 3, 300), drawn(1).beta(3, 30, 300)])
    found = fitted(values, support=(0, 1), bootstrap=49)
    assert found.chosen == "smoothed"
    ends = found.distribution.quantiles(np.array([1e-12, 1 - 1e-12]))
    assert 0 <= ends[0] < values.min() < values.max() < ends[1] <= 1
    counts = np.rint(np.concatenate([drawn().normal(100, 5, 300), drawn(1).normal(200, 5, 300)]))
    found = fitted(counts, bootstrap=49)
    assert found.chosen == "smoothed"
    assert found.distribution.draw(drawn(), 100).dtype == np.int64


def test_tails_follow_the_law_beyond_the_data():
    values = np.concatenate([drawn().standard_t(3, 3000), drawn(1).normal(12, 0.5, 3000) - 24])
    found = fitted(values, bootstrap=49)
    assert found.chosen == "smoothed"
    truth = stats.t(3).ppf(1 - 2e-3)  # exceeded by 1 of 1,000 of the mixture
    assert 0.6 * truth < found.distribution.quantiles(np.array([0.999]))[0] < 1.6 * truth


def test_rounding_is_not_held_against_a_family():
    values = np.round(drawn().normal(5, 1, 400), 1)
    found = fitted(values, bootstrap=99, candidates=("normal",))
    assert found.step == 0.1
    assert not found.masses
    assert found.chosen == "normal"
    halves = fitted(np.round(drawn().gamma(4, 20, 300) * 2) / 2)
    assert halves.step == 0.5
    assert fitted(np.floor(drawn().lognormal(3, 1, 500)) + 0.99).step == 1.0
    assert fitted(np.round(drawn().lognormal(10, 0.5, 400), -2)).step == 100
    assert fitted(drawn().normal(size=50)).step is None


def test_salaries_are_drawn_in_hundreds():
    found = fitted(np.round(drawn().lognormal(10, 0.5, 400), -2))
    assert found.chosen == "lognormal"
    assert (found.distribution.draw(drawn(), 500) % 100 == 0).all()


def test_spikes_are_found_and_ordinary_values_are_not():
    found = fitted(np.concatenate([drawn().poisson(8, 500), [99] * 40]))
    assert [(mass.value, mass.n) for mass in found.masses] == [(99, 40)]
    assert found.chosen == "poisson"
    heaped = np.concatenate([np.round(drawn().normal(50, 12, 600)), [50.0] * 150])
    assert [mass.value for mass in fitted(heaped).masses] == [50]
    clipped = fitted(np.clip(drawn().normal(0.5, 0.5, 400), 0, 1), support=(0, 1))
    assert [mass.value for mass in clipped.masses] == [0, 1]
    assert isinstance(clipped.distribution, Spiked)
    for seed in range(5):
        assert not fitted(drawn(seed).poisson(3, 500)).masses
        assert not fitted(np.round(drawn(seed).normal(0, 1, 500), 1)).masses
        assert not fitted(np.round(drawn(seed).gamma(2, 3, 500), 1)).masses


def test_counts_with_too_many_zeros_have_a_mass_there():
    r = drawn()
    found = fitted(np.where(r.random(800) < 0.3, 0, r.poisson(4, 800)), bootstrap=99)
    assert [mass.value for mass in found.masses] == [0]
    assert "AIC" in found.masses[0].reason
    assert found.chosen == "poisson"
    assert found.candidates[0].parameters["mean"] == pytest.approx(4, abs=0.3)
    share = found.distribution.cdf(np.array([0.0]))[0]
    assert share == pytest.approx(found.masses[0].share, abs=1e-9)


@pytest.mark.parametrize("scale", [1e-300, 1e-9, 1.0, 1e9, 1e299])
def test_neither_size_nor_place_matters(scale: float):
    values = drawn().lognormal(0, 1, 300)
    plain, scaled = fitted(values), fitted(values * scale)
    assert plain.chosen == scaled.chosen == "lognormal"
    assert scaled.candidates[0].parameters["median"] == pytest.approx(
        plain.candidates[0].parameters["median"] * scale, rel=1e-9
    )
    assert scaled.candidates[0].log_likelihood == pytest.approx(
        plain.candidates[0].log_likelihood - 300 * np.log(scale), rel=1e-6
    )
    shifted = fitted(1e9 + drawn().normal(0, 1, 400))
    assert shifted.candidates[0].parameters["mean"] == pytest.approx(1e9, abs=0.3)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([3.5], "Always 3.5."),
        ([7] * 50, "Always 7."),
        ([1.5, 2.5], "Drawn as they are, because there are only two values: 1.5 (50 %) and 2.5 (50 %)."),
        ([0, 1, 1, 1], "Drawn as they are, because there are only two values: 0 (25 %) and 1 (75 %)."),
    ],
)
def test_few_values_are_listed(values, words):
    found = fitted(values)
    assert found.words() == words
    assert found.chosen == "masses"
    assert set(found.distribution.draw(drawn(), 100).tolist()) <= set(values)
    assert isinstance(fitted([3.5]).distribution, Constant)


@pytest.mark.parametrize("n", [3, 5, 20])
def test_small_samples_are_fitted_and_said_to_say_little(n: int):
    for seed in range(5):
        found = fitted(drawn(seed).normal(size=n), bootstrap=19)
        assert np.isfinite(found.distribution.quantiles(np.array([1e-9, 0.5, 1 - 1e-9]))).all()
        assert (n < 20) == any("say little" in note for note in found.notes)


def test_missing_and_infinite_values_are_counted():
    found = fitted([np.nan, None, 1.5, 2.25, 3.5, 4.75, 6.0, np.inf])
    assert (found.n, found.missing, found.infinite) == (5, 2, 1)
    assert "1 infinite values were left out" in found.notes


@pytest.mark.parametrize(
    ("values", "options", "error", "message"),
    [
        ([np.nan] * 3, {}, TooFewSamples, "no value among 3"),
        ([], {}, TooFewSamples, "no value among 0"),
        (["a"], {}, DataError, "not numbers"),
        (np.ones((2, 2)), {}, DataError, "2 dimensions"),
        (np.array(["2020-01-01"], dtype="datetime64[s]"), {}, DataError, "dates"),
        ([1, 2, 5.5], {"support": (0, 5)}, OptionError, "1 of 3 values lie outside the support, such as 5.5"),
        ([1, 2], {"support": (5, 0)}, OptionError, "5 to 0"),
        ([1, 2.5], {"integer": True}, OptionError, "2.5 among values declared whole"),
        ([1, 2], {"criterion": "r2"}, OptionError, "aic, bic or heldout"),
        ([1, 2], {"level": 5}, OptionError, "level of 5"),
        ([1, 2], {"bootstrap": -1}, OptionError, "-1 replicates"),
        ([1, 2], {"candidates": ("norml",)}, OptionError, "no candidate 'norml'"),
    ],
)
def test_what_cannot_be_fitted_is_refused(values, options, error, message):
    with pytest.raises(error, match=message):
        fitted(values, **options)


def test_same_seed_same_bytes_and_all_of_it_survives_json():
    cases = [drawn().gamma(2, 1, 200), drawn().poisson(3, 200), np.r_[np.zeros(30), drawn().normal(9, 1, 200)], [1.0]]
    for values in cases:
        one, other = (fitted(values, 5, bootstrap=29) for _ in range(2))
        text = json.dumps(one.to_dict(), allow_nan=False)
        assert text == json.dumps(other.to_dict(), allow_nan=False)
        assert Fit.from_dict(json.loads(text)) == one


def test_sentences_name_what_cannot_be_told_apart():
    found = fitted(drawn().lognormal(1, 0.5, 60), bootstrap=99)
    assert found.words().startswith(("log-normal (median 2.", "gamma (", "log-logistic (", "inverse Gaussian ("))
    assert "cannot be told from it." in found.words()
    assert "fits: p = 0." in found.words()
    assert "untested" in fitted(drawn().lognormal(1, 0.5, 60)).words()
    assert "Split off: 0 (23 %)." in fitted(np.r_[np.zeros(30), drawn().gamma(9, 1, 100)]).words()


def test_degenerate_fits_are_vetoed_with_the_reason():
    reasons = {each.family: each.reason for each in fitted(drawn().normal(1, 1, 400).clip(0.001)).candidates}
    assert "negative" in reasons["normal"]
    reasons = {each.family: each.reason for each in fitted(1e6 + drawn().normal(0, 1, 400)).candidates}
    assert "bound" in reasons["gamma"]
    few = fitted(drawn().normal(size=5)).candidates
    assert {each.reason for each in few if each.k == 3} == {"5 values are too few for 3 parameters"}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("bootstrap", [0, 49])
def test_nearly_zeros_that_are_no_point_mass_mislead_no_family(seed: int, bootstrap: int):
    values = concavity(seed)
    none = values == 0
    values[none] = 1e-124 * np.arange(1, none.sum() + 1)
    found = fitted(values, bootstrap=bootstrap)
    assert not found.masses
    reasons = {each.family: each.reason for each in found.candidates if each.state == "vetoed"}
    assert ".999 quantile lies over 1000 times the data's range" in reasons["lognormal"]
    assert "is at the bound" in reasons["inversegaussian"]
    assert found.distribution.quantiles(np.array([0.999]))[0] < 2 * values.max()
    steps = found.distribution.cdf(np.sort(values)) - np.arange(1, 285) / 284
    assert np.abs(steps).max() < 0.12


def test_without_a_bootstrap_what_is_plainly_wrong_is_left_out():
    values = np.concatenate([drawn().normal(0, 1, 500), drawn(1).normal(8, 1, 500)])
    found = fitted(values)
    assert found.chosen == "smoothed"
    assert "plainly too much" in found.candidates[0].reason
    assert "No family fits (best: uniform, off by 0." in found.words()


def test_a_likelihood_that_grows_without_end_at_an_edge_is_vetoed():
    law = next(law for law in HALF if law.name == "gamma")
    z = np.sort(np.r_[1e-60 * np.arange(1, 30), drawn().gamma(5, 1, 200)])
    group = Group(Frame(0.0, 1.0), z, [law], None, (0.0, np.inf))
    for shape, said in ((0.02, "at the edge"), (5.0, "")):
        parameters = np.array([[0.0, 1.0, shape]])
        assert said in veto(law, group, parameters, law.log_density(z[None], parameters)[0])
    degenerate = np.array([[0.0, 1.0, 92.0]])  # the .999 quantile is near 1e124
    lognormal = next(law for law in HALF if law.name == "lognormal")
    assert ".999 quantile" in veto(lognormal, group, degenerate, lognormal.log_density(z[None], degenerate)[0])


def test_points_of_the_quantile_plot_lie_in_their_band_when_the_law_is_right():
    outside = []
    for seed in range(20):
        points = fitted(drawn(seed).normal(-3, 1, 150), candidates=("normal",)).quantiles
        assert points is not None
        observed = np.array(points.observed)
        outside.append(((observed < points.low) | (observed > points.high)).mean())
    assert np.mean(outside) < 0.05
    wrong = quantiles_against(np.sort(drawn().exponential(1, 300)), Normal(1, 1))
    assert ((np.array(wrong.observed) < wrong.low) | (np.array(wrong.observed) > wrong.high)).mean() > 0.3


def test_bounds_between_whole_numbers_are_moved_to_them():
    found = fitted(drawn().integers(1, 11, 300), support=(0.5, 10.5))
    assert found.chosen == "integers"
    assert found.distribution.bounds == (1, 10)


def test_one_outlier_does_not_make_a_tail_of_outliers():
    values = drawn().exponential(1, 300)
    tail = smoothed_of(np.sort(values), 0.0).upper
    assert tail is not None
    assert abs(tail.shape) < 0.35
    assert smoothed_of(np.sort(values), 0.0).quantiles(np.array([0.999]))[0] < 2 * -np.log(0.001)


def test_criteria_rank_by_what_they_say():
    values = drawn().gamma(2, 1, 300)
    for criterion, sign in (("aic", 1), ("bic", 1), ("heldout", -1)):
        ranked = [each for each in fitted(values, criterion=criterion).candidates if each.state != "vetoed"]
        scores = [sign * score for each in ranked if (score := getattr(each, criterion)) is not None]
        assert len(scores) > 5
        assert scores == sorted(scores)
    assert fitted(values, support=(0, None)).bounds == (0, None)


def test_an_upper_bound_is_kept():
    found = fitted(5 - drawn().gamma(2, 1, 300), support=(None, 5))
    assert found.chosen in ("gamma", "weibull")
    assert found.distribution.quantiles(np.array([1 - 1e-9]))[0] <= 5
    assert found.distribution.cdf(np.array([5.0]))[0] == 1
    half = fitted(np.abs(drawn().normal(0, 1, 800)), support=(0, None))
    assert half.chosen == "truncnorm"


def test_a_million_values_are_fitted_on_a_part_and_that_is_said():
    values = drawn().gamma(2, 3, 300_000)
    found = fitted(values, bootstrap=19, candidates=("gamma", "weibull"))
    assert found.chosen == "gamma"
    assert found.n == 300_000
    assert "fitted to 100,000 of 300,000" in found.notes[0]
    assert "tested on 1,000 of 300,000" in found.notes[1]


def test_laws_that_differ_by_noise_cannot_be_told_apart():
    r = drawn()
    same = r.normal(size=500)
    assert abs(vuong(same, same + r.normal(0, 0.1, 500))) < 3
    assert vuong(same + 0.1, same + r.normal(0, 0.1, 500)) > 5
    assert vuong(same, same) == 0
