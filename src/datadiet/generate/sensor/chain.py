"""The chain, in the order in which light and signal go through a camera."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from datadiet.errors import OptionError
from datadiet.generate.sensor.electronics import demosaic, mosaic, noise, saturate, white_balance
from datadiet.generate.sensor.encoding import contrast, gamma, jpeg, quantise, resample
from datadiet.generate.sensor.lens import bend
from datadiet.generate.sensor.light import to_light, to_tones
from datadiet.generate.sensor.optics import blur, vignette
from datadiet.generate.sensor.settings import SETTINGS, check_settings

__all__ = ["apply_sensor"]

_LENS = ("k1", "k2", "chromatic", "defocus", "motion", "vignetting")
_CHIP = ("exposure", "full_well", "read_noise", "mosaic", "temperature", "tint", "saturation")


def apply_sensor(image: np.ndarray, settings: Mapping[str, Any], rng: np.random.Generator) -> np.ndarray:
    """Take a picture of a picture: lens, exposure, noise, mosaic, colour, tones, resolution, bits and JPEG.

    Lens and chip work in linear light, what follows in sRGB tones. A stage whose settings are neutral is left out, and
    with all of them neutral the picture is returned unchanged to the bit.

    Args:
        image: (H, W, 3) float32, sRGB, 0 to 1.
        settings: values by the names of `SETTINGS`; what is not named is neutral.
        rng: for noise alone; without noise nothing is drawn from it.

    Returns:
        A new (H, W, 3) float32, sRGB, 0 to 1.

    Raises:
        OptionError: a setting is unknown or beyond its limits, or the picture is not of that shape and type, or not
            finite.
    """
    values = check_settings(settings)
    _check_image(image)
    active = {name for name, value in values.items() if value != SETTINGS[name].neutral}
    tones = image.copy()
    if active.intersection(_LENS + _CHIP):
        light = _lens(to_light(tones), values, active)
        tones = to_tones(_chip(light, values, active, rng))
    return _file(tones, values, active)


def _lens(light: np.ndarray, values: Mapping[str, float], active: set[str]) -> np.ndarray:
    if active & {"k1", "k2", "chromatic"}:
        light = bend(light, values)
    if active & {"defocus", "motion"}:
        light = blur(light, radius=values["defocus"], length=values["motion"], angle=values["motion_angle"])
    if "vignetting" in active:
        light = vignette(light, values["vignetting"])
    return light


def _chip(light: np.ndarray, values: Mapping[str, float], active: set[str], rng: np.random.Generator) -> np.ndarray:
    if "exposure" in active:
        light = np.clip(light * np.float32(2.0 ** values["exposure"]), 0.0, 1.0)
    light = _mosaic_and_noise(light, values, active, rng)
    if active & {"temperature", "tint"}:
        light = light * white_balance(values["temperature"], values["tint"])
    if "saturation" in active:
        light = saturate(light, values["saturation"])
    return light


def _mosaic_and_noise(
    light: np.ndarray, values: Mapping[str, float], active: set[str], rng: np.random.Generator
) -> np.ndarray:
    share, noisy = values["mosaic"], bool(active & {"full_well", "read_noise"})
    well, read = values["full_well"], values["read_noise"]
    if share == 1:  # each pixel holds one colour, and so one noise
        plane = mosaic(light)
        return demosaic(noise(plane, full_well=well, read=read, rng=rng) if noisy else plane)
    if noisy:
        light = noise(light, full_well=well, read=read, rng=rng)
    if share:
        light = light + np.float32(share) * (demosaic(mosaic(light)) - light)
    return light


def _file(tones: np.ndarray, values: Mapping[str, float], active: set[str]) -> np.ndarray:
    for name, stage in (
        ("contrast", contrast),
        ("gamma", gamma),
        ("resolution", resample),
        ("bits", quantise),
        ("jpeg", jpeg),
    ):
        if name in active:
            tones = stage(tones, values[name])
    return tones


def _check_image(image: np.ndarray) -> None:
    expected = "an (H, W, 3) array of float32, sRGB, 0 to 1"
    if image.ndim != 3 or image.shape[2] != 3 or not image.size or image.dtype != np.float32:
        raise OptionError(f"the picture is {image.dtype} of shape {image.shape}", expected=expected)
    if not np.isfinite(image.sum()):
        raise OptionError("the picture has pixels that are not finite", expected=expected)
    if min(image.shape[:2]) < 2:
        raise OptionError(f"the picture is {image.shape[1]} x {image.shape[0]}", expected="2 x 2 pixels or more")
