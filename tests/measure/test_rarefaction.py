import numpy as np
import pytest

from datadiet.errors import OptionError, TooFewSamples
from datadiet.measure import rarefaction
from datadiet.measure.discs import exclusive_areas, union_area
from datadiet.measure.rarefaction import curve
from datadiet.measure.survey import expected_area, survey

CLOUD = np.random.default_rng(0).random((150, 2))
BASE = np.random.default_rng(1).random((60, 2)) * [0.5, 1.0]
RADIUS = 0.06


def areas_by_brute_force(n: int, orders: int, base: np.ndarray | None = None) -> np.ndarray:
    rng = np.random.default_rng(2)
    start = np.empty((0, 2)) if base is None else base
    drawn = (CLOUD[rng.permutation(len(CLOUD))[:n]] for _ in range(orders))
    return np.array([union_area(np.concatenate([start, part]), RADIUS) for part in drawn])


@pytest.mark.parametrize("base", [None, BASE], ids=["alone", "after a base"])
def test_mean_and_band_agree_with_exact_unions_over_random_orders(base: np.ndarray | None):
    found = curve(CLOUD, RADIUS, base=base, sizes=(20, 75, 130), orders=300, rng=np.random.default_rng(3))
    for k, n in enumerate(found.n):
        areas = areas_by_brute_force(n, 300, base)
        assert found.mean[k] == pytest.approx(areas.mean(), rel=0.006)
        low, high = np.percentile(areas, [2.5, 97.5])
        assert found.high[k] - found.low[k] == pytest.approx(high - low, rel=0.35)


@pytest.mark.parametrize("base", [None, BASE], ids=["alone", "after a base"])
def test_the_gain_of_the_last_sample_is_the_mean_exclusive_area(base: np.ndarray | None):
    ground = survey(CLOUD, RADIUS, base=base, rng=np.random.default_rng(3))
    before, after = expected_area(ground, np.array([149, 150]))
    both = CLOUD if base is None else np.concatenate([CLOUD, base])
    assert after - before == pytest.approx(exclusive_areas(both, RADIUS)[:150].mean(), rel=1e-6)
    assert after == pytest.approx(union_area(both, RADIUS), rel=1e-9)


def test_the_gain_at_any_n_is_the_mean_exclusive_area_in_a_random_subset():
    ground = survey(CLOUD, RADIUS, rng=np.random.default_rng(3))
    before, after = expected_area(ground, np.array([59, 60]))
    rng = np.random.default_rng(4)
    alone = [exclusive_areas(CLOUD[rng.permutation(150)[:60]], RADIUS).mean() for _ in range(200)]
    assert after - before == pytest.approx(np.mean(alone), rel=0.02)


def test_the_curve_begins_with_one_disc_grows_ever_slower_and_ends_with_the_union():
    found = curve(CLOUD, RADIUS, sizes=tuple(range(1, 151)), rng=np.random.default_rng(3))
    gains = np.diff(found.mean)
    assert found.mean[0] == pytest.approx(np.pi * RADIUS**2, rel=1e-6)
    assert (gains > 0).all()
    assert (np.diff(gains) < 1e-12).all()
    assert found.low[-1] == pytest.approx(found.high[-1])
    assert all(low <= mean <= high for low, mean, high in zip(found.low, found.mean, found.high, strict=True))


def test_after_a_base_the_curve_begins_with_the_base():
    found = curve(CLOUD, RADIUS, base=BASE, rng=np.random.default_rng(3))
    assert found.n[0] == 0
    assert found.mean[0] == pytest.approx(union_area(BASE, RADIUS))


def test_samples_on_taken_ground_add_nothing():
    found = curve(BASE, RADIUS, base=BASE, rng=np.random.default_rng(3))
    np.testing.assert_allclose(found.mean, union_area(BASE, RADIUS), rtol=1e-12)


def test_one_seed_gives_one_curve():
    one, two = (curve(CLOUD, RADIUS, rng=np.random.default_rng(3)) for _ in range(2))
    assert one == two


def test_of_a_large_set_a_random_subset_is_used(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rarefaction, "MOST", 100)
    assert curve(CLOUD, RADIUS, rng=np.random.default_rng(3)).n[-1] == 100


def test_identical_samples_cover_one_disc():
    found = curve(np.ones((20, 2)), 1.0, rng=np.random.default_rng(0))
    np.testing.assert_allclose(found.mean, np.pi)


def test_what_cannot_be_drawn_is_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(OptionError, match="0 to 150"):
        curve(CLOUD, RADIUS, sizes=(151,), rng=rng)
    with pytest.raises(OptionError, match="50 or more"):
        curve(CLOUD, RADIUS, orders=10, rng=rng)
    with pytest.raises(TooFewSamples):
        curve(np.empty((0, 2)), RADIUS, rng=rng)
