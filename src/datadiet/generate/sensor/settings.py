"""What can be set on the camera: the meaning, unit, neutral value and limits of each setting."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from typing import Any

from datadiet.errors import OptionError

__all__ = ["SETTINGS", "Setting", "check_settings"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set."""

    meaning: str
    unit: str
    neutral: float
    """With this value the stage is left out."""
    low: float
    high: float
    """The limits; the neutral value may lie outside them, where it stands for "off"."""


SETTINGS: dict[str, Setting] = {
    "k1": Setting(
        "radial distortion: below 0 barrel, above 0 pincushion", "1 / (half diagonal) squared", 0.0, -0.3, 0.3
    ),
    "k2": Setting("radial distortion, fourth order", "1 / (half diagonal) to the fourth", 0.0, -0.2, 0.2),
    "chromatic": Setting("how much larger red is drawn, and how much smaller blue", "share", 0.0, -0.02, 0.02),
    "defocus": Setting("radius of the disc that a point becomes", "pixels", 0.0, 0.0, 50.0),
    "motion": Setting("how far the picture moves while it is taken", "pixels", 0.0, 0.0, 200.0),
    "motion_angle": Setting("direction of that movement, clockwise from the right", "degrees", 0.0, -360.0, 360.0),
    "vignetting": Setting("light that is lost in the corners", "share", 0.0, 0.0, 0.95),
    "exposure": Setting("light, doubled with each stop", "stops", 0.0, -6.0, 6.0),
    "full_well": Setting(
        "electrons of a white pixel: the fewer, the more shot noise; 0 for none of it", "electrons", 0.0, 10.0, 1e9
    ),
    "read_noise": Setting("standard deviation of the read noise, where white is 1", "share", 0.0, 0.0, 0.5),
    "mosaic": Setting("share of the picture that goes through a Bayer mosaic and back", "share", 0.0, 0.0, 1.0),
    "temperature": Setting("white, above 0 warmer and below 0 cooler than daylight", "mired", 0.0, -100.0, 250.0),
    "tint": Setting("white, above 0 towards magenta and below 0 towards green", "stops", 0.0, -1.0, 1.0),
    "saturation": Setting("distance of colours from grey", "factor", 1.0, 0.0, 4.0),
    "contrast": Setting("distance of tones from mid-grey", "factor", 1.0, 0.0, 4.0),
    "gamma": Setting("brightness of the middle tones: tone to the power of 1 / gamma", "exponent", 1.0, 0.2, 5.0),
    "resolution": Setting("width at which the picture is taken, before it is enlarged again", "share", 1.0, 0.05, 1.0),
    "bits": Setting("bits for each channel; 0 for no quantisation", "bits", 0.0, 1.0, 16.0),
    "jpeg": Setting("quality of JPEG compression; 0 for none", "quality", 0.0, 1.0, 100.0),
}
"""In the order in which the chain applies them."""


def check_settings(settings: Mapping[str, Any]) -> dict[str, float]:
    """Return every setting with its value, the neutral one where none is given.

    Raises:
        OptionError: a setting is unknown, no finite number, or beyond its limits.
    """
    for name, value in settings.items():
        _check_known(name)
        _check_value(name, value, SETTINGS[name])
    return {name: float(settings.get(name, known.neutral)) for name, known in SETTINGS.items()}


def _check_known(name: str) -> None:
    if name not in SETTINGS:
        near = get_close_matches(str(name), SETTINGS, n=1)
        raise OptionError(
            f"'{name}' is no setting of the sensor",
            expected=f"one of {', '.join(SETTINGS)}",
            todo=f"write '{near[0]}'" if near else "choose one of them",
        )


def _check_value(name: str, value: Any, known: Setting) -> None:
    limits = f"a number from {known.low:g} to {known.high:g} ({known.unit})"
    if known.neutral < known.low:
        limits += f", or {known.neutral:g}"
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise OptionError(f"the sensor's {name} is '{value}'", expected=limits) from None
    if not isfinite(number) or not (known.low <= number <= known.high or number == known.neutral):
        raise OptionError(
            f"the sensor's {name} is {number:g}", expected=limits, todo="bound it by what a camera can do"
        )
