"""Red cells of a stained smear: biconcave discs, a purple rim inside their outline and a bright fringe outside.

The profile across the edge was measured on 99 cells that stand alone in the training split of BCCD: green falls to 79 %
of the glass over 7 pixels; within 10 pixels of the edge blue is held back 30 % less, which makes the rim purple; 4
pixels outside, red is 3 % and green 1.5 % brighter than the glass.
"""

from collections.abc import Mapping

import numpy as np

from datadiet.distributions import Value
from datadiet.generate.gallery.drawing import colour, coverage, grid, numbers, refraction, smooth_noise, step, wavy
from datadiet.generate.twins.scene import Cutout
from datadiet.generate.twins.visuals import visual

__all__ = ["GLASS", "red_cell"]

GLASS = np.array([0.776, 0.788, 0.773], np.float32)
"""The glass of BCCD, red, green and blue: what shines through a cell is a share of it."""
_OPAQUE = 0.49
"""Of the body. Where two cells overlap it is hardly darker than where there is one: they are no filters. What covers
half would hide what is behind from the labels, and both outlines can be seen."""
_FAINT = 0.12
"""Of the fringe, which hides less."""
_DENSITY = 1.0
"""Pixels drawn for one shown: edges are soft."""
_FRINGE = np.array([2.0, 1.0, 0.0], np.float32)
"""How much brighter red, green and blue are in the fringe, in units of `fringe`."""
_RIM = np.array([-0.05, 0.0, 0.3], np.float32)
"""By what share less is held back at the very edge."""

_RED_CELL: Mapping[str, float] = {
    "radius": 46,
    "ellipticity": 1.1,
    "irregularity": 0.03,
    "hue": 344,
    "saturation": 0.147,
    "brightness": 0.91,
    "pallor": 0.3,
    "pallor_size": 0.42,
    "pallor_softness": 0.3,
    "rim": 0.05,
    "tilt": 0.15,
    "spots": 0,
    "texture": 0.03,
    "blotches": 0.1,
    "softness": 4,
    "fringe": 0.016,
    "slack": 5,
}


@visual("red-cell", takes=tuple(_RED_CELL))
def red_cell(parameters: Mapping[str, Value], rng: np.random.Generator) -> Cutout:
    """Draw a red cell on glass.

    `radius` of the disc of equal area and `softness` of its edge, in pixels; `ellipticity`, length over width;
    `irregularity`, share of the radius; `hue`, `saturation` and `brightness` of the light that comes through where it
    is thick, beside the glass; `pallor`, by what share the middle is thinner (below 0 it is thicker), `pallor_size` and
    `pallor_softness`, shares of the radius; `rim`, how much darker its very edge is; `tilt`, how much thicker one side
    is than the other; `spots`, how many refractile ones; `texture` and `blotches` of its colour, relative; `fringe`, by
    what share of the glass it is brighter around; `slack`, pixels from the outline to what counts as the cell: boxes in
    BCCD enclose the fringe.
    """
    own = numbers(parameters, _RED_CELL)
    reach = own["radius"] * (1 + 3 * own["irregularity"]) * own["ellipticity"] ** 0.5
    x, y = grid(reach + max(13.0, own["slack"] + own["softness"] + 1), _DENSITY)
    length = np.float32(own["ellipticity"] ** 0.5)
    u, v = x / length, y * length
    distance = np.sqrt(u * u + v * v)
    bumps = 1 + wavy(u, v, own["irregularity"], rng)
    bumps /= np.float32(np.sqrt(1 + own["irregularity"] ** 2))  # the area stays that of the disc
    inside = np.float32(own["radius"]) * bumps - distance
    through = _through(u, v, inside, own, rng)
    for _ in range(round(own["spots"])):
        _add_spot(through, x, y, own["radius"], rng)
    alpha = _OPAQUE * coverage(inside + 1, own["softness"])
    alpha = np.maximum(alpha, _FAINT * coverage(inside + 8, 4))
    rgb = 1 + (through - 1) / np.maximum(alpha, 1e-3)[..., None]
    middle = alpha.shape[0] / 2
    solid = coverage(inside + np.float32(own["slack"]), 1)
    return Cutout(np.clip(GLASS * rgb, 0, 1), alpha, (middle, middle), _DENSITY, solid=solid)


def _through(
    u: np.ndarray, v: np.ndarray, inside: np.ndarray, own: Mapping[str, float], rng: np.random.Generator
) -> np.ndarray:
    """Return what comes through, (h, w, 3), 1 for the bare glass; `inside` is the distance from the edge, in pixels."""
    held = -np.log(np.maximum(colour(own["hue"], own["saturation"], own["brightness"]), 0.02))
    thick = _thickness(u, v, inside, own, rng) * coverage(inside - 0.5, own["softness"])
    near = np.exp(-np.maximum(inside, 0) / 8)[..., None]
    share = 1 - near * _RIM
    if own["blotches"]:
        share[..., 2] += np.float32(own["blotches"]) * smooth_noise(thick.shape, 0.3 * own["radius"] * _DENSITY, rng)
    through = np.exp(-np.maximum(thick[..., None] * share, 0) * held)
    bright = np.float32(own["fringe"]) * np.exp(-np.square((inside + 5) / 3))
    return through + bright[..., None] * _FRINGE


def _thickness(
    u: np.ndarray, v: np.ndarray, inside: np.ndarray, own: Mapping[str, float], rng: np.random.Generator
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
    thickness += np.float32(own["rim"]) * np.exp(-np.square((inside / radius - np.float32(0.1)) / np.float32(0.06)))
    side = rng.random() * 2 * np.pi
    lean = u * np.float32(np.cos(side) / radius) + v * np.float32(np.sin(side) / radius)
    thickness *= 1 + np.float32(own["tilt"]) * lean
    if own["texture"]:
        thickness += np.float32(own["texture"]) * smooth_noise(inside.shape, 0.09 * own["radius"] * _DENSITY, rng)
    return np.maximum(thickness, 0)


def _add_spot(through: np.ndarray, x: np.ndarray, y: np.ndarray, radius: float, rng: np.random.Generator) -> None:
    """Put a refractile spot on it: a bright middle in a dark ring."""
    angle, away = rng.random() * 2 * np.pi, radius * rng.uniform(0.05, 0.55)
    size = rng.uniform(2.5, 6.0)
    ring, gleam = refraction(x - away * np.cos(angle), y - away * np.sin(angle), size)
    through *= (1 - 0.22 * ring)[..., None]
    through += (0.75 * gleam)[..., None] * (1.1 - through)
