import json
from dataclasses import asdict

import numpy as np
import pytest

from datadiet.errors import TooFewSamples
from datadiet.measure.companions import companions, mixing


def measured(real, synthetic, **options):
    rows = companions(real, synthetic, rng=np.random.default_rng(0), **options)
    return {row.name: row for row in rows}


def gaussians(n, *, scale=1.0, shift=0.0, seed=0, dimensions=16):
    return (scale * np.random.default_rng(seed).normal(size=(n, dimensions)) + shift).astype(np.float32)


def test_one_law_is_near_its_controls():
    rows = measured(gaussians(400, seed=1), gaussians(200, seed=2))
    assert len(rows) == 14
    assert all(row.n == 200 for row in rows.values())
    for name in ("precision", "recall", "coverage", "density", "mixing, k = 10, synthetic to real"):
        assert rows[name].value == pytest.approx(rows[name].control, abs=0.2)
    low, high = rows["classifier AUC, linear"].interval
    assert low <= 0.5 <= high
    assert "No difference" in rows["MMD², unbiased"].note


def test_a_shift_is_seen_by_all_beside_controls_that_do_not_move():
    rows = measured(gaussians(400, seed=1), gaussians(200, shift=3.0, seed=2))
    assert rows["classifier AUC, linear"].value > 0.99
    assert rows["classifier AUC, linear"].control < 0.65
    assert rows["Fréchet distance"].value > 16 * 9 * 0.9
    assert rows["Fréchet distance"].control < 5
    assert "p = 0.001" in rows["MMD², unbiased"].note
    assert rows["precision"].value == 0
    assert rows["mixing, k = 3, real to synthetic"].value == 0


def test_directions_are_not_swapped_for_a_set_that_huddles():
    rows = measured(gaussians(400, seed=1), gaussians(200, scale=0.5, seed=2))
    assert rows["precision"].value > rows["recall"].value
    assert rows["mixing, k = 5, real to synthetic"].value > 1.2
    assert rows["mixing, k = 5, synthetic to real"].value < 0.4


def test_copies_mix_more_than_chance():
    real = gaussians(200, dimensions=8)
    rows = measured(real, real.copy())
    assert rows["classifier AUC, boosting"].value < 0.65
    assert rows["mixing, k = 3, synthetic to real"].value > 0.8


def test_mixing_counts_as_brute_force_does():
    rng = np.random.default_rng(3)
    first, second = rng.normal(size=(30, 4)), rng.normal(size=(30, 4)) + 0.4
    pool = np.concatenate([first, second])
    distance = np.linalg.norm(pool[:, None] - pool[None], axis=2)
    np.fill_diagonal(distance, np.inf)
    near = np.argsort(distance, axis=1)[:, :5]
    chance = 30 / 59
    expected = (near[:30] >= 30).mean() / chance, (near[30:] < 30).mean() / chance
    np.testing.assert_allclose(mixing(first, second, k=[3, 5])[1], expected)


def test_ties_share_the_credit():
    # Every sample is the same: each neighbour is of the other side as often as chance says.
    np.testing.assert_allclose(mixing(np.zeros((10, 2)), np.zeros((10, 2)), k=[3]), [[1, 1]])


def test_a_group_gives_one_sample():
    real, synthetic = gaussians(100, seed=1), gaussians(80, seed=2)
    rows = measured(real, synthetic, real_groups=np.arange(100) // 4, synthetic_groups=np.arange(80))
    assert {row.n for row in rows.values()} == {12}


def test_what_needs_more_samples_is_left_out():
    rows = measured(gaussians(8, seed=1), gaussians(8, seed=2))
    assert "mixing, k = 3, synthetic to real" in rows
    assert "mixing, k = 5, synthetic to real" not in rows
    assert "precision" not in rows


def test_no_independent_samples_are_refused():
    with pytest.raises(TooFewSamples, match="at least four real"):
        measured(gaussians(3), gaussians(9))


def test_constant_sets_have_finite_values():
    rows = measured(np.ones((40, 3), np.float32), np.ones((30, 3), np.float32))
    json.dumps([asdict(row) for row in rows.values()], allow_nan=False)
    assert rows["Fréchet distance"].value == 0


def test_equal_seeds_give_equal_rows():
    real, synthetic = gaussians(60, seed=1), gaussians(30, seed=2)
    assert measured(real, synthetic) == measured(real, synthetic)
