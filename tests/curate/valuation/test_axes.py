import numpy as np
import pytest

from datadiet.curate.valuation import junk_cut, knn_shapley, novelty, values
from datadiet.errors import OptionError, TooFewSamples


def two_clouds(n: int, m: int, seed: int = 0):
    rng = np.random.default_rng(seed)
    labels, wanted = rng.integers(0, 2, n), rng.integers(0, 2, m)
    return (
        rng.normal(0, 1, (n, 4)) + 2 * labels[:, None],
        labels,
        rng.normal(0, 1, (m, 4)) + 2 * wanted[:, None],
        wanted,
    )


def test_values_are_those_of_the_game_in_multiples_of_one_nth():
    parts = two_clouds(120, 90)
    found = values(*parts, k=5, rng=np.random.default_rng(0), resamples=50)
    labels, wanted = parts[1], parts[3]
    idle = (labels[:, None] == wanted).mean(axis=1)
    assert found.value == pytest.approx(120 * knn_shapley(*parts, k=5) - idle, abs=1e-9)
    assert found.worth == pytest.approx(found.value.mean() + idle.mean())
    assert found.worth_interval[0] < found.worth < found.worth_interval[1]
    assert (found.low <= found.value + 1e-6).mean() > 0.97
    assert (found.high >= found.value - 1e-6).mean() > 0.97


def test_a_sample_that_never_votes_is_worth_nothing_however_frequent_its_label():
    train, labels, validation, wanted = two_clouds(200, 100)
    wanted[10:] = 0
    validation[10:] -= 2 * validation[10:].mean(axis=0)
    train[:2] += 1e3
    labels[:2] = [0, 1]
    found = values(train, labels, validation, wanted, k=5, rng=np.random.default_rng(0))
    assert found.value[:2] == pytest.approx([0, 0], abs=0.01)
    assert found.high[:2] - found.low[:2] == pytest.approx([0, 0], abs=0.01)


def test_intervals_shrink_with_validation_samples_and_hold_what_they_promise():
    train, labels, _, _ = two_clouds(40, 1)
    truth = values(train, labels, *two_clouds(1, 6000, seed=9)[2:], k=3, rng=np.random.default_rng(0), resamples=1)
    widths, inside = {50: [], 400: []}, []
    for seed in range(20):
        for m, found_widths in widths.items():
            rng = np.random.default_rng(seed)
            found = values(train, labels, *two_clouds(1, m, seed=100 + seed)[2:], k=3, rng=rng)
            found_widths.append((found.high - found.low).mean())
            inside.append(((found.low <= truth.value) & (truth.value <= found.high)).mean())
    assert np.mean(widths[400]) == pytest.approx(np.mean(widths[50]) / np.sqrt(8), rel=0.15)
    assert np.mean(inside) == pytest.approx(0.93, abs=0.04)


def test_validation_samples_of_one_group_are_drawn_together():
    train, labels, validation, wanted = two_clouds(40, 60)
    one_by_one = values(train, labels, validation, wanted, k=3, rng=np.random.default_rng(0))
    repeated = values(
        train,
        labels,
        np.repeat(validation, 4, axis=0),
        np.repeat(wanted, 4),
        k=3,
        rng=np.random.default_rng(0),
        groups=np.repeat(np.arange(60), 4),
    )
    assert repeated.groups == 60
    assert repeated.validation == 240
    assert repeated.low == pytest.approx(one_by_one.low, abs=1e-4)


def test_the_same_generator_gives_the_same_bytes_and_progress_is_told():
    told = []
    parts = two_clouds(30, 70)
    found = [values(*parts, k=3, rng=np.random.default_rng(1), progress=lambda *at: told.append(at)) for _ in range(2)]
    assert found[0].low.tobytes() == found[1].low.tobytes()
    assert told[:2] == [(64, 70), (70, 70)]


def test_too_few_validation_samples_and_no_resamples_are_told():
    with pytest.raises(TooFewSamples, match="9 independent validation samples"):
        values(*two_clouds(30, 9), k=3, rng=np.random.default_rng(0))
    with pytest.raises(OptionError, match="resamples is 0"):
        values(*two_clouds(30, 20), k=3, rng=np.random.default_rng(0), resamples=0)


@pytest.mark.parametrize("own_junk", [0, 300])
def test_the_cut_lies_where_planted_junk_ends_however_much_junk_the_set_holds(own_junk):
    rng = np.random.default_rng(0)
    junk, good = rng.normal(-2, 0.5, 500), rng.normal(1, 0.5, 500)
    samples = np.concatenate([rng.normal(1, 0.5, 700), rng.normal(-2, 0.5, own_junk)])
    found = junk_cut(junk, samples, good)
    assert found.at == pytest.approx(-0.5, abs=0.35)
    assert found.caught == pytest.approx((junk < found.at).mean())
    assert found.false_alarms == pytest.approx((good < found.at).mean())
    assert found.caught > 0.98
    assert found.false_alarms < 0.02
    assert (found.planted, found.good) == (500, 500)


def test_the_area_under_the_curve_is_that_of_all_pairs():
    rng = np.random.default_rng(0)
    junk, samples = rng.integers(0, 6, 40).astype(float), rng.integers(2, 9, 50).astype(float)
    pairs = (junk[:, None] < samples).mean() + (junk[:, None] == samples).mean() / 2
    assert junk_cut(junk, samples, samples).auc == pytest.approx(pairs)


def test_scores_that_cannot_tell_give_no_cut():
    rng = np.random.default_rng(0)
    found = junk_cut(rng.normal(size=300), rng.normal(size=300), rng.normal(size=300))
    assert found.at is None
    assert (found.caught, found.false_alarms) == (0, 0)


def test_a_late_copy_has_least_novelty_its_original_some_and_what_stands_alone_most():
    points = np.array([0.0, 10.0, 20.0, 30.0, 0.001])
    distance = np.abs(points[:, None] - points)
    np.fill_diagonal(distance, np.inf)
    index = np.argsort(distance, axis=1)[:, :3]
    found = novelty(index, np.take_along_axis(distance, index, axis=1), unit=10)
    assert found.argsort()[:2].tolist() == [4, 0]
    assert found[1:4] == pytest.approx([1, 1, 1], rel=0.01)


def test_a_sample_alone_is_as_novel_as_can_be():
    assert novelty(np.array([[-1]]), np.array([[np.inf]]), unit=1).tolist() == [np.inf]
