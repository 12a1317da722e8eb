import numpy as np
import pytest

from datadiet.embed.noise import Blur, Gaussian, Jpeg, parse, scaled
from datadiet.errors import OptionError

GREY = np.full((200, 200, 3), 128, np.uint8)


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.mark.parametrize(
    ("text", "expected"), [("gaussian:0.0392", Gaussian(0.0392)), ("blur:1.5", Blur(1.5)), ("jpeg:40", Jpeg(40))]
)
def test_noise_is_read_as_written_and_named_by_its_fingerprint(text: str, expected: object) -> None:
    assert parse(text) == expected
    assert parse(text).fingerprint == text


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("", "gaussian:SHARE.*blur:SIGMA.*jpeg:QUALITY"),
        ("salt:1", "gaussian:SHARE.*blur:SIGMA.*jpeg:QUALITY"),
        ("gaussian", "gaussian:SHARE"),
        ("gaussian:nan", "gaussian:SHARE"),
        ("gaussian:-1", "gaussian:SHARE"),
        ("gaussian:10", "at most 1"),
        ("blur:0", "blur:SIGMA"),
        ("jpeg:12.5", "whole number"),
        ("jpeg:101", "whole number"),
        ("jpeg:inf", "whole number"),
    ],
)
def test_what_cannot_be_read_lists_the_choices(text: str, choices: str) -> None:
    with pytest.raises(OptionError, match=choices):
        parse(text)


def test_gaussian_noise_has_the_declared_spread() -> None:
    noisy = parse("gaussian:0.0392")(GREY, rng=rng()).astype(float) - 128
    assert noisy.std() == pytest.approx(10.0, rel=0.02)
    assert abs(noisy.mean()) < 0.1
    assert abs(np.corrcoef(noisy[..., 0].ravel(), noisy[..., 1].ravel())[0, 1]) < 0.02


def test_blur_has_the_declared_spread() -> None:
    point = np.zeros((41, 41, 3), np.uint8)
    point[20, 20] = 255
    wide = parse("blur:2")(np.clip(point.astype(int), 0, 255).astype(np.uint8), rng=rng())[..., 0].astype(float)
    rows = np.arange(41) - 20
    spread = np.sqrt((wide.sum(axis=1) * rows**2).sum() / wide.sum())
    assert spread == pytest.approx(2.0, rel=0.2)


def test_jpeg_of_lower_quality_changes_more() -> None:
    pixels = rng().integers(0, 256, (32, 32, 3), dtype=np.uint8)
    change = [np.abs(parse(f"jpeg:{q}")(pixels, rng=rng()).astype(int) - pixels).mean() for q in (95, 50, 5)]
    assert change[0] < change[1] < change[2]


def test_noise_depends_on_the_stream_only() -> None:
    noise = parse("gaussian:0.1")
    assert np.array_equal(noise(GREY, rng=rng()), noise(GREY, rng=rng()))
    assert not np.array_equal(noise(GREY, rng=rng()), noise(GREY, rng=np.random.default_rng(1)))


@pytest.mark.parametrize("text", ["gaussian:0.5", "blur:3", "jpeg:10"])
def test_noise_keeps_shape_type_and_the_original(text: str) -> None:
    pixels = rng().integers(0, 256, (7, 5, 3), dtype=np.uint8)
    before = pixels.copy()
    noisy = parse(text)(pixels, rng=rng())
    assert noisy.shape == pixels.shape
    assert noisy.dtype == np.uint8
    assert np.array_equal(pixels, before)


def test_noise_is_scaled_by_its_amount() -> None:
    assert scaled(Gaussian(0.04), 0.5) == Gaussian(0.02)
    assert scaled(Blur(1.0), 2) == Blur(2.0)
    assert scaled(Jpeg(80), 2) == Jpeg(60)
    assert scaled(Jpeg(20), 2) == Jpeg(1)
    with pytest.raises(OptionError, match="scaled by 0"):
        scaled(Gaussian(0.04), 0)
