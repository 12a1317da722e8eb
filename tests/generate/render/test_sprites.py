"""Pictures: blending, shadows, light and the sensor, against formulas; and what is refused."""

import pickle

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from datadiet.errors import OptionError, TwinError
from datadiet.generate.render.sprites import SpritesRenderer
from datadiet.generate.twins.scene import Cutout, Elastic, Shadow
from tests.generate.render.scenes import blob, block, draw, scene, sprite


def levels(value):
    return np.floor(np.asarray(value, dtype=float) * 255 + 0.5).astype(int)


def close(found, value):
    return np.abs(found.astype(int) - levels(value)).max() <= 1


def test_over_covers_by_its_alpha():
    image = draw(sprite(block(2, 2, (0.8, 0.4, 0.2), alpha=0.25), 3, 2), grey=0.6).image
    assert close(image[2:4, 3:5], 0.6 * 0.75 + 0.25 * np.array([0.8, 0.4, 0.2]))
    image[2:4, 3:5] = levels(0.6)
    assert (image == levels(0.6)).all()


def test_multiply_filters_what_is_behind():
    back = sprite(block(10, 8, (0.9, 0.5, 0.3)))
    front = sprite(block(2, 2, (0.8, 0.4, 0.2), alpha=0.75), 3, 2, blend="multiply")
    image = draw(back, front).image
    assert close(image[2:4, 3:5], np.array([0.9, 0.5, 0.3]) * (0.25 + 0.75 * np.array([0.8, 0.4, 0.2])))
    assert close(image[0, 0], [0.9, 0.5, 0.3])


def test_colours_under_no_alpha_do_not_bleed_into_the_edge():
    alpha = np.zeros((4, 4), np.float32)
    alpha[:, :2] = 1
    rgb = np.zeros((4, 4, 3), np.float32)
    rgb[:, 2:] = (0, 1, 0)  # a green screen, transparent
    image = draw(sprite(Cutout(rgb, alpha, (0, 0)), 2.5, 2), grey=0.5).image
    assert (image[..., 1] <= levels(0.5)).all()


def test_later_sprites_are_in_front():
    red, blue = block(4, 4, (1, 0, 0)), block(4, 4, (0, 0, 1))
    assert draw(sprite(red), sprite(blue, 2, 2)).image[3, 3].tolist() == [0, 0, 255]
    assert draw(sprite(blue, 2, 2), sprite(red)).image[3, 3].tolist() == [255, 0, 0]


def test_a_hard_shadow_lies_beside_and_behind():
    shadow = Shadow(dx=2, dy=1, blur=0, strength=0.5)
    image = draw(sprite(block(3, 3, (1, 1, 1)), 2, 2, shadow=shadow), grey=0.8).image[..., 0]
    truth = np.full((8, 10), 0.8)
    truth[3:6, 4:7] = 0.4
    truth[2:5, 2:5] = 1.0
    assert close(image, truth)


def test_a_soft_shadow_is_a_gaussian_even_from_outside_of_the_picture():
    shadow = Shadow(dx=4.5, dy=0.25, blur=1.5, strength=0.8)
    image = draw(sprite(block(4, 4), -4, 2, shadow=shadow), grey=1.0).image[..., 0]
    y, x = (np.mgrid[-30:40, -30:40]).astype(float)
    side = np.clip(np.minimum(4.5, x + 1) - np.maximum(0.5, x), 0, 1)
    high = np.clip(np.minimum(6.25, y + 1) - np.maximum(2.25, y), 0, 1)
    field = gaussian_filter(side * high, 1.5, truncate=8)[30:38, 30:40]
    assert np.abs(image - 255 * (1 - 0.8 * field)).max() < 2
    assert image.min() < 200


def test_a_shadow_falls_on_what_is_behind_and_not_on_what_is_in_front():
    shadow = Shadow(dx=0, dy=3, blur=0, strength=1)
    behind, front = block(10, 2, (0, 1, 0)), block(10, 1, (0, 0, 1))
    image = draw(sprite(behind, 0, 4), sprite(block(10, 2), 0, 1, shadow=shadow), sprite(front, 0, 5)).image
    assert image[4, 5].tolist() == [0, 0, 0]
    assert image[5, 5].tolist() == [0, 0, 255]


@pytest.mark.parametrize("colours", [1, 3])
def test_light_multiplies_at_the_end_and_is_clipped(colours):
    light = np.linspace(0, 2, 8 * 10 * colours, dtype=np.float32).reshape((8, 10, 3) if colours == 3 else (8, 10))
    image = draw(sprite(block(4, 4, (0.5, 0.7, 0.9)), 1, 1), grey=0.6, light=light).image
    plain = np.full((8, 10, 3), 0.6)
    plain[1:5, 1:5] = (0.5, 0.7, 0.9)
    assert close(image, np.clip(plain * light.reshape(8, 10, -1), 0, 1))


def busy(**more):
    sprites = [
        sprite(blob(n, 12, 9, anchor=(6, 4)), 5 * n, 4 * n, angle=31 * n, zoom=1.3, elastic=Elastic(1, 8, n),
               shadow=Shadow(1, 1, 1, 0.4), blend=("over", "multiply")[n % 2])
        for n in range(8)
    ]  # fmt: skip
    return scene(*sprites, width=40, height=32, grey=0.7, **more)


def test_the_same_seed_gives_the_same_bytes_and_leaves_the_scene_alone():
    given = busy(sensor={"full_well": 500.0, "k1": 0.1})
    before = pickle.dumps(given)
    first, second = (SpritesRenderer().render(given, rng=np.random.default_rng(5)) for _ in range(2))
    assert pickle.dumps(given) == before
    assert pickle.dumps(first) == pickle.dumps(second)
    other = SpritesRenderer().render(given, rng=np.random.default_rng(6))
    assert (other.image != first.image).any()


def test_without_a_sensor_nothing_is_drawn_at_random():
    rng = np.random.default_rng(5)
    SpritesRenderer().render(busy(), rng=rng)
    assert rng.random() == np.random.default_rng(5).random()


def test_the_sensor_takes_the_picture():
    given = scene(grey=0.4, sensor={"exposure": 1.0})
    image = SpritesRenderer().render(given, rng=np.random.default_rng(0)).image
    light = ((0.4 + 0.055) / 1.055) ** 2.4 * 2  # sRGB to light, one stop more, and back
    assert close(image, 1.055 * light ** (1 / 2.4) - 0.055)


def test_an_empty_scene_is_its_background():
    assert (draw(grey=0.5).image == 128).all()


@pytest.mark.parametrize("where", ["rgb", "alpha"])
def test_nan_names_the_item(where):
    cutout = blob()
    getattr(cutout, where)[2, 3] = np.nan
    with pytest.raises(TwinError, match=rf"sprite 1 \(bad\): {where} has values that are not numbers"):
        draw(sprite(blob()), sprite(cutout, item="bad"))


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (sprite(block(2, 2, (255, 255, 255))), "rgb has values from 255 to 255.*Expected: numbers from 0 to 1"),
        (sprite(block(2, 2), blend="screen"), "blended by 'screen'.*Expected: over or multiply"),
        (sprite(block(2, 2), zoom=0), "zoom = 0"),
        (sprite(block(2, 2), zoom=float("inf")), "zoom = inf"),
        (sprite(block(2, 2), stretch=-1), "stretch = -1"),
        (sprite(block(2, 2), x=float("nan")), "x = nan"),
        (sprite(block(2, 2, density=0.0)), "density = 0"),
        (sprite(block(2, 2), elastic=Elastic(1, 0, 0)), "elastic wavelength = 0"),
        (sprite(block(2, 2), shadow=Shadow(0, 0, -1, 0.5)), "shadow of blur -1"),
        (sprite(block(2, 2), shadow=Shadow(0, 0, 1, 1.5)), "shadow of strength 1.5"),
        (sprite(block(2, 2, solid=np.ones((3, 2), np.float32))), r"solid of shape \(3, 2\)"),
        (sprite(block(2, 2, keypoints={"tip": (float("nan"), 1)})), "keypoint tip has x = nan"),
        (sprite(block(2, 2), zoom=1e6), "pixels large"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(bad, message):
    with pytest.raises(TwinError, match=message) as caught:
        draw(bad)
    assert "sprite 0 (thing)" in str(caught.value)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"light": np.ones((3, 3), np.float32)}, r"light has shape \(3, 3\)"),
        ({"light": np.full((8, 10), -1, np.float32)}, "light has values"),
        ({"grey": np.nan}, "background has values that are not numbers"),
        ({"grey": 200.0}, "background has values from 200 to 200"),
    ],
)
def test_a_scene_that_cannot_be_drawn_is_refused(more, message):
    with pytest.raises(TwinError, match=message):
        draw(**more)


def test_a_setting_that_the_sensor_does_not_know_is_refused():
    with pytest.raises(OptionError):
        draw(sensor={"megapixels": 3.0})
