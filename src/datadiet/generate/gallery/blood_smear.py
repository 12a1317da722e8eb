"""What a stained blood smear shows under a microscope besides red and white cells: platelets, debris, the glass.

Red cells are in `red_cells.py`, white cells in `white_cells.py`, what lies on the optics in `dust.py`. What is typical
was measured on the training split of BCCD (205 smears, 640 x 480, github.com/Shenggan/BCCD_Dataset);
`blood-smear.yaml` says how each value varies there.
"""

from collections.abc import Mapping
from math import ceil

import numpy as np

from datadiet.distributions import Value
from datadiet.generate.gallery.drawing import colour, coverage, grid, numbers, refraction, smooth_noise, step, wavy
from datadiet.generate.twins.scene import Cutout
from datadiet.generate.twins.visuals import backdrop, visual

__all__ = ["debris", "platelet", "smear"]

_FINE = 3.0
"""Pixels drawn for one shown."""

_PLATELET: Mapping[str, float] = {
    "radius": 18.5,
    "hue": 252,
    "saturation": 0.3,
    "brightness": 0.77,
    "granularity": 0.5,
    "irregularity": 0.14,
    "members": 1,
    "softness": 8,
}
_DEBRIS: Mapping[str, float] = {"radius": 5, "darkness": 0.3, "gleam": 0.6, "hue": 40}
_SMEAR: Mapping[str, float] = {
    "brightness": 0.80,
    "green": 0.005,
    "yellow": 0.015,
    "slope_x": 0.013,
    "slope_y": 0.047,
    "falloff": 0.055,
    "texture": 0.004,
    "mottle": 0.006,
    "stripes": 0.0026,
    "streaks": 0.01,
}


@visual("platelet", takes=tuple(_PLATELET))
def platelet(parameters: Mapping[str, Value], rng: np.random.Generator) -> Cutout:
    """Draw a platelet, or several that stick together, as a granular purple blob that fades towards its edge.

    `radius` of all of it, in pixels; `softness`, half of the pixels over which it fades; `hue`,
    `saturation`, `brightness`; `granularity`, how much darker its granules are, 0 to 1; `irregularity`, share of the
    radius; `members`, how many stick together.
    """
    own = numbers(parameters, _PLATELET)
    x, y = grid(1.5 * own["radius"] + 2, _FINE)
    shape = (y.shape[0], x.shape[1])
    distance = np.full(shape, -np.inf, np.float32)
    for centre_x, centre_y, radius in _members(own["radius"], max(1, round(own["members"])), rng):
        u, v = x - np.float32(centre_x), y - np.float32(centre_y)
        outline = np.float32(radius) * (1 + wavy(u, v, own["irregularity"], rng, modes=4))
        distance = np.maximum(distance, outline - np.sqrt(u * u + v * v))
    granules = step(smooth_noise(shape, 0.4 * own["radius"] * _FINE, rng), -1.6, 1.6)
    thin = np.float32(0.5 * own["granularity"]) * (1 - granules)
    softness = min(own["softness"], 0.48 * own["radius"])
    alpha = coverage(distance - np.float32(0.65 * softness), softness) * (0.97 - thin)
    pale = colour(own["hue"], own["saturation"] * 0.8, own["brightness"])
    dark = colour(own["hue"] + 12, own["saturation"] * 1.3, own["brightness"])
    rgb = pale + (dark - pale) * granules[..., None]
    middle = shape[0] / 2
    solid = coverage(distance, 1 / _FINE)
    return Cutout(rgb.astype(np.float32), alpha.astype(np.float32), (middle, middle), _FINE, solid=solid)


def _members(radius: float, count: int, rng: np.random.Generator) -> list[tuple[float, float, float]]:
    """Return x, y and radius of each, so that together they fill about the disc that was asked for."""
    if count == 1:
        return [(0.0, 0.0, radius)]
    own = radius * 1.15 / count**0.5
    angle = rng.random() * 2 * np.pi + np.arange(count) * 2 * np.pi / count
    away = 0.85 * (radius - own / 1.6)
    return [(away * np.cos(a), away * np.sin(a), own * rng.uniform(0.85, 1.1)) for a in angle]


@visual("stain-debris", takes=tuple(_DEBRIS))
def debris(parameters: Mapping[str, Value], rng: np.random.Generator) -> Cutout:
    """Draw a speck on the glass that bends the light: a dark ring, `darkness` 0 to 1, around a `gleam`, 0 to 1.

    `radius` in pixels; `hue` of the ring in degrees.
    """
    own = numbers(parameters, _DEBRIS)
    x, y = grid(2 * own["radius"] + 2, _FINE)
    squeeze = np.float32(rng.uniform(0.85, 1.2))
    ring, gleam = refraction(x * squeeze, y / squeeze, own["radius"])
    dark, bright = np.clip(own["darkness"], 0, 1) * ring, np.clip(own["gleam"], 0, 1) * gleam
    alpha = (1 - (1 - dark) * (1 - bright)).astype(np.float32)
    share = (bright / np.maximum(dark + bright, 1e-6))[..., None].astype(np.float32)
    ink = colour(own["hue"], 0.15, 0.3)
    middle = alpha.shape[0] / 2
    return Cutout((ink + share * (np.float32(0.93) - ink)).astype(np.float32), alpha, (middle, middle), _FINE)


@backdrop("smear", takes=tuple(_SMEAR))
def smear(parameters: Mapping[str, Value], size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Draw the glass: pale, brighter in the middle and towards one side, faintly mottled and streaked with stain.

    `brightness` in the middle, 0 to 1; `green` over red and `yellow` (blue missing against green); `slope_x`, `slope_y`
    from edge to edge and `falloff` from the middle to the middle of an edge times four; `texture` of all colours,
    `mottle` of the blue, `stripes` down the picture and `streaks` of stain: standard deviations.
    """
    own = numbers(parameters, _SMEAR)
    width, height = size
    x = ((np.arange(width) + 0.5) / width - 0.5).astype(np.float32)[None]
    y = ((np.arange(height) + 0.5) / height - 0.5).astype(np.float32)[:, None]
    level = own["brightness"] + own["slope_x"] * x + own["slope_y"] * y - own["falloff"] * (x * x + y * y)
    level = level + own["texture"] * smooth_noise((height, width), 5, rng)
    level += own["stripes"] * rng.standard_normal((ceil(height / 30), width), np.float32).repeat(30, axis=0)[:height]
    streaks = np.maximum(smooth_noise((height, width), 0.25 * width, rng), 0)
    stain = np.array([0.3, 1.0, 0.5], np.float32)  # eosin takes the green away
    rgb = (
        level[..., None]
        + np.array([-own["green"], 0, -own["yellow"]], np.float32)
        - own["streaks"] * streaks[..., None] * stain
    )
    if own["mottle"]:
        rgb[..., 2] += np.float32(own["mottle"]) * smooth_noise((height, width), 9, rng)
    return np.clip(rgb, 0, 1).astype(np.float32)
