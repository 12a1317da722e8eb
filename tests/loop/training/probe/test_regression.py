import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from datadiet.loop.training.probe.regression import chances, fit


def arrays(found):
    return {name: getattr(found, name) for name in ("mean", "scale", "weight", "bias")}


def test_it_is_the_regression_of_scikit_learn_with_the_same_penalty():
    x, y = load_digits(return_X_y=True)
    rows = np.random.default_rng(1).permutation(len(x))
    train, test = rows[:500], rows[500:]
    found = fit(x[train], y[train], np.arange(500), rng=np.random.default_rng(0))
    oracle = make_pipeline(StandardScaler(), LogisticRegression(C=found.strength, max_iter=2000))
    oracle.fit(x[train], y[train])
    assert np.allclose(chances(arrays(found), x[test]), oracle.predict_proba(x[test]), atol=0.01)
    assert found.accuracy == pytest.approx(oracle.score(x[test], y[test]), abs=0.03)


def test_two_classes_have_chances_that_sum_to_one_and_the_right_way_round():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 200)
    x = rng.normal(size=(200, 3)) + 2 * y[:, None]
    p = chances(arrays(fit(x, y, np.arange(200), rng=rng)), x)
    assert np.allclose(p.sum(axis=1), 1)
    assert (p.argmax(axis=1) == y).mean() > 0.9


def test_noise_is_held_back_more_than_signal():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 120)
    noise = fit(rng.normal(size=(120, 60)), y, np.arange(120), rng=np.random.default_rng(1))
    signal = fit(rng.normal(size=(120, 60)) + 3 * y[:, None], y, np.arange(120), rng=np.random.default_rng(1))
    assert noise.strength < signal.strength
    assert noise.accuracy < 0.7 < signal.accuracy


def test_groups_are_not_divided():
    """Each group is one point, ten times over: known groups would make a perfect score of pure noise."""
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(30), 10)
    x, y = rng.normal(size=(30, 40))[groups], rng.integers(0, 2, 30)[groups]
    assert fit(x, y, groups, rng=np.random.default_rng(0)).accuracy < 0.8
    assert fit(x, y, np.arange(300), rng=np.random.default_rng(0)).accuracy > 0.95


def test_a_class_of_one_sample_and_a_constant_column_are_no_obstacle():
    rng = np.random.default_rng(0)
    x, y = np.column_stack([rng.normal(size=21), np.ones(21)]), np.array([0] * 10 + [1] * 10 + [2])
    p = chances(arrays(fit(x, y, np.arange(21), rng=rng)), x)
    assert p.shape == (21, 3)
    assert np.isfinite(p).all()
