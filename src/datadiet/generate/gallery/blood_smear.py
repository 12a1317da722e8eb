"""What a stained blood smear shows under a microscope: red cells, platelets, stain debris, and the glass behind them.

White cells are in `white_cells.py`. What is typical was measured on the training split of BCCD (205 smears, 640 x 480,
github.com/Shenggan/BCCD_Dataset); `blood-smear.yaml` says how each value varies there.
"""

from collections.abc import Mapping

import numpy as np

from datadiet.distributions import Value
from datadiet.generate.gallery.drawing import colour, coverage, grid, numbers, smooth_noise, step, wavy
from datadiet.generate.twins.scene import Cutout
from datadiet.generate.twins.visuals import backdrop, visual

__all__ = ["debris", "platelet", "red_cell", "smear"]

_FINE = 3.0
_COARSE = 1.5
"""Pixels drawn for one shown: a red cell is a hundred pixels across and its edges are soft, so that half as many again
are enough."""

_RED_CELL: Mapping[str, float] = {
    "radius": 48,
    "ellipticity": 1.1,
    "irregularity": 0.03,
    "hue": 334,
    "saturation": 0.19,
    "brightness": 0.92,
    "pallor": 0.55,
    "pallor_size": 0.42,
    "pallor_softness": 0.2,
    "rim": 0.25,
    "tilt": 0.15,
    "spots": 0,
    "texture": 0.03,
    "softness": 1.5,
}
_PLATELET: Mapping[str, float] = {
    "radius": 14,
    "hue": 250,
    "saturation": 0.3,
    "brightness": 0.76,
    "granularity": 0.5,
    "irregularity": 0.14,
    "members": 1,
    "softness": 3,
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
    "streaks": 0.01,
}


@visual("red-cell", takes=tuple(_RED_CELL))
def red_cell(parameters: Mapping[str, Value], rng: np.random.Generator) -> Cutout:
    """Draw a red cell as a filter, to be multiplied: the light that its stain and its thickness let through.

    `radius` of the disc of equal area and `softness` of its edge, in pixels; `ellipticity`, length over width;
    `irregularity`, share of the radius; `hue`, `saturation` and `brightness` of the light that comes through where it
    is thick; `pallor`, by what share the middle is thinner, `pallor_size` and `pallor_softness`, shares of the radius;
    `rim`, how much darker its very edge is; `tilt`, how much thicker one side is than the other; `spots`, how many
    refractile ones; `texture`, relative.
    """
    own = numbers(parameters, _RED_CELL)
    x, y = grid(own["radius"] * (1 + 3 * own["irregularity"]) * own["ellipticity"] ** 0.5 + 4, _COARSE)
    length = np.float32(own["ellipticity"] ** 0.5)
    u, v = x / length, y * length
    distance = np.sqrt(u * u + v * v)
    bumps = 1 + wavy(u, v, own["irregularity"], rng)
    bumps /= np.float32(np.sqrt(1 + own["irregularity"] ** 2))  # the area stays that of the disc
    outline = np.float32(own["radius"]) * bumps
    alpha = coverage(outline - distance, own["softness"])
    thickness = _thickness(u, v, distance / outline, own, rng)
    absorbed = -np.log(colour(own["hue"], own["saturation"], own["brightness"]))
    rgb = np.exp(-thickness[..., None] * absorbed)
    for _ in range(round(own["spots"])):
        _add_spot(rgb, x, y, own["radius"], rng)
    middle = alpha.shape[0] / 2
    return Cutout(np.clip(rgb, 0, 1), alpha, (middle, middle), _COARSE, solid=alpha)


def _thickness(
    u: np.ndarray, v: np.ndarray, reach: np.ndarray, own: Mapping[str, float], rng: np.random.Generator
) -> np.ndarray:
    """Return how thick it is (1 where full), a biconcave disc: thinner in the middle, darkest along its edge."""
    radius = np.float32(own["radius"])
    away_x, away_y = rng.normal(0, 0.07, 2)
    squeeze = np.float32(rng.uniform(0.8, 1.25))
    turn = rng.random() * np.pi
    p, q = u / radius - np.float32(away_x), v / radius - np.float32(away_y)
    along = (p * np.float32(np.cos(turn)) + q * np.float32(np.sin(turn))) * squeeze
    across = (q * np.float32(np.cos(turn)) - p * np.float32(np.sin(turn))) / squeeze
    middle = np.sqrt(along * along + across * across)
    soft = max(own["pallor_softness"], 0.02)
    dip = 1 - step(middle, own["pallor_size"] - soft, own["pallor_size"] + soft)
    thickness = 1 - np.float32(own["pallor"]) * dip
    thickness += np.float32(own["rim"]) * np.exp(-np.square((reach - np.float32(0.93)) / np.float32(0.05)))
    side = rng.random() * 2 * np.pi
    lean = u * np.float32(np.cos(side) / radius) + v * np.float32(np.sin(side) / radius)
    thickness *= 1 + np.float32(own["tilt"]) * lean
    if own["texture"]:
        thickness += np.float32(own["texture"]) * smooth_noise(reach.shape, 0.09 * own["radius"] * _COARSE, rng)
    return np.maximum(thickness, 0)


def _add_spot(rgb: np.ndarray, x: np.ndarray, y: np.ndarray, radius: float, rng: np.random.Generator) -> None:
    """Put a refractile spot on it: a bright middle in a dark ring."""
    angle, away = rng.random() * 2 * np.pi, radius * rng.uniform(0.05, 0.55)
    size = rng.uniform(2.5, 6.0)
    ring, gleam = _refraction(x - away * np.cos(angle), y - away * np.sin(angle), size)
    rgb *= (1 - 0.22 * ring)[..., None]
    rgb += (0.75 * gleam)[..., None] * (1 - rgb)


def _refraction(x: np.ndarray, y: np.ndarray, size: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the dark ring and the bright middle of something that bends the light."""
    distance = np.sqrt(x * x + y * y) / size
    return np.exp(-np.square((distance - 1) / 0.35)), np.exp(-np.square(distance / 0.55))


@visual("platelet", takes=tuple(_PLATELET))
def platelet(parameters: Mapping[str, Value], rng: np.random.Generator) -> Cutout:
    """Draw a platelet, or several that stick together, as a granular purple blob with a fuzzy edge.

    `radius` of all of it and `softness` of its edge, in pixels; `hue`, `saturation`, `brightness`; `granularity`, how
    much darker its granules are, 0 to 1; `irregularity`, share of the radius; `members`, how many stick together.
    """
    own = numbers(parameters, _PLATELET)
    x, y = grid(1.5 * own["radius"] + own["softness"] + 2, _FINE)
    shape = (y.shape[0], x.shape[1])
    distance = np.full(shape, -np.inf, np.float32)
    for centre_x, centre_y, radius in _members(own["radius"], max(1, round(own["members"])), rng):
        u, v = x - np.float32(centre_x), y - np.float32(centre_y)
        outline = np.float32(radius) * (1 + wavy(u, v, own["irregularity"], rng, modes=4))
        distance = np.maximum(distance, outline - np.sqrt(u * u + v * v))
    body = coverage(distance, own["softness"])
    granules = step(smooth_noise(shape, 0.3 * own["radius"] * _FINE, rng), -0.6, 1.2)
    inner = step(distance / np.float32(own["radius"]), 0, 0.6)
    depth = (1 - own["granularity"]) + own["granularity"] * granules * (0.4 + 0.6 * inner)
    alpha = (body * np.clip(0.35 + 0.65 * depth, 0, 1)).astype(np.float32)
    pale = colour(own["hue"], own["saturation"] * 0.6, own["brightness"])
    dark = colour(own["hue"] + 8, own["saturation"] * 1.5, own["brightness"] * 0.95)
    rgb = pale + (dark - pale) * np.clip(depth, 0, 1)[..., None].astype(np.float32)
    middle = shape[0] / 2
    return Cutout(rgb, alpha, (middle, middle), _FINE, solid=body)


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
    ring, gleam = _refraction(x * squeeze, y / squeeze, own["radius"])
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
    from edge to edge and `falloff` from the middle to the middle of an edge times four; `texture` and `streaks`:
    standard deviations.
    """
    own = numbers(parameters, _SMEAR)
    width, height = size
    x = ((np.arange(width) + 0.5) / width - 0.5).astype(np.float32)[None]
    y = ((np.arange(height) + 0.5) / height - 0.5).astype(np.float32)[:, None]
    level = own["brightness"] + own["slope_x"] * x + own["slope_y"] * y - own["falloff"] * (x * x + y * y)
    level = level + own["texture"] * smooth_noise((height, width), 5, rng)
    streaks = np.maximum(smooth_noise((height, width), 0.25 * width, rng), 0)
    stain = np.array([0.3, 1.0, 0.5], np.float32)  # eosin takes the green away
    rgb = level[..., None] + np.array([-own["green"], 0, -own["yellow"]]) - own["streaks"] * streaks[..., None] * stain
    return np.clip(rgb, 0, 1).astype(np.float32)
