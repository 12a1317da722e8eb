"""What every function that draws an item or a backdrop keeps."""

import numpy as np
import pytest

from datadiet.generate.gallery.blood_smear import smear
from datadiet.generate.gallery.receipt import table

from .conftest import ITEMS


@pytest.mark.parametrize("name", ITEMS)
def test_the_same_seed_gives_the_same_picture_and_another_seed_another(name, seeded):
    one, again, other = (ITEMS[name]({}, seeded(seed)) for seed in (3, 3, 4))
    assert one.rgb.tobytes() == again.rgb.tobytes()
    assert one.alpha.tobytes() == again.alpha.tobytes()
    assert one.anchor == again.anchor
    if name != "dust":  # it lies where it lies
        assert one.alpha.shape != other.alpha.shape or one.alpha.tobytes() != other.alpha.tobytes()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ITEMS)
def test_numbers_are_finite_and_from_0_to_1_and_the_edge_is_clear(name, seed, seeded):
    cutout = ITEMS[name]({}, seeded(seed))
    for values in (cutout.rgb, cutout.alpha, cutout.solid):
        if values is not None:
            assert values.dtype == np.float32
            assert 0 <= values.min() <= values.max() <= 1  # NaN would fail both
    assert cutout.alpha.max() > 0.2
    if name not in ("logo", "date", "line_item", "total", "barcode"):  # print is cut to what is printed
        rim = np.concatenate([cutout.alpha[0], cutout.alpha[-1], cutout.alpha[:, 0], cutout.alpha[:, -1]])
        assert rim.max() < 0.02


@pytest.mark.parametrize("name", ["red_cell", "platelet", "white_cell", "paper"])
def test_what_counts_as_the_item_is_drawn(name, seeded):
    cutout = ITEMS[name]({}, seeded(5))
    assert (cutout.alpha[cutout.solid > 0.5] > 0.05).all()


@pytest.mark.parametrize("draw", [smear, table])
def test_backdrops_fill_the_picture_and_keep_their_range(draw, seeded):
    one, again = (draw({}, (70, 50), seeded(1)) for _ in range(2))
    assert one.shape == (50, 70, 3)
    assert one.dtype == np.float32
    assert 0 <= one.min() <= one.max() <= 1
    assert one.tobytes() == again.tobytes() != draw({}, (70, 50), seeded(2)).tobytes()


def test_the_glass_is_brighter_where_it_is_told_to_be(seeded):
    plain = {
        "falloff": 0,
        "texture": 0,
        "streaks": 0,
        "mottle": 0,
        "stripes": 0,
        "slope_x": 0,
        "slope_y": 0,
        "green": 0.02,
        "yellow": 0.03,
    }
    flat = smear({**plain, "brightness": 0.8}, (64, 48), seeded(0))
    assert np.allclose(flat, [0.78, 0.8, 0.77], atol=1e-6)
    sloped = smear({**plain, "brightness": 0.8, "slope_x": 0.1}, (64, 48), seeded(0))
    assert np.allclose(sloped[:, -1, 1] - sloped[:, 0, 1], 0.1 * 63 / 64, atol=1e-6)
    round_glass = smear({**plain, "brightness": 0.8, "falloff": 0.2}, (64, 48), seeded(0))
    assert round_glass[0, 0, 1] < round_glass[24, 0, 1] < round_glass[24, 32, 1] <= 0.8
