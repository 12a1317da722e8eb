import colorsys

import numpy as np
import pytest
from PIL import Image, ImageFilter
from scipy.signal import convolve2d

from datadiet.data import images
from datadiet.domain.attributes import DESCRIPTIONS, PIXELS
from datadiet.domain.attributes.pixels import (
    MEASURES,
    brightness,
    colourfulness,
    contrast,
    hue,
    noise,
    sharpness,
)

LUMA = np.array([0.299, 0.587, 0.114])


def plain(colour, size=(40, 30)):
    return np.full((size[1], size[0], 3), colour, dtype=np.uint8)


def checkerboard(cell=1, cells=32):
    board = np.indices((cells, cells)).sum(axis=0) % 2 * 255
    return np.repeat(np.kron(board, np.ones((cell, cell)))[..., None], 3, axis=2).astype(np.uint8)


def scene(size=(640, 480), seed=0):
    """A picture with edges, gradients and details of several sizes."""
    rng = np.random.default_rng(seed)
    layers = [
        Image.fromarray(rng.integers(0, 256, (max(2, size[1] // cell), max(2, size[0] // cell), 3), dtype=np.uint8))
        for cell in (160, 40, 10)
    ]
    return np.mean([np.asarray(layer.resize(size, Image.Resampling.NEAREST)) for layer in layers], axis=0).astype("u1")


def noisy(pixels, sigma, seed=0):
    grain = np.random.default_rng(seed).normal(0, sigma, pixels.shape)
    return np.rint(pixels + grain).clip(0, 255).astype(np.uint8)


def blurred(pixels, sigma):
    return np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(sigma)))


def resized(pixels, scale):
    size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))


@pytest.fixture(scope="module")
def cells(bccd):
    return [images.decode(path).pixels for path in sorted((bccd / "images").glob("*.jpg"))[:12]]


def circular(a, b):
    return abs((a - b + 180) % 360 - 180)


def test_all_have_a_description():
    assert tuple(MEASURES) == PIXELS
    assert set(PIXELS) < set(DESCRIPTIONS)


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (2, 2), (3, 3), (5, 2000), (1, 70_000)])
def test_any_shape_gives_plain_numbers_or_none(shape):
    pixels = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    for measure in MEASURES.values():
        value = measure(pixels)
        assert value is None or (type(value) is float and np.isfinite(value))


def test_a_plain_picture_has_neither_contrast_nor_noise_nor_colour_and_its_sharpness_is_unknown():
    grey = plain(77)
    assert brightness(grey) == pytest.approx(77 / 255)
    assert contrast(grey) == pytest.approx(0, abs=1e-12)
    assert noise(grey) == 0
    assert colourfulness(grey) == 0
    assert hue(grey) is None
    assert sharpness(grey) is None


def test_pixels_are_not_written_to():
    pixels = scene()
    pixels.flags.writeable = False
    before = pixels.copy()
    for measure in MEASURES.values():
        measure(pixels)
    np.testing.assert_array_equal(pixels, before)


def test_brightness_weighs_the_channels_as_the_eye_does():
    assert brightness(plain(0)) == 0
    assert brightness(plain(255)) == pytest.approx(1)
    assert [brightness(plain(c)) for c in ((255, 0, 0), (0, 255, 0), (0, 0, 255))] == pytest.approx(LUMA)


def test_a_checkerboard_has_the_most_contrast():
    assert brightness(checkerboard()) == pytest.approx(0.5)
    assert contrast(checkerboard()) == pytest.approx(0.5)


def test_contrast_is_the_standard_deviation_of_luma():
    pixels = np.random.default_rng(0).integers(0, 256, (30, 40, 3), dtype=np.uint8)
    luma = [sum(w * int(v) for w, v in zip(LUMA, pixel, strict=True)) / 255 for pixel in pixels.reshape(-1, 3)]
    assert contrast(pixels) == pytest.approx(np.std(luma))
    assert brightness(pixels) == pytest.approx(np.mean(luma))


def test_of_a_large_picture_a_sample_is_enough():
    pixels = noisy(scene((1700, 1300)), 10)
    luma = pixels @ LUMA / 255
    assert brightness(pixels) == pytest.approx(luma.mean(), rel=0.01)
    assert contrast(pixels) == pytest.approx(luma.std(), rel=0.01)
    pairs = (pixels[..., 0] * 1.0 - pixels[..., 1], (pixels[..., 0] * 1.0 + pixels[..., 1]) / 2 - pixels[..., 2])
    spread, offset = sum(one.var() for one in pairs), sum(one.mean() ** 2 for one in pairs)
    assert colourfulness(pixels) == pytest.approx(spread**0.5 + 0.3 * offset**0.5, rel=0.01)


def lost_by_hand(luma):
    """Crété-Roffet's D, B and V, pixel by pixel, along the rows."""
    height, width = luma.shape
    total = removed = 0.0
    for y in range(height):
        means = [np.mean([luma[y, min(max(x + k, 0), width - 1)] for k in range(-4, 5)]) for x in range(width)]
        for x in range(1, width):
            before, after = abs(luma[y, x] - luma[y, x - 1]), abs(means[x] - means[x - 1])
            total, removed = total + before, removed + max(0.0, before - after)
    return removed / total


def test_sharpness_agrees_with_the_paper_written_out():
    pixels = np.random.default_rng(0).integers(0, 256, (18, 25, 3), dtype=np.uint8)
    luma = pixels @ LUMA
    assert sharpness(pixels) == pytest.approx(min(lost_by_hand(luma), lost_by_hand(luma.T)))


def test_a_hard_edge_loses_eight_ninths_and_a_ramp_next_to_nothing():
    edge = plain(0, (100, 60))
    edge[:, 50:] = 255
    assert sharpness(edge) == pytest.approx(8 / 9)
    ramp = np.repeat(np.tile(np.arange(256, dtype=np.uint8), (60, 1))[..., None], 3, axis=2)
    assert sharpness(ramp) == pytest.approx(2 * sum(1 - k / 9 for k in range(5, 9)) / 255, abs=1e-3)


@pytest.mark.parametrize("seed", range(3))
def test_more_blur_is_less_sharp(seed):
    values = [sharpness(blurred(scene(seed=seed), sigma)) for sigma in (0, 1, 2, 4, 7, 12)]
    assert values == sorted(values, reverse=True)
    assert values[0] > 2 * values[-1]


def test_blur_by_motion_along_one_axis_shows():
    pixels = scene().astype(float)
    moved = np.mean([np.roll(pixels, shift, axis=1) for shift in range(20)], axis=0).astype(np.uint8)
    assert sharpness(moved) < 0.6 * sharpness(scene())


def test_sharpness_does_not_depend_on_brightness_or_contrast():
    pixels = scene()
    assert sharpness((pixels * 0.5 + 90).astype(np.uint8)) == pytest.approx(sharpness(pixels), rel=0.03)


def test_real_photographs_are_as_sharp_at_any_resolution_above_that_of_the_measurement(cells):
    for pixels in cells:
        values = [sharpness(resized(pixels, scale)) for scale in (0.5, 1, 2)]
        assert max(values) - min(values) < 0.02 < sharpness(pixels) - sharpness(blurred(pixels, 2))


def test_real_photographs_are_less_sharp_with_every_severity_of_blur(cells):
    for pixels in cells:
        values = [sharpness(blurred(pixels, sigma)) for sigma in (0, 1, 2, 3, 5, 8)]
        assert values == sorted(values, reverse=True)


@pytest.mark.parametrize("sigma", [1, 2, 5, 10, 20, 30])
@pytest.mark.parametrize("size", [(640, 480), (100, 70), (30, 40)])
def test_the_sigma_of_known_noise_is_recovered(sigma, size):
    assert 255 * noise(noisy(plain((120, 130, 125), size), sigma)) == pytest.approx(sigma, rel=0.1)


@pytest.mark.parametrize("sigma", [2, 10])
def test_noise_on_gradients_edges_and_grey_pictures_is_recovered_too(sigma):
    across, down = np.meshgrid(np.linspace(60, 180, 640), np.linspace(0, 20, 480))
    ground = np.repeat((across + down)[..., None], 3, axis=2)
    ground[200:260, 100:500] = 90
    assert 255 * noise(noisy(ground, sigma)) == pytest.approx(sigma, rel=0.1)
    grey = np.repeat(noisy(plain(128, (640, 480))[..., :1], sigma), 3, axis=2)
    assert 255 * noise(grey) == pytest.approx(sigma, rel=0.1)


def test_noise_of_a_large_picture_is_that_of_a_sample_of_its_tiles():
    assert 255 * noise(noisy(plain(128, (2500, 1500)), 7)) == pytest.approx(7, rel=0.05)


def test_within_a_tile_it_is_immerkaers_formula():
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    mask = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]])
    each = [np.abs(convolve2d(pixels[..., c].astype(float), mask, mode="valid")).sum() for c in range(3)]
    sigma = [np.sqrt(np.pi / 2) * total / (6 * 30 * 30) for total in each]
    assert noise(pixels) == pytest.approx(np.sqrt(np.mean(np.square(sigma))) / 255)


def test_noise_adds_to_what_real_photographs_have(cells):
    for pixels in cells:
        own = 255 * noise(pixels)
        assert own < 2
        assert 255 * noise(noisy(pixels, 8)) == pytest.approx(np.hypot(own, 8), rel=0.1)


def test_the_noise_of_less_than_three_pixels_is_unknown():
    assert noise(plain(9, (2, 40))) is None


def test_colourfulness_of_grey_is_zero_and_of_plain_red_that_of_the_formula():
    assert colourfulness(checkerboard(4)) == 0
    assert colourfulness(plain((255, 0, 0))) == pytest.approx(0.3 * np.hypot(255, 127.5))
    half = plain((255, 0, 0))
    half[:15] = (0, 255, 255)
    assert colourfulness(half) == pytest.approx(np.hypot(255, 127.5))  # spread alone: the means are zero


@pytest.mark.parametrize(
    ("colour", "degrees"),
    [
        ((255, 0, 0), 0),
        ((255, 255, 0), 60),
        ((0, 255, 0), 120),
        ((0, 255, 255), 180),
        ((0, 0, 255), 240),
        ((255, 0, 255), 300),
        ((128, 64, 0), 30),
    ],
)
def test_the_hue_of_pure_colours(colour, degrees):
    found = hue(plain(colour))
    assert 0 <= found < 360
    assert circular(found, degrees) < 0.1


def test_the_hue_of_any_plain_colour_is_that_of_hsv():
    for colour in np.random.default_rng(0).integers(0, 256, (50, 3), dtype=np.uint8):
        if int(colour.max()) - int(colour.min()) > 12:
            expected = 360 * colorsys.rgb_to_hsv(*(float(c) / 255 for c in colour))[0]
            assert circular(hue(plain(colour)), expected) < 0.01


def test_hues_on_both_sides_of_red_are_red():
    pixels = plain((255, 0, 8))
    pixels[::2] = (255, 8, 0)
    assert circular(hue(pixels), 0) < 0.1


def test_the_dominant_hue_is_the_one_with_the_most_colour_not_the_mean():
    pixels = plain((200, 30, 30))
    pixels[:9] = (30, 30, 200)
    assert circular(hue(pixels), 0) < 0.1
    faint = plain((128, 120, 120))
    faint[:9] = (0, 0, 255)
    assert circular(hue(faint), 240) < 0.1


def test_what_is_practically_grey_has_no_hue():
    assert hue(plain((120, 124, 120))) is None
    assert hue(noisy(plain(128, (640, 480)), 3)) is None
