"""One generator for both case studies: a row of conditions becomes a picture, and boxes around what is in it.

    picture = draw({"item": "suitcase", "colour": "red"}, rng=np.random.default_rng(0))
    picture.image.save("suitcase.png")

Only numpy and Pillow are needed. The same row and the same seed give the same bytes. The picture is rendered: rays
are marched to a solid (`solids.py`), which is painted (`skin.py`) and lit, before a conveyor (`places.py`), and seen
through a camera (`camera.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from camera import STYLES, exposed, noisy, outlined, smudged, softened
from light import ground_light, item_light
from PIL import Image
from places import BACKGROUNDS, ground
from scene import Scene, coarse
from skin import COLOURS, MOST_STICKERS, SHINE, Skin
from solids import HEIGHTS

__all__ = ["CATEGORIES", "DEFAULTS", "Box", "Picture", "draw"]

DEFAULTS: dict[str, Any] = {
    "item": "suitcase",
    "background": "factory",
    "light_lux": 700.0,
    "size": "medium",
    "colour": "navy",
    "surface": "matte",
    "handle": "down",
    "view": "front",
    "yaw": 0.0,
    "offset": 0.0,
    "defect": "none",
    "defect_size": 0.2,
    "wear": 0.0,
    "stickers": 0,
    "label": "none",
    "label_x": 0.0,
    "label_y": 0.0,
    "label_rotation": 0.0,
    "lens": "clean",
    "sensor_noise": 0.0,
    "style": "photo",
}
"""What a condition is that a row does not have, or that does not apply."""
WORDS: dict[str, tuple[str, ...]] = {
    "item": ("suitcase", "box", "backpack", "plant_pot", "nothing"),
    "background": tuple(BACKGROUNDS),
    "size": tuple(HEIGHTS),
    "colour": tuple(COLOURS),
    "surface": tuple(SHINE),
    "handle": ("down", "up"),
    "view": ("front", "back"),
    "defect": ("none", "dent", "zipper", "scratch"),
    "label": ("none", "intact", "torn"),
    "lens": ("clean", "smudge"),
    "style": STYLES,
}
NUMBERS: dict[str, tuple[float, float]] = {
    "light_lux": (1, 1e5),
    "yaw": (-180, 180),
    "offset": (-1, 1),
    "defect_size": (0.01, 0.5),
    "wear": (0, 1),
    "stickers": (0, MOST_STICKERS),
    "label_x": (-1, 1),
    "label_y": (-1, 1),
    "label_rotation": (-360, 360),
    "sensor_noise": (0, 1),
}
CATEGORIES = ("suitcase", "box", "backpack", "plant_pot", "dent", "zipper", "scratch", "sticker", "label")


@dataclass(frozen=True, slots=True)
class Box:
    """Where something is in the picture, in pixels."""

    category: str
    left: int
    top: int
    right: int
    """One past the last pixel."""
    bottom: int
    pixels: int
    """How many pixels show it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What was drawn."""

    image: Image.Image
    boxes: tuple[Box, ...]
    """The item first, then what is on it."""


def draw(row: Mapping[str, Any], *, rng: np.random.Generator, size: tuple[int, int] = (160, 120)) -> Picture:
    """Draw a row of conditions.

    Args:
        row: conditions by name; those that are missing or None take `DEFAULTS`, other columns are ignored.
        rng: chooses what no condition says: where a dent is, what a label reads, the grain.
        size: width and height of the picture in pixels.

    Raises:
        ValueError: a condition has a value that cannot be drawn.
    """
    row = _complete(row)
    place, wear, stickers, label, defect, camera = rng.spawn(6)
    scene = Scene(row, size)
    behind = ground(str(row["background"]), scene.eye, scene.rays, rng=place)
    skin = scene.paint((wear, stickers, label, defect))
    picture = _styled(scene, behind.colour, behind.points, behind.part, skin)
    if row["lens"] == "smudge":
        picture = smudged(picture, camera)
    picture = noisy(picture, float(row["sensor_noise"]), camera)
    return Picture(Image.fromarray((picture * 255).round().astype(np.uint8)), tuple(_boxes(scene, skin)))


def _complete(row: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: row[name] if row.get(name) is not None else value for name, value in DEFAULTS.items()}
    for name, words in WORDS.items():
        if found[name] not in words:
            raise ValueError(f"{name} is '{found[name]}'; it can be drawn as {', '.join(words)}")
    for name, (low, high) in NUMBERS.items():
        if not low <= found[name] <= high:
            raise ValueError(f"{name} is {found[name]}; it can be drawn from {low:g} to {high:g}")
    return found


def _boxes(scene: Scene, skin: Skin | None) -> list[Box]:
    """Return where the item and the things on it are; what fills no pixel by a third is left out."""
    if skin is None:
        return []
    covered = np.zeros(len(scene.hit), bool)
    found = []
    for name, there in reversed(skin.things):  # what was put on later hides what is below
        found.append(_box(scene, name, there & ~covered))
        if name in ("sticker", "label"):
            covered |= there
    found.append(_box(scene, str(scene.row["item"]), np.ones(len(scene.hit), bool)))
    return [box for box in reversed(found) if box is not None]


def _box(scene: Scene, category: str, there: np.ndarray) -> Box | None:
    seen = np.zeros(scene.width * scene.height, np.float32)
    seen[scene.hit[there]] = 1
    share = coarse(seen.reshape(scene.height, scene.width, 1))[:, :, 0]
    rows, columns = np.nonzero(share >= 1 / 3)
    if not len(rows):
        return None
    sides = (int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    return Box(category, *sides, pixels=len(rows))


def _styled(scene: Scene, far: np.ndarray, points: np.ndarray, part: np.ndarray, skin: Skin | None) -> np.ndarray:
    """Light the scene and return it as a picture of the size asked for, from 0 to 1: (h, w, 3)."""
    shape = (scene.height, scene.width)
    style, lux = scene.row["style"], float(scene.row["light_lux"])
    light = far.copy() if style == "flat" else far * ground_light(scene, points, part)
    direction = np.zeros_like(far)
    direction[2] = 1
    numbers = part.copy()
    if skin is not None:
        light[:, scene.hit] = skin.colour if style == "flat" else item_light(scene, skin, lux)
        direction[:, scene.hit] = skin.normal
        numbers[scene.hit] = 10
        for number, (_, there) in enumerate(skin.things):
            numbers[scene.hit[there]] = 11 + number
    picture = light.T.reshape(*shape, 3)
    if style == "flat":
        return coarse(exposed(picture, 700.0))
    if style == "outline":
        return coarse(outlined(picture, numbers.reshape(shape), direction.reshape(3, *shape)))
    seen = softened(coarse(exposed(picture, lux)), 0.4)
    if style == "infrared":
        warm = coarse((numbers >= 10).astype(np.float32).reshape(*shape, 1))
        return np.asarray(np.clip(0.12 + 0.45 * seen.mean(axis=2, keepdims=True) + 0.3 * warm, 0, 1).repeat(3, axis=2))
    return seen
