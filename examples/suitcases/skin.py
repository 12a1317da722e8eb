"""What is on a solid: colour, ribs, zipper, wear, stickers, the shipping label, and defects.

Everything on the front is in face coordinates: u to the right and v up, in metres from the centre of the face, as the
camera sees it. Each thing draws its random numbers from a stream of its own, so that adding one changes no other.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from labels import label_at
from places import linear
from solids import Solid

__all__ = ["COLOURS", "MOST_STICKERS", "SHINE", "Skin", "paint"]

COLOURS = {
    "black": (40, 40, 46),
    "navy": (34, 56, 112),
    "red": (178, 30, 40),
    "grey": (132, 136, 142),
    "green": (44, 116, 84),
    "yellow": (230, 182, 36),
    "pink": (228, 122, 160),
    "patterned": (92, 66, 140),
}
MATERIALS = {
    "cardboard": (176, 134, 88),
    "clay": (178, 92, 58),
    "stem": (74, 98, 46),
    "leaf": (58, 126, 58),
    "metal": (176, 180, 186),
    "rubber": (26, 26, 28),
}
SHINE = {"gloss": 1.0, "matte": 0.10, "fabric": 0.0}
MOST_STICKERS = 6


@dataclass(slots=True)
class Skin:
    """The visible points of a solid, as they are painted."""

    colour: np.ndarray
    """(3, n) amounts of light that they give back."""
    normal: np.ndarray
    """(3, n) in coordinates of the solid; not of length 1."""
    shine: np.ndarray
    """(n,) 0 dull to 1 polished."""
    things: list[tuple[str, np.ndarray]]
    """What is to be annotated, and the points that it covers: (n,) Booleans."""


@dataclass(frozen=True, slots=True)
class Face:
    """The points of the side that the camera sees."""

    u: np.ndarray
    v: np.ndarray
    here: np.ndarray
    """(n,) whether a point is on it."""
    half: tuple[float, float]
    side: float
    """1 for the front, -1 for the back: the sign of x to the right."""


def paint(
    solid: Solid, row: Mapping[str, Any], p: np.ndarray, n: np.ndarray, streams: Sequence[np.random.Generator]
) -> Skin:
    """Paint (3, n) points with normals (3, n); `streams` are those of wear, stickers, label and defect."""
    skin = _bare(solid, row, p, n)
    side = -1.0 if row["item"] == "suitcase" and row["view"] == "back" else 1.0
    face = Face(side * p[0], p[2] - np.float32(solid.face[2]), n[1] * side < -0.55, solid.face[:2], side)
    if row["item"] == "suitcase":
        _furnish(skin, face, row)
    _wear(skin, face, p, float(row["wear"]), streams[0])
    if row["item"] in ("suitcase", "backpack"):
        _stickers(skin, face, int(row["stickers"]), streams[1])
    if row["item"] == "suitcase" and row["defect"] != "none":
        _defect(skin, face, str(row["defect"]), float(row["defect_size"]), streams[3])
    if row["label"] != "none":
        _label(skin, face, row, streams[2])
    return skin


def _bare(solid: Solid, row: Mapping[str, Any], p: np.ndarray, n: np.ndarray) -> Skin:
    names = [name for name, _ in solid.parts]
    which = solid.material(p)
    body = linear(*COLOURS[str(row["colour"])])
    palette = [linear(*MATERIALS[name]) if name in MATERIALS else body for name in names]
    palette = [colour * 0.6 if name == "pocket" else colour for name, colour in zip(names, palette, strict=True)]
    colour = np.concatenate(palette, axis=1)[:, which]
    covered = np.isin(which, [k for k, name in enumerate(names) if name in ("shell", "cloth", "pocket")])
    if row["colour"] == "patterned":
        checks = (np.floor(p[0] / 0.09) + np.floor(p[2] / 0.09)) % 2 < 1
        colour = np.where(checks & covered, linear(222, 196, 92), colour)
    if "cardboard" in names:
        colour = np.where(np.abs(p[0]) < 0.03, colour * 1.35, colour)  # the tape
    shell = which == names.index("shell") if "shell" in names else np.zeros(len(which), bool)
    shine = np.where(shell, SHINE[str(row["surface"])], 0.04).astype(np.float32)
    return Skin(colour.astype(np.float32), n.copy(), shine, [])


def _furnish(skin: Skin, face: Face, row: Mapping[str, Any]) -> None:
    """Add ribs or weave, and on the front the zipper of the pocket, on the back the channels of the handle."""
    w, h = face.half
    rim = _outline(face, 0.80)
    flat = face.here & (rim < -0.02)
    if row["surface"] == "fabric":
        weave = 1 + 0.10 * np.sign(np.sin(face.u * 520) * np.sin(face.v * 520))
        skin.colour *= np.where(face.here, weave, 1).astype(np.float32)
    else:
        skin.normal[0] += np.where(flat, 0.30 * np.sin(face.u * (2 * np.pi / 0.085)), 0).astype(np.float32)
    skin.normal[0] += np.where(face.here, face.side * 0.30 * face.u / w, 0).astype(np.float32)
    skin.normal[2] += np.where(face.here, 0.24 * face.v / h, 0).astype(np.float32)
    if face.side < 0:
        channel = face.here & (np.abs(np.abs(face.u) - 0.45 * w) < 0.022) & (face.v > -0.75 * h)
        skin.colour *= np.where(channel, np.float32(0.45), np.float32(1))
        return
    tape, teeth = face.here & (np.abs(rim) < 0.011), face.here & (np.abs(rim) < 0.004)
    _cover(skin, tape, linear(22, 22, 24), 1.0)
    _cover(skin, teeth & ((face.u + face.v) % 0.016 < 0.008), linear(190, 186, 170), 1.0)
    puller = face.here & (np.abs(face.u - 0.30 * w) < 0.010) & (np.abs(face.v - 0.80 * h + 0.02) < 0.030)
    _cover(skin, puller, linear(210, 206, 190), 1.0)


def _wear(skin: Skin, face: Face, p: np.ndarray, wear: float, rng: np.random.Generator) -> None:
    """Scuff corners, stain the surface, and add scratches, the more the older it is."""
    waves, turns = rng.normal(0, 14, (3, 6)).astype(np.float32), rng.uniform(0, 6.28, 6).astype(np.float32)
    lines = rng.uniform(-1, 1, (12, 4)).tolist()
    if wear <= 0:
        return
    stain = np.sin(waves.T @ p + turns[:, None]).sum(axis=0) / 3
    _cover(skin, stain > 1.15 - 0.7 * wear, linear(122, 112, 98), 0.45 * wear)
    w, h = face.half
    corner = np.maximum(np.abs(face.u) / w, 0) + np.maximum(np.abs(face.v) / h, 0)
    _cover(skin, corner + 0.12 * stain > 1.92 - 0.35 * wear, linear(168, 162, 154), 0.6 * wear)
    for a, b, c, d in lines[: round(12 * wear)]:
        start, end = (a * w * 0.8, b * h * 0.8), (a * w * 0.8 + c * 0.12, b * h * 0.8 + d * 0.12)
        _cover(skin, face.here & (_to_line(face, start, end) < 0.003), linear(190, 186, 180), 0.55)
    skin.shine *= np.float32(1 - 0.7 * wear)


def _stickers(skin: Skin, face: Face, count: int, rng: np.random.Generator) -> None:
    w, h = face.half
    paints = [(214, 60, 52), (46, 120, 200), (250, 206, 60), (60, 160, 96), (240, 240, 236), (226, 120, 40)]
    drawn = rng.uniform(-1, 1, (MOST_STICKERS, 6))
    for k, (a, b, turn, kind, large, tone) in enumerate(drawn[:count].tolist()):
        u, v = _turned(face, 0.62 * w * a, 0.68 * h * b, turn * 40)
        radius = 0.035 + 0.012 * large
        apart = np.hypot(u, v) / radius if kind > 0 else np.maximum(np.abs(u) / 1.3, np.abs(v)) / radius
        there = face.here & (apart < 1)
        _cover(skin, there, linear(246, 246, 242), 1.0)
        _cover(skin, there & (apart < 0.82), linear(*paints[(k + int(tone * 3 + 3)) % len(paints)]), 1.0)
        _cover(skin, there & (np.abs(v) < 0.2 * radius) & (apart < 0.7), linear(250, 250, 250), 1.0)
        skin.things.append(("sticker", there))


def _label(skin: Skin, face: Face, row: Mapping[str, Any], rng: np.random.Generator) -> None:
    w, h = face.half
    x, y, turn = (float(row[name]) for name in ("label_x", "label_y", "label_rotation"))
    u, v = _turned(face, x * w, y * h, turn)
    shade, opaque = label_at(u, v, torn=row["label"] == "torn", rng=rng)
    there = face.here & opaque
    skin.colour = np.where(there, shade.astype(np.float32), skin.colour)
    skin.shine = np.where(there, np.float32(0.06), skin.shine)
    skin.things.append(("label", there))


def _defect(skin: Skin, face: Face, kind: str, size: float, rng: np.random.Generator) -> None:
    """Damage it; `size` is a share of its height: how wide a dent is, how long a scratch or a broken zipper."""
    w, h = face.half
    length = 2 * h * size
    a, b, turn, bend = rng.uniform(-1, 1, 4).tolist()
    if kind == "dent":
        _dent(skin, face, 0.5 * w * a, 0.5 * h * b, length / 2)
    elif kind == "scratch":
        along = np.array([np.cos(1.4 * turn), np.sin(1.4 * turn)]) * length / 2
        middle = np.array([0.45 * w * a, 0.45 * h * b])
        knee = middle + bend * 0.12 * np.array([-along[1], along[0]])
        near = np.minimum(_to_line(face, middle - along, knee), _to_line(face, knee, middle + along))
        there = face.here & (near < 0.0045)
        bright = skin.colour[:, there].mean() > 0.25 if there.any() else False
        _cover(skin, there, linear(70, 66, 62) if bright else linear(205, 202, 196), 0.85)
        skin.things.append(("scratch", there))
    else:
        edge = 0.80 * w * (1 if a > 0 else -1)
        along, across = (face.v - 0.4 * h * b) / (length / 2), face.u - edge
        gape = 0.030 * np.maximum(1 - along**2, 0)
        torn, hole = face.here & (np.abs(across) < gape + 0.007) & (gape > 0), face.here & (np.abs(across) < gape)
        _cover(skin, torn, linear(178, 172, 150), 1.0)
        _cover(skin, hole, linear(8, 8, 9), 1.0)
        skin.shine *= np.where(torn, np.float32(0), np.float32(1))
        skin.things.append(("zipper", torn))


def _dent(skin: Skin, face: Face, u: float, v: float, radius: float) -> None:
    du, dv = (face.u - u) / radius, (face.v - v) / radius
    inside = np.maximum(1 - du**2 - dv**2, 0) * face.here
    skin.normal[0] -= (face.side * 2.0 * inside * du).astype(np.float32)
    skin.normal[2] -= (2.0 * inside * dv).astype(np.float32)
    skin.colour *= (1 - 0.30 * inside**2).astype(np.float32)
    skin.things.append(("dent", inside > 0.06))


def _outline(face: Face, share: float) -> np.ndarray:
    """Return the distance to a rounded rectangle on the face, negative inside."""
    round_off = 0.05
    q = np.stack([np.abs(face.u) - share * face.half[0], np.abs(face.v) - share * face.half[1]]) + round_off
    return np.asarray(np.sqrt((np.maximum(q, 0) ** 2).sum(axis=0)) + np.minimum(q.max(axis=0), 0) - round_off)


def _turned(face: Face, u: float, v: float, degrees: float) -> tuple[np.ndarray, np.ndarray]:
    """Return face coordinates as seen from a thing at (u, v) that is turned to the left."""
    turn = math.radians(degrees)
    du, dv = face.u - np.float32(u), face.v - np.float32(v)
    return du * math.cos(turn) + dv * math.sin(turn), dv * math.cos(turn) - du * math.sin(turn)


def _to_line(face: Face, start: Sequence[float], end: Sequence[float]) -> np.ndarray:
    (x, y), dx, dy = map(float, start), float(end[0] - start[0]), float(end[1] - start[1])
    share = np.clip(((face.u - x) * dx + (face.v - y) * dy) / max(dx * dx + dy * dy, 1e-9), 0, 1)
    return np.asarray(np.sqrt((face.u - x - share * dx) ** 2 + (face.v - y - share * dy) ** 2))


def _cover(skin: Skin, where: np.ndarray, colour: np.ndarray, opacity: float) -> None:
    share = (where * opacity).astype(np.float32)
    skin.colour += share * (colour - skin.colour)
