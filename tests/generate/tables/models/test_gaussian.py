import numpy as np
import pytest
from scipy.stats import norm, truncnorm

from datadiet.generate.tables.models.gaussian import Block, Shown, find_correlations, told_of
from datadiet.generate.tables.models.truncated import truncated_normal


def correlations(shown):
    return find_correlations(shown, rng=np.random.default_rng(0)).correlations


TRUTH = np.array([[1, 0.7, -0.4], [0.7, 1, 0.1], [-0.4, 0.1, 1]])


@pytest.mark.parametrize(("low", "high"), [(-1, 2), (3, 4), (-4, -3), (-np.inf, -2), (1, np.inf), (-np.inf, np.inf)])
def test_truncated_normals_are_those_of_scipy(low, high):
    share = np.linspace(0.01, 0.99, 21)
    found = truncated_normal(share, np.full(21, float(low)), np.full(21, float(high)))
    assert found == pytest.approx(truncnorm(low, high).ppf(share), abs=1e-7)


def test_far_tails_stay_between_their_bounds():
    found = truncated_normal(np.array([0.5]), np.array([9.0]), np.array([9.5]))
    assert np.isfinite(found).all()
    assert 7.9 < found[0] <= 9.5


def test_what_is_shown_gives_the_plain_correlations():
    z = np.random.default_rng(0).multivariate_normal(np.zeros(3), TRUTH, size=5000)
    assert correlations(Shown(z, z)) == pytest.approx(np.corrcoef(z.T), abs=0.002)


def test_correlations_are_found_behind_levels_and_gaps():
    """A yes or no, a missing third and a plain number: correlations of the levels themselves would be too weak."""
    rng = np.random.default_rng(1)
    z = rng.multivariate_normal(np.zeros(3), TRUTH, size=8000)
    low, high = z.copy(), z.copy()
    yes = z[:, 1] > 0.8
    low[:, 1], high[:, 1] = np.where(yes, 0.8, -np.inf), np.where(yes, np.inf, 0.8)
    gone = rng.random(8000) < 0.3
    low[gone, 2], high[gone, 2] = -np.inf, np.inf
    found = correlations(Shown(low, high))
    assert found == pytest.approx(TRUTH, abs=0.05)
    assert np.corrcoef(z[:, 0], yes)[0, 1] < 0.55


def test_a_race_is_found_as_well_and_stays_independent_within():
    rng = np.random.default_rng(2)
    truth = np.eye(4)
    truth[0, 1], truth[1, 0], truth[0, 3], truth[3, 0] = 0.6, 0.6, -0.5, -0.5
    z = rng.multivariate_normal(np.zeros(4), truth, size=12000)
    offsets = np.array([0.5, 0.0, -0.5])
    low, high = np.full(z.shape, -np.inf), np.full(z.shape, np.inf)
    low[:, 0] = high[:, 0] = z[:, 0]
    block = Block(slice(1, 4), offsets, (z[:, 1:] + offsets).argmax(axis=1))
    found = correlations(Shown(low, high, (block,)))
    assert found[1:, 1:] == pytest.approx(np.eye(3), abs=0.02)
    # Only differences between the components are ever seen.
    assert found[0, 1] - found[0, 3] == pytest.approx(1.1, abs=0.1)
    assert found[0, 1] - found[0, 2] == pytest.approx(0.6, abs=0.1)


def test_few_rows_of_many_columns_give_what_can_be():
    z = np.random.default_rng(3).normal(size=(5, 12))
    found = correlations(Shown(z, z))
    assert np.linalg.eigvalsh(found)[0] > 0
    assert np.abs(found - np.eye(12)).max() < np.abs(np.corrcoef(z.T) - np.eye(12)).max()


def test_a_column_that_does_not_vary_goes_with_nothing():
    z = np.column_stack([norm.ppf(np.linspace(0.01, 0.99, 50)), np.zeros(50)])
    assert correlations(Shown(z, z))[0, 1] == 0


def test_columns_that_show_little_keep_their_correlations_beside_many_that_go_with_nothing():
    """Two columns of two levels at .6, beside a column of eight and noise: few rows, and most pairs are 0."""
    rng = np.random.default_rng(3)
    n = 600
    z = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], size=n)
    noise = rng.normal(size=(n, 4))
    low = np.concatenate([np.where(z > 0, 0, -np.inf), noise, np.full((n, 8), -np.inf)], axis=1)
    high = np.concatenate([np.where(z > 0, np.inf, 0), noise, np.full((n, 8), np.inf)], axis=1)
    block = Block(slice(6, 14), np.zeros(8), rng.integers(0, 8, n))
    found = correlations(Shown(low, high, (block,)))
    tetrachoric = np.sin(np.pi / 2 * np.mean(np.sign(z[:, 0]) * np.sign(z[:, 1])))
    assert found[0, 1] == pytest.approx(tetrachoric, abs=0.08)
    assert np.sqrt(np.mean(found[0, 2:] ** 2)) < 0.05


def test_how_much_is_shown_is_known_in_closed_form():
    """A number whole, a cut at the middle 2 / pi, a gap nothing; levels as cuts at their shares."""
    n = 4000
    rng = np.random.default_rng(0)
    z = rng.normal(size=n)
    low = np.stack([z, np.where(z > 0, 0, -np.inf), np.where(z > 0, 0, -np.inf), *np.full((2, n), -np.inf)], axis=1)
    high = np.stack([z, np.where(z > 0, np.inf, 0), np.where(z > 0, np.inf, 0), *np.full((2, n), np.inf)], axis=1)
    low[: n // 2, 2], high[: n // 2, 2] = -np.inf, np.inf
    told = told_of(Shown(low, high, (Block(slice(3, 5), np.zeros(2), (rng.random(n) < 0.2).astype(int)),)))
    assert told[:3] == pytest.approx([1, 2 / np.pi, 1 / np.pi], abs=0.04)
    assert told[3:] == pytest.approx([norm.pdf(norm.ppf(0.2)) ** 2 / 0.16] * 2, abs=0.02)
    assert told_of(Shown(low[:, :1], high[:, :1], (Block(slice(0, 1), np.zeros(1), np.full(n, -1)),))) == 0
