import numpy as np
import pytest
from scipy.stats import ks_2samp, norm

from datadiet.errors import DataError, OptionError
from datadiet.generate.tables.models import fit_copula
from datadiet.generate.tables.sampling import BLOCK, draw, draw_where
from tests.generate.tables.models.laws import fitter, rows


@pytest.fixture(scope="module")
def model():
    return fit_copula(rows(2000, np.random.default_rng(0)), fitter, rng=np.random.default_rng(1))


class Plain:
    """Two independent standard normals."""

    method, columns, dimensions = "plain", (), 2

    def decode(self, latent):
        return latent


def test_a_longer_sample_extends_a_shorter_one(model):
    long = draw(model, BLOCK + 500, seed=3).values
    assert np.array_equal(draw(model, 100, seed=3).values, long[:100])
    assert np.array_equal(draw(model, BLOCK + 1, seed=3).values, long[: BLOCK + 1])
    assert not np.array_equal(draw(model, 100, seed=4).values, long[:100])


def test_a_frequent_condition_is_found_at_random():
    found = draw_where(Plain(), 500, lambda values: values[:, 0] > 0, seed=0)
    assert found.moved == 0
    assert found.share == pytest.approx(0.5, abs=0.05)
    assert (found.values[:, 0] > 0).all()
    assert len(found.values) == 500


def test_rows_under_a_rare_condition_are_distributed_as_all_of_them_are():
    """Beyond 3.3, one in two thousand: what is reached by moves, against the law itself."""
    found = draw_where(Plain(), 4000, lambda values: values[:, 0] > 3.3, seed=1)
    assert found.moved > 2000
    assert found.share == pytest.approx(norm.sf(3.3), rel=0.5)
    law = norm.isf(norm.sf(3.3) * np.random.default_rng(2).random(100_000))
    assert ks_2samp(found.values[:, 0], law).statistic < 0.05
    assert ks_2samp(found.values[:, 1], norm.rvs(size=100_000, random_state=3)).statistic < 0.05
    assert len(np.unique(found.values[:, 0])) > 3900


def test_a_rare_stratum_of_a_table_is_filled(model):
    """Rich young non-members: about one in five hundred."""
    holds = lambda values: (values[:, 0] > 4) & (values[:, 1] < 38) & (values[:, 2] == 0)  # noqa: E731
    found = draw_where(model, 500, holds, seed=5)
    assert found.share < 0.01
    assert holds(found.values).all()
    many = draw(model, 400_000, seed=9).values
    truth = many[holds(many)]
    for j in (0, 1):
        assert ks_2samp(found.values[:, j], truth[:, j]).statistic < 0.12


def test_the_same_seed_gives_the_same_rows(model):
    holds = lambda values: values[:, 1] > 65  # noqa: E731
    first, second = (draw_where(model, 300, holds, seed=6).values for _ in range(2))
    assert np.array_equal(first, second, equal_nan=True)


def test_what_cannot_be_met_is_refused():
    with pytest.raises(DataError, match="none of 1,048,576 rows"):
        draw_where(Plain(), 10, lambda values: values[:, 0] > 10, seed=0)
    with pytest.raises(OptionError, match="0 rows"):
        draw(Plain(), 0, seed=0)
