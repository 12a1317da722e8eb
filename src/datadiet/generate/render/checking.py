"""What a scene must be before it is drawn; an error names the item."""

from math import isfinite
from typing import NoReturn

import numpy as np

from datadiet.errors import TwinError
from datadiet.generate.twins.scene import Cutout, Elastic, Pose, Scene, Shadow, Sprite

__all__ = ["BLENDS", "check_scene", "check_sprite", "refuse"]

BLENDS = ("over", "multiply")
SLACK = 1e-3  # arithmetic in float32 may end a little beyond 1


def check_scene(scene: Scene) -> None:
    """Refuse a background or light of a wrong shape, or with values that cannot be.

    Raises:
        TwinError: says which, and what is wrong.
    """
    shape = scene.background.shape
    if len(shape) != 3 or shape[2] != 3 or 0 in shape:
        refuse("the background", f"has shape {shape}", "(H, W, 3)")
    _check_range("the background", scene.background)
    light = scene.light
    if light is not None:
        if light.shape not in (shape[:2], shape):
            refuse("the light", f"has shape {light.shape}", f"{shape[:2]} or {shape}, as the background")
        if not (np.isfinite(light).all() and (light >= 0).all()):
            refuse("the light", "has values that are not finite or below 0", "factors of 0 or more")


def check_sprite(name: str, sprite: Sprite) -> None:
    """Refuse a sprite that cannot be drawn.

    Raises:
        TwinError: names the item and what is wrong with it.
    """
    if sprite.blend not in BLENDS:
        refuse(name, f"is blended by '{sprite.blend}'", " or ".join(BLENDS))
    _check_cutout(name, sprite.cutout)
    _check_pose(name, sprite.pose)
    if sprite.pose.elastic:
        _check_elastic(name, sprite.pose.elastic)
    if sprite.shadow:
        _check_shadow(name, sprite.shadow)


def refuse(name: str, found: str, expected: str) -> NoReturn:
    """Raise the error of one part of a scene."""
    raise TwinError(
        f"{name} {found}", expected=expected, todo="mend the twin's parameters or the function that draws it"
    )


def _check_cutout(name: str, cutout: Cutout) -> None:
    shape = cutout.alpha.shape
    if len(shape) != 2 or cutout.rgb.shape != (*shape, 3):
        refuse(name, f"has rgb of shape {cutout.rgb.shape} and alpha of shape {shape}", "(h, w, 3) and (h, w)")
    if cutout.solid is not None and cutout.solid.shape != shape:
        refuse(name, f"has solid of shape {cutout.solid.shape}", f"{shape}, as its alpha")
    layers = {"rgb": cutout.rgb, "alpha": cutout.alpha, "solid": cutout.solid}
    for layer, values in layers.items():
        if values is not None:
            _check_range(f"{name}: {layer}", values)
    _check_numbers(name, anchor_x=cutout.anchor[0], anchor_y=cutout.anchor[1])
    _check_positive(name, density=cutout.density)
    for keypoint, (x, y) in cutout.keypoints.items():
        _check_numbers(f"{name}: keypoint {keypoint}", x=x, y=y)


def _check_pose(name: str, pose: Pose) -> None:
    _check_numbers(name, x=pose.x, y=pose.y, angle=pose.angle, shear=pose.shear)
    _check_positive(name, zoom=pose.zoom, stretch=pose.stretch)


def _check_elastic(name: str, elastic: Elastic) -> None:
    _check_numbers(name, elastic_amplitude=elastic.amplitude)
    _check_positive(name, elastic_wavelength=elastic.wavelength)


def _check_shadow(name: str, shadow: Shadow) -> None:
    _check_numbers(name, shadow_dx=shadow.dx, shadow_dy=shadow.dy)
    if not (isfinite(shadow.blur) and shadow.blur >= 0):
        refuse(name, f"has a shadow of blur {shadow.blur}", "0 or more")
    if not 0 <= shadow.strength <= 1:
        refuse(name, f"has a shadow of strength {shadow.strength}", "0 to 1")


def _check_range(name: str, values: np.ndarray) -> None:
    if not values.size:
        return
    low, high = float(values.min()), float(values.max())  # NaN comes through both
    if not (low >= -SLACK and high <= 1 + SLACK):
        found = "has values that are not numbers" if low != low else f"has values from {low:g} to {high:g}"
        refuse(name, found, "numbers from 0 to 1")


def _check_numbers(name: str, **numbers: float) -> None:
    for what, value in numbers.items():
        if not isfinite(value):
            refuse(name, f"has {what.replace('_', ' ')} = {value}", "a finite number")


def _check_positive(name: str, **numbers: float) -> None:
    for what, value in numbers.items():
        if not (isfinite(value) and value > 0):
            refuse(name, f"has {what.replace('_', ' ')} = {value}", "a finite number above 0")
