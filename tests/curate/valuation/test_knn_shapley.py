import sys

import numpy as np
import pytest

from datadiet.curate.valuation import knn_shapley, soft_label_knn_shapley
from datadiet.curate.valuation.knn_shapley import points_of
from datadiet.errors import DataError, OptionError
from tests.curate.valuation.games import by_all_coalitions


def game(n: int, m: int = 4, *, classes: int = 3, d: int = 3, seed: int = 0):
    rng = np.random.default_rng(seed)
    return (
        rng.normal(size=(n, d)),
        rng.integers(0, classes, n),
        rng.normal(size=(m, d)),
        np.arange(m) % classes,
    )


@pytest.mark.parametrize("n", [1, 2, 3, 5, 7])
@pytest.mark.parametrize("k", [1, 2, 3, 7, 20])
def test_it_is_the_shapley_value_over_all_coalitions(n, k):
    parts = game(n, seed=n)
    assert knn_shapley(*parts, k=k) == pytest.approx(by_all_coalitions(*parts, k=k), abs=1e-12)


@pytest.mark.parametrize("n", [1, 2, 3, 5, 7])
@pytest.mark.parametrize("k", [1, 2, 3, 7, 20])
def test_with_soft_labels_likewise(n, k):
    parts = game(n, seed=n)
    guess = 1 / len(set(parts[1]) | set(parts[3]))
    assert soft_label_knn_shapley(*parts, k=k) == pytest.approx(by_all_coalitions(*parts, k=k, guess=guess), abs=1e-12)


@pytest.mark.parametrize("k", [1, 5, 1000])
def test_values_sum_to_the_share_of_right_votes(k):
    train, labels, validation, wanted = game(400, 50, classes=4)
    distance = ((train[None] - validation[:, None]) ** 2).sum(axis=2)
    voters = np.argsort(distance, axis=1)[:, :k]
    votes = (labels[voters] == wanted[:, None]).sum(axis=1) / k
    assert knn_shapley(train, labels, validation, wanted, k=k).sum() == pytest.approx(votes.mean(), abs=1e-10)
    soft = (labels[voters] == wanted[:, None]).mean() - 1 / 4
    assert soft_label_knn_shapley(train, labels, validation, wanted, k=k).sum() == pytest.approx(soft, abs=1e-10)


def test_the_nearest_of_two_right_samples_has_the_closed_form():
    # theorem 1 by hand: s_2 = 1/2 · 1, s_1 = s_2 + (1 - 1)/1 = 1/2; with the nearest one wrong: s_2 = 1/2, s_1 = -1/2
    line, here = np.array([[1.0], [2.0]]), np.zeros((1, 1))
    assert knn_shapley(line, np.array([0, 0]), here, np.array([0]), k=1) == pytest.approx([0.5, 0.5])
    assert knn_shapley(line, np.array([1, 0]), here, np.array([0]), k=1) == pytest.approx([-0.5, 0.5])


def test_one_sample_is_worth_its_share_of_the_votes():
    parts = np.zeros((1, 2)), np.array(["a"]), np.ones((3, 2)), np.array(["a", "a", "b"])
    assert knn_shapley(*parts, k=4) == pytest.approx([2 / 3 / 4])
    assert soft_label_knn_shapley(*parts, k=4) == pytest.approx([2 / 3 - 1 / 2])


def test_of_one_class_all_are_worth_the_same():
    train, _, validation, _ = game(30)
    found = knn_shapley(train, np.zeros(30), validation, np.zeros(4), k=30)
    assert found == pytest.approx(np.full(30, 1 / 30))


def test_equally_distant_samples_come_in_the_order_of_their_rows():
    train, labels = np.zeros((6, 2)), np.array([0, 1, 0, 1, 1, 0])
    parts = train, labels, np.ones((2, 2)), np.array([0, 1])
    assert knn_shapley(*parts, k=2) == pytest.approx(by_all_coalitions(*parts, k=2), abs=1e-12)


def test_a_mislabelled_sample_is_worth_less_than_nothing_and_its_neighbours_more():
    rng = np.random.default_rng(0)
    train = np.concatenate([rng.normal(0, 1, (50, 2)), rng.normal(8, 1, (50, 2))])
    labels = np.repeat([0, 1], 50)
    labels[0] = 1
    found = knn_shapley(train, labels, train + 0.1, np.repeat([0, 1], 50), k=5)
    assert found[0] < 0
    assert found.argmin() == 0
    assert (found[1:] > 0).all()


def test_labels_may_be_text():
    train, labels, validation, wanted = game(20)
    names = np.array(["ant", "bee", "cat"])
    assert (
        knn_shapley(train, names[labels], validation, names[wanted], k=3).tobytes()
        == knn_shapley(train, labels, validation, wanted, k=3).tobytes()
    )


def test_float32_vectors_and_a_far_origin_change_nothing():
    train, labels, validation, wanted = game(50, 9)
    plain = knn_shapley(train, labels, validation, wanted, k=3)
    moved = knn_shapley(train + 1e4, labels, validation + 1e4, wanted, k=3)
    assert moved == pytest.approx(plain, abs=1e-12)


def test_the_size_of_a_block_changes_nothing(monkeypatch):
    rng = np.random.default_rng(3)
    # whole numbers, so that each distance is exact however products are grouped, and ties are many
    train, validation = (rng.integers(0, 4, (n, 5)).astype(float) for n in (64, 70))
    parts = train - 2, rng.integers(0, 3, 64), validation - 2, rng.integers(0, 3, 70)
    whole = knn_shapley(*parts, k=4)
    module = sys.modules[points_of.__module__]
    monkeypatch.setattr(module, "LEAST", 1)
    monkeypatch.setattr(module, "BLOCK", 1)
    assert knn_shapley(*parts, k=4).tobytes() == whole.tobytes()


def test_each_validation_sample_has_its_own_values():
    train, labels, validation, wanted = game(12, 5)
    alone = [knn_shapley(train, labels, validation[i : i + 1], wanted[i : i + 1], k=3) for i in range(5)]
    for found, expected in zip(points_of(train, labels, validation, wanted, k=3), alone, strict=True):
        assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"train": np.full((3, 2), np.nan)}, "3 training vectors hold NaN"),
        ({"validation": np.full((2, 2), np.inf)}, "2 validation vectors hold NaN or infinity"),
        ({"train": np.zeros((0, 2)), "labels": np.zeros(0)}, "training vectors have the shape"),
        ({"train": np.zeros((3, 5))}, "5 dimensions and validation vectors 2"),
        ({"labels": np.zeros(4)}, "3 training vectors and labels of shape"),
        ({"labels": np.array(["a", None, "b"], dtype=object)}, "1 training samples have no label"),
        ({"validation_labels": np.array([np.nan, 1.0])}, "1 validation samples have no label"),
    ],
)
def test_what_cannot_be_used_is_told(change, says):
    parts = {
        "train": np.zeros((3, 2)),
        "labels": np.zeros(3),
        "validation": np.zeros((2, 2)),
        "validation_labels": np.zeros(2),
    }
    with pytest.raises(DataError, match=says):
        knn_shapley(**(parts | change), k=1)


@pytest.mark.parametrize("k", [0, -1, 2.0])
def test_k_is_a_whole_number_from_1(k):
    with pytest.raises(OptionError, match="k is"):
        knn_shapley(*game(3), k=k)
