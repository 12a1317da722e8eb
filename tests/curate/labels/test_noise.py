"""The share of wrong labels, against a truth that is known."""

import numpy as np
import pytest

from datadiet.curate.labels import label_noise, neighbour_votes, suspicion

CLASSES = 4


def judged(truth: np.ndarray, right: float, rng: np.random.Generator) -> np.ndarray:
    """What a judge says who is right with this chance, and else names another class at random."""
    wrong = rng.random(len(truth)) >= right
    return np.where(wrong, (truth + rng.integers(1, CLASSES, len(truth))) % CLASSES, truth)


def draw(n: int, noise: float, right: float, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    real, truth = rng.integers(0, CLASSES, n), rng.integers(0, CLASSES, n)
    given = judged(truth, 1 - noise, rng)
    return judged(truth, right, rng), given, judged(real, right, rng), real, truth


@pytest.mark.parametrize("right", [1.0, 0.9, 0.75])
def test_the_judges_own_errors_are_taken_out(right: float) -> None:
    rng = np.random.default_rng(0)
    said, given, real_said, real, truth = draw(4000, 0.15, right, rng)

    found = label_noise(said, given, real_said, real, classes=CLASSES, rng=rng, resamples=60)

    assert found.overall == pytest.approx(np.mean(truth != given), abs=0.03)
    assert found.overall_low <= np.mean(truth != given) <= found.overall_high
    assert abs(np.mean(said != given) - np.mean(truth != given)) > 0.03 or right == 1.0


def test_intervals_hold_the_truth() -> None:
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(40):
        said, given, real_said, real, truth = draw(400, 0.1, 0.85, rng)
        found = label_noise(said, given, real_said, real, classes=CLASSES, rng=rng, resamples=60)
        held += found.overall_low <= np.mean(truth != given) <= found.overall_high
    assert held >= 34


def test_right_labels_are_not_called_wrong_and_few_of_them_prove_little() -> None:
    rng = np.random.default_rng(2)
    said, given, real_said, real, _ = draw(40, 0.0, 1.0, rng)

    found = label_noise(said, given, real_said, real, classes=CLASSES, rng=rng, resamples=60)

    assert found.overall == pytest.approx(0, abs=0.05)
    assert found.overall_low == pytest.approx(0, abs=1e-9)
    assert found.overall_high >= 1 - 0.025 ** (1 / 40) - 1e-9  # Clopper and Pearson, of none in 40


def test_what_the_wrong_ones_are_is_told() -> None:
    rng = np.random.default_rng(3)
    real, truth = rng.integers(0, 3, 900), rng.integers(0, 3, 900)
    given = np.where((truth == 2) & (rng.random(900) < 0.5), 1, truth)

    found = label_noise(truth, given, real, real, classes=3, rng=rng, resamples=20)

    assert found.truth[1, 2] == pytest.approx(np.mean(truth[given == 1] == 2), abs=0.01)
    assert found.wrong[0] == pytest.approx(0, abs=0.01)


def test_classes_without_samples_are_unknown() -> None:
    rng = np.random.default_rng(4)
    labels = rng.integers(0, 2, 50)

    found = label_noise(labels, labels, labels, labels, classes=3, rng=rng, resamples=10)

    assert np.isnan([found.wrong[2], found.low[2], found.high[2]]).all()
    assert found.overall == pytest.approx(0, abs=0.02)


def test_votes_are_those_of_a_sorted_list_and_own_groups_have_none() -> None:
    rng = np.random.default_rng(5)
    base, codes, groups = rng.normal(size=(60, 3)), rng.integers(0, 3, 60), np.repeat(np.arange(20), 3)

    votes, index, nearest = neighbour_votes(base, base, codes, 3, k=4, own=(groups, groups))

    for row in range(60):
        apart = np.linalg.norm(base - base[row], axis=1)
        apart[groups == groups[row]] = np.inf
        voters = np.argsort(apart)[:4]
        assert set(index[row]) == set(voters)
        assert votes[row] == pytest.approx(np.bincount(codes[voters], minlength=3) / 4)
        assert nearest[row] == pytest.approx(apart.min(), rel=1e-5)


def test_suspicion_is_conformal() -> None:
    """Labels drawn as the real ones are suspected at the level, and no more often."""
    rng = np.random.default_rng(6)
    p, corrected = suspicion(rng.random(2000), np.zeros(2000, int), rng.random(2000), np.zeros(2000, int))
    assert np.mean(p <= 0.1) == pytest.approx(0.1, abs=0.03)
    assert (corrected >= p).all()

    p, corrected = suspicion(np.array([0.0]), np.array([1]), rng.random(10), np.zeros(10, int))
    assert p[0] == corrected[0] == 1, "no real sample has the label"
