import numpy as np
import pytest

from datadiet.generate.tables.models.shrinking import shrunk, shrunk_alike


def seen(truth: np.ndarray, n: int, seed: int) -> np.ndarray:
    z = np.random.default_rng(seed).multivariate_normal(np.zeros(len(truth)), truth, n)
    return np.corrcoef(z.T)


def with_one(strength: float, d: int = 8) -> np.ndarray:
    truth = np.eye(d)
    truth[0, 1] = truth[1, 0] = strength
    return truth


def error(shrink, truth: np.ndarray, n: int) -> float:
    return float(np.mean([np.sqrt(np.mean((shrink(seen(truth, n, seed), n) - truth) ** 2)) for seed in range(40)]))


def test_the_only_strong_pair_among_many_stays_strong():
    found = [shrunk(seen(with_one(0.5), 97, seed), 97) for seed in range(40)]
    assert np.mean([each[0, 1] for each in found]) == pytest.approx(0.5, abs=0.07)
    assert np.mean([np.abs(each[2:, 2:] - np.eye(6)).max() for each in found]) < 0.1
    assert np.mean([shrunk_alike(seen(with_one(0.5), 97, seed), 97)[0, 1] for seed in range(40)]) < 0.35


@pytest.mark.parametrize("n", [40, 97, 400])
def test_it_is_nearer_to_the_truth_than_one_share_where_few_go_together_and_no_worse_where_all_do(n):
    assert error(shrunk, with_one(0.5), n) < 0.85 * error(shrunk_alike, with_one(0.5), n)
    every = 0.6 * np.ones((8, 8)) + 0.4 * np.eye(8)
    assert error(shrunk, every, n) < 1.05 * error(shrunk_alike, every, n)


def test_what_is_none_by_construction_stays_none_and_many_rows_are_believed():
    found = seen(with_one(0.5), 500, 0)
    found[2, 3] = found[3, 2] = 0
    assert shrunk(found, 500)[2, 3] == 0
    assert shrunk(found, 10**7) == pytest.approx(found, abs=1e-3)


def test_it_can_always_be_held_together():
    found = np.corrcoef(np.random.default_rng(0).normal(size=(6, 20)).T)
    assert np.linalg.eigvalsh(shrunk(found, 6))[0] > 0
    assert shrunk(np.eye(1), 100) == pytest.approx(np.eye(1))
    assert shrunk(np.ones((2, 2)), 4)[0, 1] < 1
