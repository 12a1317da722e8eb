import numpy as np
import pytest
from sklearn.metrics import r2_score, roc_auc_score

from datadiet.errors import TooFewSamples
from datadiet.measure.tables.utility import _area, _explained, utility
from tests.measure.tables.made import LEVELS, mixed


def test_the_scores_are_those_of_scikit_learn():
    rng = np.random.default_rng(0)
    truth, chances = rng.integers(3, size=200).astype(float), rng.dirichlet(np.ones(3), size=200)
    assert _area(truth, chances) == pytest.approx(roc_auc_score(truth, chances, multi_class="ovr", average="macro"))
    two = (truth > 0).astype(float)
    assert _area(two, chances[:, :2]) == pytest.approx(roc_auc_score(two, chances[:, 1]))
    assert _explained(truth, chances[:, 0]) == pytest.approx(r2_score(truth, chances[:, 0]))


@pytest.mark.parametrize("target", [0, 3])
def test_rows_of_the_same_law_teach_as_much(target):
    rng = np.random.default_rng(1)
    found = utility(*(mixed(400, rng, missing=0.02) for _ in range(3)), LEVELS, target, rng=rng)
    assert found.task == ("classification" if target == 3 else "regression")
    assert abs(found.difference) < 0.06
    assert found.interval[0] < found.synthetic < found.interval[1]
    assert found.difference == pytest.approx(found.synthetic - found.real)


def test_shuffled_labels_teach_nothing():
    rng = np.random.default_rng(2)
    real, test = mixed(400, rng), mixed(400, rng)
    junk = real.copy()
    junk[:, 3] = rng.permutation(junk[:, 3])
    found = utility(real, junk, test, LEVELS, 3, rng=rng)
    assert abs(found.synthetic - 0.5) < 0.2 < found.real - 0.5
    assert found.difference_interval[1] < -0.1


def test_a_class_that_was_lost_is_named():
    rng = np.random.default_rng(3)
    real, test = mixed(300, rng), mixed(300, rng)
    assert (
        utility(real, real[real[:, 3] < 2], test, LEVELS, 3, rng=rng).note == "1 of 3 classes are in no synthetic row."
    )


def test_one_class_is_refused():
    rng = np.random.default_rng(4)
    real = mixed(100, rng)
    one = real.copy()
    one[:, 3] = 1
    with pytest.raises(TooFewSamples, match="one value in all 100 synthetic rows"):
        utility(real, one, real, LEVELS, 3, rng=rng)


def test_a_column_of_levels_that_is_missing_in_every_synthetic_row_stops_nothing():
    rng = np.random.default_rng(5)
    rows = np.column_stack([rng.normal(size=(240, 2)), rng.integers(0, 3, 240), rng.integers(0, 2, 240)])
    synthetic = rows.copy()
    synthetic[:, 2] = np.nan
    found = utility(rows, synthetic, rows[::-1], np.array([0, 0, 3, 2]), 3, rng=rng)
    assert 0 <= found.synthetic <= 1
