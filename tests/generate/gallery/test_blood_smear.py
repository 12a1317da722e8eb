"""Red cells, platelets and debris: parameters do what they say."""

import time

import numpy as np
import pytest

from datadiet.generate.gallery.blood_smear import debris, platelet
from datadiet.generate.gallery.drawing import colour, smooth_noise, wavy
from datadiet.generate.gallery.dust import dust
from datadiet.generate.gallery.red_cells import GLASS, red_cell

PLAIN = {"tilt": 0, "texture": 0, "blotches": 0, "rim": 0, "spots": 0, "pallor": 0, "fringe": 0, "slack": 0}


def area(cutout):
    """In pixels of the scene."""
    return float(cutout.solid.sum()) / cutout.density**2


def on_glass(cutout):
    """What is seen where it lies on the glass, as a share of the glass: (h, w, 3)."""
    clear = 1 - cutout.alpha[..., None]
    return (clear * GLASS + cutout.alpha[..., None] * cutout.rgb) / GLASS


def middle_and_ring(cutout, radius):
    """Mean green in the middle and at 0.77 radii."""
    luma = on_glass(cutout)[..., 1]
    rows, columns = np.indices(luma.shape) + 0.5
    away = np.hypot(columns - cutout.anchor[0], rows - cutout.anchor[1]) / cutout.density / radius
    return luma[away < 0.15].mean(), luma[(away > 0.74) & (away < 0.8)].mean()


@pytest.mark.parametrize("radius", [20, 48, 75])
@pytest.mark.parametrize("ellipticity", [1.0, 1.6])
def test_a_red_cell_has_the_area_of_its_disc(radius, ellipticity, seeded):
    for irregularity in (0, 0.06):
        shape = {"radius": radius, "ellipticity": ellipticity, "irregularity": irregularity, "slack": 0}
        assert area(red_cell(shape, seeded(radius))) == pytest.approx(np.pi * radius**2, rel=0.02)


def test_an_ellipse_is_as_much_longer_as_it_says(seeded):
    inside = red_cell({"ellipticity": 1.5, "irregularity": 0, "slack": 0}, seeded(0)).solid > 0.5
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
    middle, ring = middle_and_ring(pale, 46)
    assert middle > ring + 0.05
    assert ring == pytest.approx(middle_and_ring(full, 46)[1], abs=0.01)
    assert np.ptp(middle_and_ring(full, 46)) < 1e-5
    assert np.array_equal(pale.solid, full.solid)  # a pale middle is part of the cell


def in_the_middle(cutout):
    """How many bright pixels are well inside the outline."""
    return (on_glass(cutout)[..., 1][20:-20, 20:-20][cutout.alpha[20:-20, 20:-20] > 0.48] > 0.92).sum()


def test_a_larger_pallor_is_larger(seeded):
    clear = [
        in_the_middle(red_cell({**PLAIN, "pallor": 0.8, "pallor_size": size}, seeded(2))) for size in (0.2, 0.4, 0.6)
    ]
    assert 0 < clear[0] < clear[1] < clear[2]


def across_the_edge(cutout, offset):
    """What is seen, three colours, `offset` pixels outside a round cell of 46 pixels."""
    rows, columns = np.indices(cutout.alpha.shape) + 0.5
    away = np.hypot(columns - cutout.anchor[0], rows - cutout.anchor[1]) / cutout.density - 46
    return on_glass(cutout)[np.abs(away - offset) < 0.6].mean(0)


def test_a_red_cell_without_structure_shows_its_colour_on_the_glass(seeded):
    own = {"hue": 340, "saturation": 0.2, "brightness": 0.9, "irregularity": 0, "ellipticity": 1}
    cell = red_cell({**PLAIN, **own}, seeded(0))
    assert np.allclose(across_the_edge(cell, -40), colour(340, 0.2, 0.9), atol=0.005)


def test_a_red_cell_is_purple_inside_its_edge_and_has_a_bright_fringe_outside(seeded):
    cell = red_cell({**PLAIN, "irregularity": 0, "ellipticity": 1, "fringe": 0.016}, seeded(0))
    inside, rim, fringe, far = (across_the_edge(cell, offset) for offset in (-30, -4, 5, 11))
    assert rim[2] > inside[2] + 0.015  # blue
    assert abs(rim[0] - inside[0]) < 0.015
    assert fringe[0] == pytest.approx(1.03, abs=0.01)
    assert fringe[1] == pytest.approx(1.015, abs=0.01)
    assert far == pytest.approx(1, abs=0.006)


def test_a_red_cell_never_hides_what_is_behind_it_from_the_labels(seeded):
    assert max(red_cell({"spots": 3, "tilt": 0.8}, seeded(seed)).alpha.max() for seed in range(5)) < 0.5


def test_two_red_cells_are_hardly_darker_than_one(seeded):
    cell = red_cell(PLAIN, seeded(0))
    half = cell.alpha.shape[0] // 2
    alpha, own = cell.alpha[half, half], cell.rgb[half, half, 1] / GLASS[1]
    one = 1 - alpha + alpha * own
    two = (1 - alpha) * one + alpha * own
    assert one > two > one * one + 0.02  # a filter on a filter would let one * one through


def test_slack_is_what_the_box_is_larger_by(seeded):
    tight, loose = (red_cell({**PLAIN, "slack": slack}, seeded(0)) for slack in (0, 6))
    sizes = [(cell.solid > 0.5).any(0).sum() / cell.density for cell in (tight, loose)]
    assert sizes[1] - sizes[0] == pytest.approx(12, abs=1.1)


def test_spots_gleam_and_the_rim_is_darker(seeded):
    assert on_glass(red_cell({**PLAIN, "spots": 2}, seeded(1)))[30:-30, 30:-30].max() > 1.02
    plain, rimmed = (red_cell({**PLAIN, "rim": rim}, seeded(1)) for rim in (0, 0.5))
    assert on_glass(rimmed).min() < on_glass(plain).min() - 0.03


def test_dust_is_at_the_same_places_and_as_dark_as_it_says(seeded):
    faint, strong = (dust({"strength": strength}, seeded(0)).alpha for strength in (0.5, 1))
    assert np.unravel_index(strong.argmax(), strong.shape) == pytest.approx((76, 557), abs=2)
    assert strong.max() == pytest.approx(0.28, abs=0.02)
    assert faint == pytest.approx(strong / 2, abs=1e-6)


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
