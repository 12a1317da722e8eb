import numpy as np
import pytest

from datadiet.generate.sensor import apply_sensor
from datadiet.generate.sensor.electronics import demosaic, mosaic, noise, saturate, white_balance
from datadiet.generate.sensor.light import LUMINANCE, to_light, to_tones
from datadiet.generate.sensor.optics import blur, disc, streak, vignette


def point(side: int = 41) -> np.ndarray:
    image = np.zeros((side, side, 3), dtype=np.float32)
    image[side // 2, side // 2] = 1
    return image


def spread(image: np.ndarray) -> tuple[float, float, float]:
    """Variance along x, along y, and covariance of a plane that is centred on its middle."""
    y, x = np.mgrid[: image.shape[0], : image.shape[1]] - (image.shape[0] - 1) / 2
    return tuple(float((image * a * b).sum()) for a, b in ((x, x), (y, y), (x, y)))


@pytest.mark.parametrize("radius", [3.0, 6.5])
def test_a_point_out_of_focus_is_a_disc(radius):
    image = blur(point(), radius=radius, length=0, angle=0)[:, :, 1]
    y, x = np.mgrid[:41, :41] - 20
    distance = np.hypot(x, y)
    assert np.isclose(image.sum(), 1, atol=1e-5)
    assert np.allclose(image[distance <= radius - 0.5], 1 / (np.pi * radius**2), rtol=0.03)
    assert np.abs(image[distance >= radius + 0.5]).max() < 1e-6
    assert np.isclose(spread(image)[0], radius**2 / 4 + 1 / 12, rtol=0.03)  # of the disc and of a pixel


def test_a_moving_point_is_a_line_of_that_length_and_direction():
    length = 12.0
    flat = streak(length, 0)
    assert np.allclose(flat.sum(), 1)
    assert np.isclose(spread(flat)[0], length**2 / 12, rtol=0.02)
    assert np.isclose(spread(flat)[1], 0)
    assert np.isclose(spread(streak(length, 90))[1], length**2 / 12, rtol=0.02)
    variance_x, variance_y, together = spread(streak(length, 45))
    assert np.isclose(variance_x, variance_y)
    assert together > 0.9 * variance_x  # clockwise: to the right and down


def test_blurs_add_their_variances_and_keep_even_ground():
    both = blur(point(61), radius=5, length=10, angle=0)[:, :, 0]
    assert np.isclose(spread(both)[0], spread(disc(5))[0] + spread(streak(10, 0))[0], rtol=1e-3)
    even = np.full((20, 30, 3), 0.4, dtype=np.float32)
    assert np.allclose(blur(even, radius=4, length=9, angle=20), 0.4, atol=1e-6)


def test_blur_works_on_light_and_not_on_tones():
    image = np.zeros((21, 42, 3), dtype=np.float32)
    image[:, 21:] = 1
    seen = apply_sensor(image, {"motion": 10.0}, np.random.default_rng(0))
    middle = to_light(seen[10, 20:22, 1]).mean()
    assert np.isclose(middle, 0.5, atol=0.01)


def test_corners_lose_their_share_and_the_middle_none():
    ones = np.ones((121, 161, 3), dtype=np.float32)
    seen = vignette(ones, 0.4)[:, :, 0]
    assert np.isclose(seen[60, 80], 1)
    assert np.isclose(seen[0, 0], 0.6, atol=0.01)
    assert np.isclose(seen[0, 0], seen[-1, -1])
    # Half the way to the corner: cos^4 with a quarter of the squared tangent.
    assert np.isclose(seen[30, 40], (1 + (0.6**-0.5 - 1) / 4) ** -2, atol=0.005)


@pytest.mark.parametrize(
    ("light", "well", "read"), [(0.5, 1000, 0.0), (0.5, 0, 0.02), (0.3, 50, 0.05), (0.7, 4000, 0.01)]
)
def test_noise_has_the_mean_and_variance_of_its_law(light, well, read):
    ground = np.full((300, 400), light, dtype=np.float32)
    seen = noise(ground, full_well=well, read=read, rng=np.random.default_rng(0)).astype(np.float64)
    expected = (light / well if well else 0) + read**2
    n = seen.size
    assert abs(seen.mean() - light) < 5 * np.sqrt(expected / n)
    assert abs(seen.var() / expected - 1) < 5 * np.sqrt((2 + 1 / (light * (well or 1e9))) / n)


def test_few_electrons_are_whole():
    seen = noise(np.full((50, 50), 0.02, dtype=np.float32), full_well=100, read=0, rng=np.random.default_rng(0))
    assert np.allclose(seen * 100, np.rint(seen * 100), atol=1e-4)
    assert set(np.unique(np.rint(seen * 100))) >= {0, 1, 2, 3}


def test_noise_of_the_whole_chain_is_that_of_the_law():
    ground = np.full((200, 300, 3), to_tones(np.array(0.4)), dtype=np.float32)
    seen = to_light(apply_sensor(ground, {"full_well": 2000}, np.random.default_rng(0))).astype(np.float64)
    assert np.isclose(seen.var(), 0.4 / 2000, rtol=0.03)


def test_a_mosaic_keeps_one_colour_a_pixel():
    light = np.zeros((4, 6, 3), dtype=np.float32) + np.array([1, 2, 3], dtype=np.float32)
    assert mosaic(light).tolist() == [[1, 2] * 3, [2, 3] * 3] * 2


def test_even_colours_survive_the_mosaic():
    colour = np.array([0.2, 0.5, 0.9], dtype=np.float32)
    for shape in ((4, 6), (5, 7), (2, 2), (3, 2)):
        light = np.zeros((*shape, 3), dtype=np.float32) + colour
        assert np.allclose(demosaic(mosaic(light)), light), shape


def test_demosaicing_is_bilinear():
    light = np.random.default_rng(0).random((8, 10, 3)).astype(np.float32)
    plane = mosaic(light)
    seen = demosaic(plane)
    assert np.allclose(seen[2, 4], [plane[2, 4], plane[[1, 3, 2, 2], [4, 4, 3, 5]].mean(), plane[1:4:2, 3:6:2].mean()])
    assert np.allclose(seen[2, 5], [plane[2, 4:7:2].mean(), plane[2, 5], plane[1:4:2, 5].mean()])
    assert np.allclose(seen[3, 5], [plane[2:5:2, 4:7:2].mean(), plane[[2, 4, 3, 3], [5, 5, 4, 6]].mean(), plane[3, 5]])


def test_an_edge_gets_coloured_fringes():
    image = np.zeros((20, 20, 3), dtype=np.float32)
    image[:, 9:] = 0.8
    seen = apply_sensor(image, {"mosaic": 1.0}, np.random.default_rng(0))
    assert np.ptp(seen[:, 7:11], axis=2).max() > 0.1
    assert np.ptp(seen[:, 13:17], axis=2).max() < 1e-3


def test_warm_is_red_and_cool_is_blue_at_the_same_luminance():
    warm, cool, magenta = white_balance(100, 0), white_balance(-60, 0), white_balance(0, 0.5)
    assert warm[0] > warm[1] > warm[2]
    assert cool[0] < cool[1] < cool[2]
    assert np.isclose(magenta[0] / magenta[1], 2**0.5)
    assert np.isclose(magenta[0], magenta[2])
    for gains in (warm, cool, magenta):
        assert np.isclose(gains @ LUMINANCE, 1)
    assert np.allclose(white_balance(0, 0), 1)


def test_a_lamp_of_2856_kelvin_has_its_published_colour():
    # CIE illuminant A, x 0.4476, y 0.4074, against the black body's own white at 6504 K, x 0.3135, y 0.3237.
    matrix = np.array([[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]])
    a, d = (matrix @ np.array([x / y, 1, (1 - x - y) / y]) for x, y in ((0.4476, 0.4074), (0.3135, 0.3237)))
    expected = a / d
    gains = white_balance(1e6 / 2856 - 1e6 / 6504, 0)
    assert np.allclose(gains / gains[1], expected / expected[1], rtol=0.02)


def test_saturation_keeps_luminance():
    light = np.random.default_rng(0).random((5, 5, 3)).astype(np.float32)
    assert np.allclose(saturate(light, 1.7) @ LUMINANCE, light @ LUMINANCE, atol=1e-6)
    assert np.ptp(saturate(light, 0), axis=2).max() < 1e-6
