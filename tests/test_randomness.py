from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import numpy as np
import pytest

from datadiet.randomness import stream

PATHS = [(0,), (1,), (0, "a"), (0, "b"), (0, "a", 0), (0, "a", 1), (0, "a", "b"), (0, "b", "a"), (0, 0)]


def test_equal_paths_give_equal_bytes():
    assert stream(7, "noise", "a.png").bytes(64) == stream(7, "noise", "a.png").bytes(64)


def test_a_stream_has_the_same_bytes_in_every_release():
    assert stream(0).bytes(4).hex() == "5f82c2d9"
    assert stream(0, "noise", 3).bytes(4).hex() == "f1098fe6"


@pytest.mark.parametrize(
    ("one", "other"),
    list(
        combinations(
            [(0,), (1,), (0, "a"), (0, "b"), (0, "a", 0), (0, "a", 1), (0, "a", "b"), (0, "b", "a"), (0, 0)], 2
        )
    ),
)
def test_different_paths_give_different_streams(one, other):
    assert stream(*one).bytes(16) != stream(*other).bytes(16)


def test_neighbouring_items_are_uncorrelated():
    drawn = np.stack([stream(0, "item", item).standard_normal(4000) for item in range(12)])
    correlation = np.corrcoef(drawn)[np.triu_indices(12, 1)]
    assert np.abs(correlation).max() < 5 / np.sqrt(4000)


def test_the_order_of_asking_changes_nothing():
    items = [f"sample-{number}" for number in range(40)]
    forward = {item: stream(3, "noise", item).bytes(8) for item in items}
    backward = {item: stream(3, "noise", item).bytes(8) for item in reversed(items)}
    with ThreadPoolExecutor(4) as pool:
        at_once = dict(zip(items, pool.map(lambda item: stream(3, "noise", item).bytes(8), items), strict=True))
    assert forward == backward == at_once


def test_global_randomness_neither_moves_nor_is_moved():
    np.random.seed(1)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    one = stream(5, "x").bytes(16)
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    np.random.seed(2)  # noqa: NPY002
    assert stream(5, "x").bytes(16) == one
