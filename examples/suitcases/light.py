"""How much light reaches each point: of the item, and of what is around it."""

import numpy as np
from scene import FINER, Scene
from skin import Skin
from solids import Solid, length

__all__ = ["ground_light", "item_light"]

SUN = np.array([[-0.42], [-0.58], [0.70]], np.float32)
SUN /= np.linalg.norm(SUN)
"""Where most of the light comes from."""
LAMP = np.array([[-0.55], [-3.0], [2.0]], np.float32)
"""The lamp that shines back from polished surfaces."""


def ground_light(scene: Scene, points: np.ndarray, part: np.ndarray) -> np.ndarray:
    """Return how much light reaches each point beside the item: less near it, and in its shadow."""
    light = np.where(part == 3, np.float32(0.95), np.where(part == 1, np.float32(0.8), np.float32(0.9)))
    if scene.solid is None:
        return light
    shape, middle = (scene.height, scene.width), FINER // 2
    # One ray a pixel is enough for what is soft.
    p = scene.inside(points.reshape(3, *shape)[:, middle::FINER, middle::FINER].reshape(3, -1))
    near = np.flatnonzero((p[2] > -1e-3) & (length(p) < 1.2))
    shade = np.ones(p.shape[1], np.float32)
    shade[near] = 0.45 + 0.55 * np.clip(scene.solid.distance(p[:, near]) / 0.12, 0, 1)
    shade[near] *= 0.50 + 0.50 * _lit(scene.solid, p[:, near], scene.turn.T @ (SUN))
    fine = shade.reshape(shape[0] // FINER, shape[1] // FINER).repeat(FINER, axis=0).repeat(FINER, axis=1)
    return np.asarray(light * np.where(part < 2, fine.ravel(), 1))


def _lit(solid: Solid, p: np.ndarray, sun: np.ndarray) -> np.ndarray:
    """Return from 0, in the shadow, to 1 how much of the lamps each point sees (Quilez's soft shadows)."""
    open_sky, along = np.ones(p.shape[1], np.float32), np.full(p.shape[1], 0.02, np.float32)
    for _ in range(14):
        free = solid.distance(p + sun * along)
        open_sky = np.minimum(open_sky, np.clip(6 * free / along, 0, 1))
        along += np.clip(free, 0.02, 0.15)
    return open_sky


def item_light(scene: Scene, skin: Skin, lux: float) -> np.ndarray:
    """Return the light that comes from each painted point to the camera: (3, n); with much `lux`, shells glare."""
    rays = scene.rays[:, scene.hit]
    p = scene.eye + rays * scene.along
    sun = np.clip((skin.normal * SUN).sum(axis=0), 0, 1)
    sky = 0.5 + 0.5 * skin.normal[2]
    low = np.clip(0.55 + p[2] / 0.35, 0.55, 1)  # the belt takes light away from what is near it
    lamp = LAMP - p
    halfway = lamp / length(lamp) - rays
    halfway /= length(halfway)
    glance = np.clip((halfway * skin.normal).sum(axis=0), 0, 1)
    bright = 0.30 + 0.9 * (lux / 1000) ** 1.5
    shine = skin.shine * bright * (0.9 * glance**70 + 0.12 * glance**12)
    return np.asarray(skin.colour * (0.12 + 0.34 * sky + 0.62 * sun) * low + np.minimum(shine, 4))
