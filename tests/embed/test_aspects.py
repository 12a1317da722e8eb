import pickle

import numpy as np
import pytest
from PIL import Image, ImageFilter

from datadiet.embed.aspects import ASPECTS


def photograph(side: tuple[int, int] = (120, 90), detail: int = 12) -> np.ndarray:
    coarse = np.random.default_rng(0).integers(0, 256, (detail, detail, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(coarse).resize(side, Image.Resampling.BICUBIC))


def without(aspect: str, pixels: np.ndarray) -> np.ndarray:
    return ASPECTS[aspect](pixels, rng=np.random.default_rng(0))


def difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(float) - other).mean())


def test_colour_is_gone_when_means_and_spreads_are_matched() -> None:
    pixels = photograph()
    tinted = np.clip(pixels * np.array([0.5, 0.7, 0.6]) + np.array([60, 5, 30]), 0, 255).astype(np.uint8)
    assert difference(pixels, tinted) > 20
    assert difference(without("colour", pixels), without("colour", tinted)) < 1.5
    matched = without("colour", pixels).astype(float)
    np.testing.assert_allclose(matched.mean(axis=(0, 1)), 128, atol=2)


def test_a_constant_image_stays_finite_without_colour() -> None:
    flat = np.full((6, 5, 3), 200, np.uint8)
    assert (without("colour", flat) == 128).all()


def test_grey_removes_hue_and_keeps_lightness() -> None:
    grey = without("hue and saturation", photograph())
    assert np.array_equal(grey[..., 0], grey[..., 1])
    assert np.array_equal(grey[..., 0], grey[..., 2])
    level = np.full((3, 3, 3), 77, np.uint8)
    assert np.array_equal(without("hue and saturation", level), level)
    assert without("hue and saturation", np.full((1, 1, 3), 255, np.uint8)).max() == 255


@pytest.mark.parametrize("change", ["blur", "noise"])
def test_sharpness_and_noise_are_gone_below_the_low_pass(change: str) -> None:
    pixels = photograph((640, 480), detail=100)
    if change == "blur":
        changed = np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(3)))
    else:
        noise = np.random.default_rng(1).normal(0, 20, pixels.shape)
        changed = np.clip(pixels + noise, 0, 255).astype(np.uint8)
    after = difference(without("sharpness and noise", pixels), without("sharpness and noise", changed))
    assert after < 0.55 * difference(pixels, changed)


def test_every_image_has_one_size_without_size() -> None:
    assert without("size", photograph((300, 20))).shape == without("size", photograph((9, 9))).shape == (64, 64, 3)


@pytest.mark.parametrize("name", ASPECTS)
def test_aspects_travel_to_workers_and_keep_the_original(name: str) -> None:
    pixels = photograph().copy()
    before = pixels.copy()
    copy = pickle.loads(pickle.dumps(ASPECTS[name]))
    found = without(name, pixels)
    assert found.dtype == np.uint8
    assert copy.fingerprint == ASPECTS[name].fingerprint
    assert np.array_equal(copy(pixels, rng=np.random.default_rng(5)), found)
    assert np.array_equal(pixels, before)


def test_fingerprints_differ() -> None:
    assert len({aspect.fingerprint for aspect in ASPECTS.values()}) == len(ASPECTS)
