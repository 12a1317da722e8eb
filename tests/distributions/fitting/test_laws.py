"""Each law is held against the truth that samples were drawn from, and against scipy where its fit is right."""

import numpy as np
import pytest
from scipy import stats

from datadiet.distributions.fitting.continuous_laws import HALF, INTERVAL, REAL, TRUNCATED_HALF
from datadiet.distributions.fitting.count_laws import binomial_of, counts_from, integers_between
from datadiet.distributions.fitting.laws import Frame

TRUE = {
    "student": [3.0],
    "skewnormal": [4.0],
    "lognormal": [0.7],
    "gamma": [2.5],
    "weibull": [1.7],
    "inversegaussian": [0.8],
    "loglogistic": [3.0],
    "pareto": [0.2],
    "beta": [2.0, 3.0],
    "triangular": [0.3],
}
CONTINUOUS = [(law, group) for group in (REAL, HALF, INTERVAL) for law in group]


def true_parameters(law, group) -> np.ndarray:
    if law.name == "truncnorm":
        return np.array([0.4, 0.3, -0.4 / 0.3, 0.6 / 0.3])
    place, scale = (0.3, 1.2) if group is REAL else (0.0, 1.2) if group is HALF else (0.0, 1.0)
    return np.array([place, scale, *TRUE.get(law.name, [])])


@pytest.mark.parametrize(("law", "group"), CONTINUOUS, ids=lambda each: getattr(each, "name", ""))
def test_the_truth_is_found_within_its_standard_error(law, group):
    truth = true_parameters(law, group)
    found = law.fit(law.draw(np.random.default_rng(0), truth, (60, 600)))
    error = found.std(axis=0) / np.sqrt(60) + 1e-9
    # the bias of maximum likelihood is of the order of its variance, and shrinks as 1 / n
    assert (np.abs(np.median(found, axis=0) - truth) < 5 * error + 0.04 * np.abs(truth)).all()


@pytest.mark.parametrize(("law", "group"), CONTINUOUS, ids=lambda each: getattr(each, "name", ""))
def test_no_other_parameters_are_likelier(law, group):
    z = law.draw(np.random.default_rng(1), true_parameters(law, group), (1, 300))
    found = law.fit(z)
    best = law.log_density(z, found).sum()
    assert best >= law.log_density(z, true_parameters(law, group)[None]).sum() - 1e-6 or law.name == "uniform"
    if law.name not in ("uniform", "triangular", "truncnorm", "laplace"):
        free = [i for i in range(found.shape[1]) if found[0, i] not in (0.0, 1.0)]
        for i in free:
            for factor in (0.97, 1.03):
                other = found.copy()
                other[0, i] *= factor
                assert law.log_density(z, other).sum() < best


@pytest.mark.parametrize(
    ("name", "peer", "fixed"),
    [
        ("gamma", stats.gamma, {"floc": 0}),
        ("weibull", stats.weibull_min, {"floc": 0}),
        ("loglogistic", stats.fisk, {"floc": 0}),
        ("pareto", stats.genpareto, {"floc": 0}),
        ("inversegaussian", stats.invgauss, {"floc": 0}),
        ("student", stats.t, {}),
        ("gumbel", stats.gumbel_r, {}),
        ("logistic", stats.logistic, {}),
        ("beta", stats.beta, {"floc": 0, "fscale": 1}),
    ],
)
def test_the_likelihood_is_at_least_that_of_scipys_fit(name, peer, fixed):
    law, group = next(each for each in CONTINUOUS if each[0].name == name)
    z = law.draw(np.random.default_rng(2), true_parameters(law, group), (1, 400))
    found = law.fit(z)
    theirs = peer(*peer.fit(z[0], **fixed)).logpdf(z[0]).sum()
    assert law.log_density(z, found).sum() == pytest.approx(theirs, abs=0.01)


def test_rows_do_not_know_of_each_other():
    for law, group in CONTINUOUS:
        z = law.draw(np.random.default_rng(3), true_parameters(law, group), (4, 100))
        np.testing.assert_allclose(law.fit(z)[[2]], law.fit(z[[2]]), rtol=1e-3, atol=1e-4)


def test_what_is_built_is_what_was_fitted():
    frame = Frame(5.0, 3.0)
    for law, group in [*CONTINUOUS, (TRUNCATED_HALF, None)]:
        parameters = true_parameters(law, group)
        if law is TRUNCATED_HALF:
            parameters = np.array([0.4, 0.3, -0.4 / 0.3, np.inf])
        values = np.array([5.1, 5.9, 6.5, 7.7])
        expected = law.cdf(frame.inward(values)[None], parameters[None])[0]
        np.testing.assert_allclose(law.build(parameters, frame).cdf(values), expected, atol=1e-12)
    mirrored = HALF[2].build(np.array([0, 1.2, 2.5]), Frame(5.0, 3.0, mirrored=True))
    np.testing.assert_allclose(mirrored.cdf(np.array([2.0])), stats.gamma(2.5, scale=3.6).sf(3.0))


@pytest.mark.parametrize("positive", [False, True])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_counts_are_found_whether_zeros_are_seen_or_not(at: int, positive: bool):
    law, truth = counts_from(positive)[at], np.array([[1.5], [0.35], [2.5, 1.2]][at])
    z = law.draw(np.random.default_rng(0), truth, (40, 800))
    assert (z.min() == 1) == positive
    found = law.fit(z)
    assert (np.abs(np.median(found, axis=0) - truth) < 5 * found.std(axis=0) / np.sqrt(40) + 0.03 * truth).all()
    k = np.arange(60.0)[None]
    np.testing.assert_allclose(np.exp(law.log_density(k, truth[None]))[0, positive:].sum(), 1, atol=1e-6)
    np.testing.assert_allclose(
        law.cdf(k, truth[None]) - law.below(k, truth[None]), np.exp(law.log_density(k, truth[None])) * (k >= positive),
        atol=1e-12,
    )  # fmt: skip


def test_tries_are_known_or_found():
    z = np.random.default_rng(0).binomial(12, 0.7, (1, 2000)).astype(float)
    assert binomial_of(12, 12).fit(z)[0] == pytest.approx([12, 0.7], abs=0.02)
    assert abs(binomial_of(None, 12).fit(z)[0, 0] - 12) <= 2
    assert integers_between(None).fit(z)[0] == z.max()
