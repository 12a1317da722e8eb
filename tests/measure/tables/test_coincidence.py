import numpy as np
import pytest

from datadiet.measure.copies import near_copy_rule, spacing
from datadiet.measure.design import Groups
from datadiet.measure.neighbours import neighbours
from datadiet.measure.tables.coincidence import beyond_chance, nearness_of


def called(real: np.ndarray, made: np.ndarray, groups: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return what the rule calls near copies, and what is left of it beyond chance."""
    parts = Groups.read(groups, len(real))
    lists = neighbours(real.astype(np.float32), made.astype(np.float32), k=16)
    apart, _ = spacing(real, parts, lists)
    distance, own = lists.real_distance[len(real) :, 0].astype(float), apart[lists.real_index[len(real) :, 0]]
    near, _ = near_copy_rule(distance, apart, own)
    return near, beyond_chance(near, distance / own, nearness_of(apart, parts, lists))


def normal(n: int, d: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d))


@pytest.mark.parametrize("d", [2, 3, 8])
def test_new_rows_of_the_same_law_are_no_copies(d):
    found = [called(normal(500, d, seed), normal(500, d, seed + 1000)) for seed in range(20)]
    assert sum(before.sum() for before, _ in found) > 20  # the rule alone accuses many of them
    assert sum(after.any() for _, after in found) <= 2


def test_rows_that_were_moved_a_little_are_all_called_copies():
    real = normal(600, 4, 0)
    made = np.concatenate([real[:30] + 0.01 * normal(30, 4, 1), normal(570, 4, 2)])
    _, found = called(real, made)
    assert found[:30].mean() > 0.9
    assert found[30:].sum() < 15


def test_a_single_row_that_is_too_near_for_chance_is_called_one_and_no_other():
    real = normal(600, 4, 0)
    made = np.concatenate([real[:1] + 1e-4, normal(599, 4, 2)])
    near, found = called(real, made)
    assert near[1:].any()
    assert found.tolist() == [True] + [False] * 599


def test_chance_is_that_of_brute_force():
    real = normal(400, 3, 0)
    parts = Groups.read(None, 400)
    lists = neighbours(real.astype(np.float32), real[:1].astype(np.float32), k=16)
    found = nearness_of(spacing(real, parts, lists)[0], parts, lists)
    distances = np.linalg.norm(real[:, None] - real[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    ratios = []
    for i in range(400):
        j = int(distances[i].argmin())
        ratios.append(distances[i, j] / np.delete(distances[j], i).min())
    assert found.ratios == pytest.approx(np.sort(ratios), rel=1e-3)


def test_the_chance_of_being_nearer_still_is_that_of_new_rows_or_more():
    real, d = normal(2_000, 3, 0), 3
    parts = Groups.read(None, len(real))
    new = normal(20_000, d, 1)
    lists = neighbours(real.astype(np.float32), new.astype(np.float32), k=4)
    apart, _ = spacing(real, parts, lists)
    ratio = lists.real_distance[len(real) :, 0] / apart[lists.real_index[len(real) :, 0]]
    found = nearness_of(apart, parts, lists)
    for share in (0.3, 0.2, 0.1):
        seen = float((ratio < share).mean())
        assert seen <= found.chance_of(np.array([share]))[0] < 12 * max(seen, 1e-4)


def test_rows_of_one_group_do_not_vouch_for_each_other():
    real = np.repeat(normal(100, 3, 0), 2, axis=0) + 1e-3 * normal(200, 3, 1)
    made = real[:20] + 1e-3 * normal(20, 3, 2)
    _, alone = called(real, made)
    _, grouped = called(real, made, np.repeat(np.arange(100), 2))
    assert not alone.any()  # real rows repeat each other just so
    assert grouped.all()


def test_a_table_of_a_few_rows_keeps_to_the_rule():
    real = normal(20, 2, 0)
    near, found = called(real, real[:5] + 1e-6)
    assert near.all()
    assert found.all()
