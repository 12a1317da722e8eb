import io
import re

import numpy as np
import pytest
from PIL import Image

from datadiet.errors import OptionError
from datadiet.generate.sensor import SETTINGS, apply_sensor, check_settings
from datadiet.generate.sensor.light import to_light, to_tones


def picture(height: int = 48, width: int = 64) -> np.ndarray:
    return np.random.default_rng(0).random((height, width, 3), dtype=np.float32)


def flat(light: float, height: int = 48, width: int = 64) -> np.ndarray:
    return np.full((height, width, 3), to_tones(np.array(light)), dtype=np.float32)


def take(image: np.ndarray, **settings: float) -> np.ndarray:
    return apply_sensor(image, settings, np.random.default_rng(1))


def test_neutral_settings_change_no_bit_and_draw_nothing():
    image, rng = picture(), np.random.default_rng(1)
    before = rng.bit_generator.state
    result = apply_sensor(image, {name: known.neutral for name, known in SETTINGS.items()}, rng)
    assert result.tobytes() == image.tobytes()
    assert rng.bit_generator.state == before
    assert not np.shares_memory(result, image)


@pytest.mark.parametrize("name", [name for name in SETTINGS if name != "motion_angle"])
def test_every_setting_changes_the_picture_and_stays_in_range_at_its_limits(name):
    image, known = picture(), SETTINGS[name]
    for value in {known.low, known.high} - {known.neutral}:
        result = take(image, **{name: value})
        assert result.dtype == np.float32
        assert result.shape == image.shape
        assert result.min() >= 0
        assert result.max() <= 1
    middle = 50 if name == "full_well" else (known.neutral + known.high) / 2 if name != "resolution" else 0.5
    assert np.abs(take(image, **{name: middle}) - image).max() > 1e-4


def test_light_and_tones_are_the_curve_of_srgb():
    tones = np.linspace(0, 1, 1001)
    light = np.where(tones <= 0.04045, tones / 12.92, ((tones + 0.055) / 1.055) ** 2.4)
    assert np.abs(to_light(tones) - light).max() < 3e-5
    assert np.abs(to_tones(light) - tones).max() < 1.1e-4
    assert to_light(np.array([-1.0, 2.0])).tolist() == [0, 1]


def test_a_stop_is_a_factor_of_two_in_light():
    for stops, factor in ((1, 2.0), (-2, 0.25)):
        assert np.allclose(to_light(take(flat(0.2), exposure=stops)), 0.2 * factor, atol=1e-3)


def test_white_is_the_most_that_there_is():
    assert (take(flat(0.7), exposure=2) == 1).all()
    assert take(flat(0.7), exposure=2, saturation=2).max() == 1


def test_contrast_and_gamma_by_hand():
    image = np.full((4, 4, 3), 0.25, dtype=np.float32)
    assert np.allclose(take(image, contrast=1.5), 0.5 - 0.25 * 1.5)
    assert np.allclose(take(image, gamma=2), 0.5)
    assert np.allclose(take(image, bits=1), 0)
    assert np.allclose(take(image, bits=2), 1 / 3)


def test_resolution_keeps_the_mean_and_loses_the_detail():
    image = np.zeros((32, 32, 3), dtype=np.float32)
    image[:, ::2] = 1
    assert np.allclose(take(image, resolution=0.5), 0.5, atol=1e-6)


def test_jpeg_is_that_of_pillow():
    image = picture()
    file = io.BytesIO()
    Image.fromarray(np.rint(image * 255).astype(np.uint8)).save(file, "JPEG", quality=60)
    assert np.array_equal(np.rint(take(image, jpeg=60) * 255), np.asarray(Image.open(file)))


def test_the_same_seed_gives_the_same_bytes_and_another_another():
    image = picture()
    settings = {"full_well": 200, "read_noise": 0.02, "mosaic": 1, "jpeg": 70}
    one, two = (apply_sensor(image, settings, np.random.default_rng(5)) for _ in range(2))
    assert one.tobytes() == two.tobytes()
    assert one.tobytes() != apply_sensor(image, settings, np.random.default_rng(6)).tobytes()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"k3": 0.1}, "'k3' is no setting of the sensor. Expected: one of k1, k2"),
        ({"defocuss": 1}, "write 'defocus'"),
        ({"k1": float("nan")}, "the sensor's k1 is nan. Expected: a number from -0.3 to 0.3"),
        ({"exposure": float("inf")}, "exposure is inf"),
        ({"vignetting": 1}, "vignetting is 1. Expected: a number from 0 to 0.95 (share)"),
        ({"jpeg": 0.5}, "jpeg is 0.5. Expected: a number from 1 to 100 (quality), or 0"),
        ({"full_well": 3}, "full_well is 3. Expected: a number from 10 to 1e+09 (electrons), or 0"),
        ({"blur": "much"}, "'blur' is no setting"),
        ({"defocus": "much"}, "the sensor's defocus is 'much'"),
        ({"k1": -0.3, "k2": -0.1}, "folds the picture over"),
    ],
)
def test_what_cannot_be_set_is_an_error(settings, message):
    with pytest.raises(OptionError, match=re.escape(message)):
        take(picture(), **settings)


def test_pictures_that_cannot_be_taken_are_errors():
    broken = picture()
    broken[3, 3, 0] = np.nan
    cases = ((broken, "not finite"), (picture().astype(np.float64), "float64"), (picture()[:, :, 0], "shape"))
    for image, message in cases:
        with pytest.raises(OptionError, match=message):
            take(image)


def test_all_settings_are_there_with_their_neutral_values():
    values = check_settings({"k1": 0.1})
    assert values.pop("k1") == 0.1
    assert values == {name: known.neutral for name, known in SETTINGS.items() if name != "k1"}
