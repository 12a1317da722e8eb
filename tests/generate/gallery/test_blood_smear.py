"""Red cells, platelets and debris: parameters do what they say."""

import time

import numpy as np
import pytest

from datadiet.generate.gallery.blood_smear import debris, platelet, red_cell
from datadiet.generate.gallery.drawing import colour, smooth_noise, wavy

PLAIN = {"tilt": 0, "texture": 0, "rim": 0, "spots": 0, "pallor": 0}


def area(cutout):
    """In pixels of the scene."""
    return float(cutout.solid.sum()) / cutout.density**2


def middle_and_ring(cutout, radius):
    """Mean luma in the middle and at 0.75 radii."""
    luma = cutout.rgb.mean(axis=2)
    rows, columns = np.indices(luma.shape) + 0.5
    away = np.hypot(columns - cutout.anchor[0], rows - cutout.anchor[1]) / cutout.density / radius
    return luma[away < 0.15].mean(), luma[(away > 0.7) & (away < 0.8)].mean()


@pytest.mark.parametrize("radius", [20, 48, 75])
@pytest.mark.parametrize("ellipticity", [1.0, 1.6])
def test_a_red_cell_has_the_area_of_its_disc(radius, ellipticity, seeded):
    for irregularity in (0, 0.06):
        shape = {"radius": radius, "ellipticity": ellipticity, "irregularity": irregularity}
        assert area(red_cell(shape, seeded(radius))) == pytest.approx(np.pi * radius**2, rel=0.02)


def test_an_ellipse_is_as_much_longer_as_it_says(seeded):
    inside = red_cell({"ellipticity": 1.5, "irregularity": 0}, seeded(0)).solid > 0.5
    assert inside.any(0).sum() / inside.any(1).sum() == pytest.approx(1.5, rel=0.02)


def test_an_irregular_outline_strays_as_far_as_it_says(seeded):
    angle = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    x, y = np.cos(angle)[None], np.sin(angle)[None]
    waves = [wavy(x, y, 0.05, seeded(seed)) for seed in range(200)]
    assert all(abs(wave.mean()) < 1e-5 for wave in waves)
    assert np.sqrt(np.mean(np.square(waves))) == pytest.approx(0.05, rel=0.1)


def test_pallor_lightens_the_middle_and_nothing_else_does(seeded):
    pale = red_cell({**PLAIN, "pallor": 0.8}, seeded(2))
    full = red_cell(PLAIN, seeded(2))
    middle, ring = middle_and_ring(pale, 48)
    assert middle > ring + 0.05
    assert ring == pytest.approx(middle_and_ring(full, 48)[1], abs=0.01)
    assert np.ptp(middle_and_ring(full, 48)) < 1e-5
    assert np.array_equal(pale.solid, full.solid)  # a pale middle is part of the cell


def test_a_larger_pallor_is_larger(seeded):
    clear = [
        (red_cell({**PLAIN, "pallor": 0.8, "pallor_size": size}, seeded(2)).rgb[..., 1] > 0.88).sum()
        for size in (0.2, 0.4, 0.6)
    ]
    assert 0 < clear[0] < clear[1] < clear[2]


def test_a_red_cell_without_structure_lets_through_just_its_colour(seeded):
    own = {"hue": 340, "saturation": 0.2, "brightness": 0.9}
    cell = red_cell({**PLAIN, **own}, seeded(0))
    assert np.allclose(cell.rgb, colour(340, 0.2, 0.9), atol=1e-5)


def test_spots_gleam_and_the_rim_is_darker(seeded):
    assert red_cell({**PLAIN, "spots": 2}, seeded(1)).rgb.min(axis=2).max() > 0.9
    assert red_cell({**PLAIN, "rim": 0.5}, seeded(1)).rgb.min() < red_cell(PLAIN, seeded(1)).rgb.min() - 0.05


@pytest.mark.parametrize("radius", [10, 16, 30])
def test_a_platelet_grows_with_its_radius(radius, seeded):
    found = np.mean([area(platelet({"radius": radius}, seeded(seed))) for seed in range(8)])
    assert found == pytest.approx(np.pi * radius**2, rel=0.1)


def test_platelets_that_stick_together_are_as_large_as_one(seeded):
    for members in (2, 3, 5):
        found = np.mean([area(platelet({"radius": 16, "members": members}, seeded(seed))) for seed in range(8)])
        assert found == pytest.approx(np.pi * 16**2, rel=0.35)


def test_debris_is_a_dark_ring_around_a_gleam(seeded):
    speck = debris({"radius": 5}, seeded(0))
    shown = 0.8 * (1 - speck.alpha) + speck.rgb[..., 0] * speck.alpha  # over a grey of 0.8
    half, reach = shown.shape[0] // 2, round(5 * speck.density)
    assert shown[half, half] > 0.8 > shown[half, half + reach] + 0.05
    assert shown[half, 0] == pytest.approx(0.8, abs=0.01)


def test_noise_has_variance_near_1_and_bumps_of_its_size(seeded):
    fine, coarse = (np.stack([smooth_noise((160, 160), size, seeded(seed)) for seed in range(6)]) for size in (4, 20))
    for noise in (fine, coarse):
        assert abs(noise.mean()) < 0.2
        assert noise.std() == pytest.approx(1, abs=0.25)
    slopes = [np.abs(np.diff(noise, axis=2)).mean() for noise in (fine, coarse)]
    assert slopes[0] / slopes[1] == pytest.approx(20 / 4, rel=0.15)


def test_a_red_cell_takes_less_than_three_milliseconds(seeded):
    def once(seed):
        start = time.process_time()
        red_cell({}, seeded(seed))
        return time.process_time() - start

    assert min(once(seed) for seed in range(20)) < 0.003
