import numpy as np
import pytest

from datadiet.generate.sensor import apply_sensor, distort, distort_mask, distort_points
from datadiet.generate.twins.rendered import Mask

LENSES = [{"k1": -0.25}, {"k1": 0.25}, {"k1": -0.3, "k2": 0.15}, {"k1": 0.2, "k2": -0.2}, {"k2": 0.2}]
SIZE = (160, 120)


def dots() -> tuple[np.ndarray, np.ndarray]:
    """White discs on black, and their middles."""
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]] + 0.5
    middles = np.array([(80, 60), (30, 25), (130.5, 22), (40, 95), (120, 98.5), (80, 20), (25, 60)], dtype=float)
    discs = [np.clip(4.5 - np.hypot(x - mx, y - my), 0, 1) for mx, my in middles]
    return np.maximum.reduce(discs).astype(np.float32), middles


def centres(image: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Centre of mass of what is bright around each point."""
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]] + 0.5
    found = []
    for px, py in near:
        weight = image * (np.hypot(x - px, y - py) < 9)
        found.append((np.sum(weight * x) / weight.sum(), np.sum(weight * y) / weight.sum()))
    return np.array(found)


@pytest.mark.parametrize("lens", LENSES)
def test_pictures_masks_and_points_agree_to_half_a_pixel(lens):
    image, middles = dots()
    moved = distort_points(middles, SIZE, lens)
    light = distort(image, lens, order=1)
    mask = distort(image > 0.5, lens, order=0)
    assert mask.dtype == bool
    assert np.abs(centres(light, moved) - moved).max() < 0.15
    assert np.abs(centres(mask.astype(float), moved) - moved).max() < 0.5
    taken = apply_sensor(np.repeat(image[:, :, None], 3, axis=2), lens, np.random.default_rng(0))
    assert np.abs(centres(taken[:, :, 1], moved) - moved).max() < 0.2
    assert np.abs(moved - middles).max() > 0.5


def test_points_by_hand():
    # Half diagonal 100, pincushion of 0.1: nearest edge at 60, zoom 1 / (1 + 0.1 * 0.36) = 1 / 1.036.
    points = np.array([[80, 60], [80, 110], [160, 120], [80, 0]], dtype=float)
    moved = distort_points(points, SIZE, {"k1": 0.1})
    assert np.allclose(moved[0], [80, 60])
    assert np.allclose(moved[1], [80, 60 + 50 * (1 + 0.1 * 0.25) / 1.036])
    assert np.allclose(moved[2], [80 + 80 * 1.1 / 1.036, 60 + 60 * 1.1 / 1.036])
    assert np.allclose(moved[3], [80, 0])


@pytest.mark.parametrize("lens", LENSES)
def test_nothing_from_outside_is_shown(lens):
    columns = np.tile(np.arange(SIZE[0], dtype=np.float64), (SIZE[1], 1))
    rows = np.tile(np.arange(SIZE[1], dtype=np.float64)[:, None], (1, SIZE[0]))
    for ramp, last in ((columns, SIZE[0] - 1), (rows, SIZE[1] - 1)):
        shown = distort(ramp, lens, order=1)
        side = np.diff(shown, axis=1 if ramp is columns else 0)
        assert side.min() > 0.2  # a continued edge would be flat
        assert shown.min() >= 0
        assert shown.max() <= last


def test_barrel_draws_a_line_outwards_in_its_middle():
    image = np.zeros((SIZE[1], SIZE[0]))
    image[20] = 1
    bent = distort(image, {"k1": -0.25}, order=1).argmax(axis=0)
    assert bent[80] < bent[20]
    assert bent[80] < bent[140]


@pytest.mark.parametrize("lens", LENSES)
def test_a_mask_alone_is_bent_as_in_its_picture(lens):
    whole = np.zeros((SIZE[1], SIZE[0]), dtype=bool)
    whole[10:41, 100:150] = True
    alone = distort_mask(Mask(100, 10, whole[10:41, 100:150]), SIZE, lens)
    seen = np.zeros_like(whole)
    height, width = alone.pixels.shape
    bottom, right = min(alone.top + height, SIZE[1]), min(alone.left + width, SIZE[0])
    top, left = max(0, alone.top), max(0, alone.left)
    seen[top:bottom, left:right] = alone.pixels[
        top - alone.top : bottom - alone.top, left - alone.left : right - alone.left
    ]
    assert np.array_equal(seen, distort(whole, lens, order=0))
    assert alone.pixels[[0, -1]].any(axis=1).all()
    assert alone.pixels[:, [0, -1]].any(axis=0).all()


def test_a_mask_beyond_the_picture_stays_beyond_it():
    moved = distort_mask(Mask(-40, 50, np.ones((20, 30), dtype=bool)), SIZE, {"k1": 0.2})
    assert moved.left < 0
    assert abs(moved.area - 600) < 200


def test_a_neutral_lens_returns_what_it_was_given():
    image = dots()[0]
    mask = Mask(3, 4, np.ones((2, 2), dtype=bool))
    assert distort(image, {}, order=1) is image
    assert distort_mask(mask, SIZE, {"defocus": 3}) is mask


def test_red_is_larger_and_blue_smaller():
    image, middles = dots()
    taken = apply_sensor(np.repeat(image[:, :, None], 3, axis=2), {"chromatic": 0.02}, np.random.default_rng(0))
    middle = np.array(SIZE) / 2
    for channel, factor in enumerate((1.02, 1.0, 0.98)):
        expected = middle + (middles - middle) * factor
        assert np.abs(centres(taken[:, :, channel], expected) - expected).max() < 0.2


def test_distort_keeps_numbers_of_items():
    numbers = np.arange(12, dtype=np.int32).repeat(1600).reshape(120, 160)
    bent = distort(numbers, {"k1": -0.2}, order=0)
    assert bent.dtype == np.int32
    assert set(np.unique(bent)) <= set(range(12))
