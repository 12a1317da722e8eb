import numpy as np
import pytest

from datadiet.errors import TooFewSamples
from datadiet.measure.paired import paired


def draw(n, shift, seed, d=8):
    return np.random.default_rng(seed).normal(size=(n, d)) + shift


def test_a_nearer_candidate_is_better_in_both_measures():
    mixing, gap = paired(draw(200, 0, 0), draw(200, 1.5, 1), draw(200, 0.2, 2), rng=np.random.default_rng(3))
    assert mixing.better is True
    assert 0 < mixing.interval[0] < mixing.difference
    assert gap.better is True
    assert gap.difference < gap.interval[1] < 0


def test_swapping_the_sets_turns_the_sign():
    sets = draw(150, 0, 0), draw(150, 1.0, 1), draw(150, 0.2, 2)
    forth = paired(*sets, rng=np.random.default_rng(0))[1]
    back = paired(sets[0], sets[2], sets[1], rng=np.random.default_rng(0))[1]
    assert forth.better is True
    assert back.better is False


def test_the_gap_agrees_with_a_double_loop():
    sets = draw(12, 0, 0), draw(12, 1.0, 1), draw(12, 0.5, 2)
    gap = paired(*sets, rng=np.random.default_rng(0))[1]

    def brute(x, y):
        def mean(a, b, same):
            pairs = [np.linalg.norm(p - q) for i, p in enumerate(a) for j, q in enumerate(b) if not (same and i == j)]
            return np.mean(pairs)

        return (2 * mean(x, y, False) - mean(x, x, True) - mean(y, y, True)) / mean(x, x, True)

    assert gap.baseline == pytest.approx(brute(sets[0], sets[1]))
    assert gap.candidate == pytest.approx(brute(sets[0], sets[2]))


def test_two_draws_of_one_law_are_called_different_at_the_nominal_rate():
    called = sum(
        paired(draw(60, 0, 3 * s), draw(60, 1, 3 * s + 1), draw(60, 1, 3 * s + 2), rng=np.random.default_rng(s))[
            1
        ].better
        is not None
        for s in range(60)
    )
    assert called <= 9  # 60 draws at 5 %: more than 9 has a chance under 0.2 %


def test_groups_count_once():
    real, base, cand = draw(40, 0, 0), draw(40, 0, 1), draw(400, 0, 2)
    grouped = paired(real, base, cand, rng=np.random.default_rng(0), candidate_groups=np.repeat(np.arange(20), 20))
    assert grouped[0].n == 20


def test_too_few_independent_samples_are_refused_with_the_number_needed():
    with pytest.raises(TooFewSamples, match="at least 10"):
        paired(draw(9, 0, 0), draw(50, 0, 1), draw(50, 0, 2), rng=np.random.default_rng(0))
