"""Where the conveyor stands: the belt, its frame, the floor and the wall behind it, as colours of points."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

__all__ = ["BACKGROUNDS", "Ground", "ground", "linear"]

BELT = 0.50
"""Half the width of the belt, in metres."""
EDGE = 0.57
"""Where the frame of the conveyor ends."""
FLOOR = -0.55
WALL = 2.6
Colour = tuple[float, float, float]


def linear(*rgb: float) -> np.ndarray:
    """Return a colour of 0 to 255, as screens show it, as amounts of light from 0 to 1: (3, 1)."""
    return ((np.array(rgb, np.float32) / 255) ** np.float32(2.2))[:, None]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rays meet that meet no item."""

    points: np.ndarray
    """(3, n)"""
    colour: np.ndarray
    """(3, n) amounts of light that it gives back."""
    part: np.ndarray
    """(n,) 0 belt, 1 frame, 2 floor, 3 wall."""


def ground(background: str, eye: np.ndarray, rays: np.ndarray, *, rng: np.random.Generator) -> Ground:
    """Return what each ray meets beside the item; `rng` varies all places but the factory, which is always the same."""
    low = np.minimum(rays[2], np.float32(-1e-3))
    points = eye + rays * (-eye[2] / low)
    front, back = points[1] < -EDGE, points[1] > EDGE
    part = np.where(np.abs(points[1]) < BELT, 0, 1)
    points[:, front] = _at(eye, rays[:, front], 1, -EDGE)
    floor = eye + rays * ((FLOOR - eye[2]) / low)
    wall = _at(eye, rays, 1, WALL)
    points[:, back] = np.where(floor[1] < WALL, floor, wall)[:, back]
    part[back] = np.where(floor[1] < WALL, 2, 3)[back]
    return Ground(points, BACKGROUNDS[background](points, part, rng), part)


def _at(eye: np.ndarray, rays: np.ndarray, axis: int, value: float) -> np.ndarray:
    return eye + rays * ((value - eye[axis]) / rays[axis])


def _factory(p: np.ndarray, part: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    wall = _bands(p[2], [(-9, linear(150, 158, 166)), (-0.1, linear(196, 202, 206)), (0.32, linear(172, 180, 188))])
    lines = _stripe(p[0], 0.9, 0.012)
    wall = np.where(lines, wall * 0.72, wall)
    tape = (part == 2) & (np.abs(p[1] - 1.25) < 0.09)
    floor = np.where(tape, linear(214, 176, 40), linear(128, 132, 134))
    return _put(part, _belt(p, linear(52, 54, 58), 0.16), linear(158, 164, 170), floor, wall)


def _terminal(p: np.ndarray, part: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    tint = rng.uniform(0.85, 1.1, (3, 1)).astype(np.float32)
    shift, wide = float(rng.uniform(0, 1)), float(rng.uniform(0.7, 1.3))
    glass = _bands(p[2], [(-9, linear(96, 118, 128)), (-0.05, linear(150, 190, 214)), (0.30, linear(205, 226, 238))])
    wall = np.where(_stripe(p[0] + shift, wide, 0.07) | (np.abs(p[2] + 0.1) < 0.04), linear(86, 90, 96), glass)
    tiles = _stripe(p[0] + shift, 0.45, 0.014) | _stripe(p[1], 0.45, 0.02)
    floor = np.where(tiles, linear(140, 136, 128), linear(202, 198, 190)) * tint
    return _put(part, _belt(p, linear(34, 34, 38), 0.5), linear(176, 178, 182), floor, wall * tint)


def _warehouse(p: np.ndarray, part: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    shift, wide = float(rng.uniform(0, 1)), float(rng.uniform(0.32, 0.5))
    cell = np.floor((p[0] + shift) / wide).astype(int) % 64
    row = np.floor((p[2] + 0.6) / 0.36).astype(int) % 8
    box = rng.uniform(0.45, 1.15, (64, 8)).astype(np.float32)[cell, row]
    empty = box > 1.0
    goods = np.where(empty, linear(58, 62, 70), linear(170, 130, 88) * box)
    high = (p[2] + 0.6) % 0.36
    goods = np.where((high > 0.28) & ~empty, linear(40, 44, 52), goods)
    beam = (high < 0.035) | _stripe(p[0] + shift, wide * 2, 0.05)
    wall = np.where(beam, linear(*_choice(rng, (206, 96, 30), (38, 84, 150), (60, 120, 76))), goods)
    rollers = 0.6 + 0.4 * np.abs(np.sin(np.pi * p[0] / 0.075))
    return _put(part, linear(150, 154, 160) * rollers, linear(64, 92, 132), linear(116, 112, 106), wall)


def _depot(p: np.ndarray, part: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    row = np.floor(p[2] / 0.09)
    across = p[0] / 0.24 + 0.5 * (row % 2)
    shade = rng.uniform(0.7, 1.15, (32, 32)).astype(np.float32)
    bricks = shade[np.floor(across).astype(int) % 32, row.astype(int) % 32]
    joint = ((across % 1) < 0.06) | (((p[2] / 0.09) % 1) < 0.16)
    brick = linear(*_choice(rng, (150, 74, 54), (168, 120, 84), (118, 108, 104)))
    wall = np.where(joint, linear(170, 162, 150), brick * bricks)
    return _put(part, _belt(p, linear(44, 92, 70), 0.3), linear(120, 116, 108), linear(98, 92, 86), wall)


def _outdoor(p: np.ndarray, part: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    turns, heights = rng.uniform(0, 6, 4).tolist(), rng.uniform(0.02, 0.06, 4).tolist()
    hedge = 0.05 + sum(h * np.sin(p[0] * (2 + 3 * k) + t) for k, (h, t) in enumerate(zip(heights, turns, strict=True)))
    haze = np.clip((p[2] - 0.1) / 0.6, 0, 1)
    sky = linear(220, 230, 238) * (1 - haze) + linear(120, 168, 220) * haze
    leaves = linear(56, 86, 46) * (0.8 + 0.3 * np.sin(p[0] * 40 + turns[0]) * np.sin(p[2] * 55))
    wall = np.where(p[2] < hedge, leaves, sky)
    line = (part == 2) & (np.abs(p[1] - 1.5) < 0.06)
    floor = np.where(line, linear(230, 230, 226), linear(92, 92, 96))
    return _put(part, _belt(p, linear(88, 86, 82), 0.2), linear(206, 170, 50), floor, wall)


BACKGROUNDS: dict[str, Callable[[np.ndarray, np.ndarray, np.random.Generator], np.ndarray]] = {
    "factory": _factory,
    "terminal": _terminal,
    "warehouse": _warehouse,
    "depot": _depot,
    "outdoor": _outdoor,
}


def _choice(rng: np.random.Generator, *colours: Colour) -> Colour:
    return colours[int(rng.integers(len(colours)))]


def _stripe(value: np.ndarray, every: float, wide: float) -> np.ndarray:
    return np.asarray((value % every) < wide)


def _bands(value: np.ndarray, bands: list[tuple[float, np.ndarray]]) -> np.ndarray:
    """Return the colour of the last band that begins below each value: (3, n)."""
    colours = np.concatenate([colour for _, colour in bands], axis=1)
    return np.asarray(colours[:, np.searchsorted([low for low, _ in bands[1:]], value)])


def _belt(p: np.ndarray, colour: np.ndarray, slat: float) -> np.ndarray:
    """Return the colour of a belt with a seam every `slat` metres."""
    return np.asarray(colour * np.where(_stripe(p[0], slat, 0.012), np.float32(0.55), np.float32(1)))


def _put(part: np.ndarray, *colours: np.ndarray) -> np.ndarray:
    found = np.empty((3, len(part)), np.float32)
    for number, colour in enumerate(colours):
        np.copyto(found, colour, where=part == number)
    return found
