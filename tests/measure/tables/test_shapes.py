import numpy as np
import pytest
from scipy.stats import ks_2samp

from datadiet.errors import TooFewSamples
from datadiet.measure.tables.shapes import column_shapes, shapes
from tests.measure.tables.made import LEVELS, mixed


def test_a_column_of_numbers_gets_one_minus_the_distance_of_kolmogorov_and_smirnov():
    rng = np.random.default_rng(0)
    real, synthetic = mixed(200, rng), mixed(150, rng) * 1.3
    for j in range(3):
        oracle = 1 - ks_2samp(real[:, j], synthetic[:, j]).statistic
        assert column_shapes(real, synthetic, LEVELS)[j] == pytest.approx(oracle, abs=1e-12)


def test_levels_get_one_minus_the_total_variation():
    real, synthetic = np.array([[0.0], [0], [1], [2]]), np.array([[0.0], [1], [1], [1]])
    # shares .5, .25, .25 against .25, .75, 0: half of .25 + .5 + .25
    assert column_shapes(real, synthetic, np.array([3])) == (pytest.approx(0.5),)


@pytest.mark.parametrize("levels", [0, 4])
def test_a_wrong_share_of_missing_values_counts(levels):
    rng = np.random.default_rng(1)
    real = rng.integers(4, size=(1000, 1)).astype(float)
    synthetic = real.copy()
    synthetic[:300] = np.nan
    assert column_shapes(real, synthetic, np.array([levels]))[0] == pytest.approx(0.7, abs=0.03)


def test_alike_is_one_and_disjoint_is_zero():
    rng = np.random.default_rng(2)
    real = mixed(100, rng, missing=0.1)
    assert shapes(real, real, LEVELS, rng=rng).score == 1
    apart = shapes(real[:, :3], real[:, :3] + 100, LEVELS[:3] * 0, rng=rng)
    assert apart.columns[0] < 0.15
    assert apart.interval[0] >= 0


def test_the_interval_holds_what_other_rows_would_give():
    truth = np.mean(
        [
            column_shapes(
                mixed(4000, np.random.default_rng(s)), 0.7 * mixed(4000, np.random.default_rng(s + 50)), LEVELS
            )
            for s in range(5)
        ]
    )
    held = 0
    for s in range(40):
        rng = np.random.default_rng(1000 + s)
        found = shapes(mixed(400, rng), 0.7 * mixed(400, rng), LEVELS, rng=rng)
        # Distances are biased upward by what 400 rows scatter, about .02 in the mean of columns.
        held += found.interval[0] <= truth <= found.interval[1] + 0.02
    assert held >= 34


def test_no_rows_are_refused():
    with pytest.raises(TooFewSamples, match="0 synthetic rows"):
        shapes(np.zeros((3, 1)), np.zeros((0, 1)), np.array([0]), rng=np.random.default_rng(0))
