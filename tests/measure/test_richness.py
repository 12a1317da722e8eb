import dataclasses
import json

import numpy as np
import pytest

from datadiet.errors import EmbeddingError, OptionError, TooFewSamples
from datadiet.measure.discs import union_area
from datadiet.measure.neighbours import nearest
from datadiet.measure.plane import fit_plane
from datadiet.measure.rarefied import area_at, rarefied, ratio
from datadiet.measure.richness import Richness, richness


def gaussian(n: int, dimensions: int = 8, *, seed: int, scale: float = 1.0) -> np.ndarray:
    return (scale * np.random.default_rng(seed).standard_normal((n, dimensions))).astype(np.float32)


def noisy(vectors: np.ndarray, sigma: float) -> np.ndarray:
    return vectors + gaussian(*vectors.shape, seed=99, scale=sigma)


def scored(real: np.ndarray, synthetic: np.ndarray, *, seed: int = 0, sigma: float = 0.2, **given) -> Richness:
    copies = {"noisy_real": noisy(real, sigma), "noisy_synthetic": noisy(synthetic, sigma)}
    return richness(real, synthetic, rng=np.random.default_rng(seed), **(copies | given))


def flat(n: int, *, seed: int, side: float = 1.0) -> np.ndarray:
    return side * np.random.default_rng(seed).random((n, 2))


def on_plane(real: np.ndarray, synthetic: np.ndarray, radius: float = 0.1, **given) -> Richness:
    return richness(real, synthetic, radius=radius, rng=np.random.default_rng(0), **given)


def test_wider_synthetic_samples_are_richer_and_narrower_ones_poorer():
    real = gaussian(200, seed=0)
    assert scored(real, gaussian(200, seed=1, scale=3)).interval[0] > 1
    assert scored(real, gaussian(200, seed=1, scale=0.3)).interval[1] < 1
    assert scored(real, real[:1].repeat(200, axis=0)).score < 0.05


def test_more_samples_of_one_law_are_not_richer_for_their_number():
    found = scored(gaussian(150, seed=0), gaussian(900, seed=1))
    assert found.n_equal == 150
    assert found.discs_synthetic > 1.5 * found.discs_real
    assert found.interval[0] < 1 < found.interval[1]


def test_copies_of_the_real_samples_cover_all_of_their_ground_and_no_other():
    real = flat(100, seed=0)
    found = on_plane(real, real)
    assert (found.score, found.novel, found.covered) == (1.0, 0.0, 1.0)
    assert found.added.gain == pytest.approx(0, abs=1e-9)
    assert found.full.beyond == 0.0


def test_disjoint_sets_share_no_ground():
    found = on_plane(flat(80, seed=0), flat(80, seed=1) + 50)
    assert found.covered == pytest.approx(0, abs=1e-9)
    assert found.novel == pytest.approx(found.area_synthetic)
    assert found.full.beyond == 1.0


def test_areas_are_those_of_the_discs_and_add_up():
    real, synthetic = flat(60, seed=0), flat(90, seed=1, side=1.5)
    found = on_plane(real, synthetic)
    real32, synthetic32 = (side.astype(np.float32).astype(float) for side in (real, synthetic))
    assert found.area_real == pytest.approx(union_area(real32, 0.1), rel=1e-9)
    assert found.area_synthetic == pytest.approx(union_area(synthetic32, 0.1), rel=1e-9)
    assert found.area_union == pytest.approx(union_area(np.concatenate([real32, synthetic32]), 0.1), rel=1e-9)
    assert found.novel == pytest.approx(found.area_synthetic - found.overlap)
    assert found.discs_union == pytest.approx(found.area_union / (np.pi * 0.01))


def test_the_radius_is_the_median_displacement_over_all_samples():
    real, synthetic = flat(40, seed=0), flat(60, seed=1)
    shift = np.concatenate([np.full(40, 0.5), np.full(60, 0.25)])[:, None] * [[1.0, 0.0]]
    found = richness(
        real,
        synthetic,
        noisy_real=real + shift[:40],
        noisy_synthetic=synthetic + shift[40:],
        noisy_half=(real, real + 0.1),
        noisy_double=(real, real + np.array([0.0, 0.7])),
        rng=np.random.default_rng(0),
    )
    assert found.radius == pytest.approx(0.25, rel=1e-5)
    assert found.radius_full == pytest.approx(0.25, rel=1e-5)
    assert found.radius_half == pytest.approx(0.1 * 2**0.5, rel=1e-5)
    assert found.radius_double == pytest.approx(0.7, rel=1e-5)
    assert not any("not measured" in note for note in found.notes)


def test_the_score_at_other_radii_is_exact_at_equal_n():
    real, synthetic = flat(60, seed=0).astype(np.float32), flat(60, seed=1, side=2).astype(np.float32)
    found = on_plane(real, synthetic)
    assert found.score_half == pytest.approx(union_area(synthetic, 0.05) / union_area(real, 0.05), rel=1e-6)
    assert found.score_double == pytest.approx(union_area(synthetic, 0.2) / union_area(real, 0.2), rel=1e-6)
    assert sum("not measured" in note for note in found.notes) == 2


def test_a_plane_that_was_fitted_before_gives_the_same():
    real, synthetic = gaussian(80, seed=0), gaussian(80, seed=1)
    copies = (noisy(real, 0.2), noisy(synthetic, 0.2))
    plane = fit_plane(real, synthetic, noisy=copies, rng=np.random.default_rng(7))
    assert scored(real, synthetic, plane=plane) == scored(real, synthetic)
    without = fit_plane(real, synthetic, rng=np.random.default_rng(7))
    assert scored(real, synthetic, plane=without) == scored(real, synthetic)


def test_distances_that_are_known_already_change_nothing():
    real, synthetic = gaussian(80, seed=0), gaussian(70, seed=1)
    to_real = nearest(synthetic, real, k=1)[1][:, 0]
    spacing = nearest(real, real, k=1, exclude=np.arange(80))[1][:, 0]
    assert scored(real, synthetic, nearest_real=to_real, real_spacing=spacing) == scored(real, synthetic)


def test_one_seed_gives_one_result_and_it_can_be_written_as_json():
    real, synthetic = gaussian(60, seed=0), gaussian(90, seed=1)
    found = scored(real, synthetic)
    assert scored(real, synthetic) == found
    assert scored(real, synthetic, seed=1) != found
    json.dumps(dataclasses.asdict(found), allow_nan=False)


def test_identical_samples_on_both_sides_cover_one_disc():
    found = on_plane(np.full((6, 2), 0.3), np.full((9, 2), 0.3))
    assert found.score == pytest.approx(1)
    assert found.discs_union == pytest.approx(1)
    assert (found.full.vendi_real, found.full.packing_synthetic) == (pytest.approx(1), 1)
    json.dumps(dataclasses.asdict(found), allow_nan=False)


def test_noise_below_the_spacing_of_real_samples_cannot_judge_redundancy():
    grid = np.stack(np.meshgrid(np.arange(9.0), np.arange(9.0)), axis=-1).reshape(-1, 2)
    found = on_plane(grid, grid + 0.5, radius=0.2)
    assert not found.redundancy_judged
    assert any("farther than" in note for note in found.notes)


def test_noise_that_makes_most_real_samples_redundant_cannot_judge_redundancy():
    found = on_plane(flat(200, seed=0), flat(200, seed=1), radius=0.3)
    assert not found.redundancy_judged
    assert any("100 %" in note for note in found.notes)


def test_noise_in_between_judges_redundancy():
    real = np.concatenate([flat(100, seed=0, side=40), flat(20, seed=2, side=0.1)])
    assert on_plane(real, flat(100, seed=1, side=40), radius=0.2).redundancy_judged


def test_without_a_radius_there_is_no_richness():
    real = gaussian(20, seed=0)
    with pytest.raises(OptionError, match="noisy copies"):
        richness(real, real, rng=np.random.default_rng(0))
    with pytest.raises(OptionError, match="radius_full"):
        richness(real, real, radius=0.1, rng=np.random.default_rng(0))
    with pytest.raises(OptionError, match="stronger noise"):
        scored(real, real, sigma=0.0)


def test_copies_must_belong_to_the_samples():
    real = gaussian(20, seed=0)
    with pytest.raises(EmbeddingError, match="one noisy copy"):
        scored(real, real, noisy_real=real[:5])


def test_one_sample_or_one_group_a_side_is_too_few():
    real = flat(20, seed=0)
    with pytest.raises(TooFewSamples, match="two"):
        on_plane(real, real[:1])
    with pytest.raises(TooFewSamples, match="groups"):
        on_plane(real, real, real_groups=np.zeros(20))


def test_differing_group_sizes_are_noted():
    groups = np.repeat(np.arange(5), 4)
    assert any("to a group" in note for note in on_plane(flat(20, seed=0), flat(20, seed=1), real_groups=groups).notes)


@pytest.mark.parametrize(("n_real", "n_synthetic"), [(150, 150), (80, 400)])
def test_the_interval_of_one_law_holds_one(n_real: int, n_synthetic: int):
    rng, inside = np.random.default_rng(6), 0
    n = min(n_real, n_synthetic)
    for _ in range(40):
        real, synthetic = (rarefied(rng.standard_normal((size, 2)), 0.15, n, rng=rng) for size in (n_real, n_synthetic))
        low, high = ratio(synthetic, real).interval
        inside += low <= 1 <= high
    assert inside >= 36


def test_the_interval_holds_one_with_groups_and_is_too_narrow_without_declaring_them():
    rng, inside, blind = np.random.default_rng(7), 0, 0
    groups = np.repeat(np.arange(20), 10)

    def videos() -> np.ndarray:
        return (rng.standard_normal((20, 1, 2)) + 0.1 * rng.standard_normal((20, 10, 2))).reshape(-1, 2)

    for _ in range(20):
        real, synthetic = videos(), videos()
        for labels in (groups, None):
            sides = [rarefied(side, 0.2, 200, groups=labels, rng=rng) for side in (synthetic, real)]
            low, high = ratio(*sides).interval
            inside += (labels is not None) and low <= 1 <= high
            blind += (labels is None) and low <= 1 <= high
    assert inside >= 17
    assert blind < inside - 3


def test_rarefied_area_is_the_mean_over_random_subsets():
    rng, points = np.random.default_rng(8), flat(200, seed=0)
    exact = [union_area(points[rng.permutation(200)[:50]], 0.08) for _ in range(300)]
    error = np.std(exact) / len(exact) ** 0.5
    assert abs(area_at(points, 0.08, 50, rng=rng) - np.mean(exact)) < 3.5 * error < 0.01 * np.mean(exact)
