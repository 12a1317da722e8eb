"""From parameters to a scene. Nothing is drawn at random here: the same parameters give the same arrays."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from datadiet.distributions import Value
from datadiet.errors import DatadietError, TwinError
from datadiet.generate.twins.assets import read_cutout, read_texture
from datadiet.generate.twins.flattening import flatten
from datadiet.generate.twins.light import light_field
from datadiet.generate.twins.parts import Item, Look
from datadiet.generate.twins.scene import Cutout, Elastic, Pose, Scene, Shadow, Sprite
from datadiet.generate.twins.visuals import find_visual
from datadiet.randomness import stream

if TYPE_CHECKING:
    from datadiet.generate.twins.twin import Twin

__all__ = ["POSE", "TEXTURE", "built"]

POSE = ("angle", "zoom", "stretch", "shear", "flip", "elastic", "elastic_wavelength")
"""Parameters of every item, which place it; its visual does not draw them."""
TEXTURE = ("zoom", "x", "y", "flip")
"""Parameters of an environment whose backdrop is a picture."""


def built(twin: "Twin", parameters: Mapping[str, Any]) -> Scene:
    """Return the scene that parameters describe, as `Twin.build` says."""
    values: Mapping[str, Value] = parameters["values"]
    seed = int(parameters["seed"])
    return Scene(
        background=_background(twin, values, seed),
        sprites=tuple(_sprite(twin, each, values) for each in parameters["items"]),
        light=light_field(_of("light", values), twin.size, seed),
        sensor={name: float(value) for name, value in _of("camera", values).items()},
        parameters=flatten(parameters),
    )


def _of(owner: str, values: Mapping[str, Value]) -> dict[str, Value]:
    start = f"{owner}."
    return {name.removeprefix(start): value for name, value in values.items() if name.startswith(start)}


def _background(twin: "Twin", values: Mapping[str, Value], seed: int) -> np.ndarray:
    own, (width, height) = _of("environment", values), twin.size
    look = twin.environment
    if look.files:
        name = str(own.get("texture", next(iter(look.files))))
        zoom, x, y = (float(own.get(key, default)) for key, default in (("zoom", 1.0), ("x", 0.5), ("y", 0.5)))
        return read_texture(look.files[name], twin.size, zoom=zoom, x=x, y=y, flip=bool(own.get("flip", False)))
    name = str(own.pop("backdrop", next(iter(look.functions))))
    what, draw = f"the backdrop '{name}'", find_visual("backdrop", name, look.functions.get(name, "")).draw
    found = _run(what, lambda: draw(own, twin.size, stream(seed, "backdrop")))
    _check_array(found, (height, width, 3), what)
    return np.asarray(found, np.float32)


def _sprite(twin: "Twin", instance: Mapping[str, Any], values: Mapping[str, Value]) -> Sprite:
    item = twin.items[instance["item"]]
    shared = _of(item.name, values)
    common = {key: value for key, value in shared.items() if key != "count" and not key.startswith("shadow.")}
    own: dict[str, Value] = {**common, **instance["values"]}
    seed = int(instance["seed"])
    return Sprite(
        item=item.name,
        label=item.label,
        cutout=_cutout(item, own, seed),
        pose=_pose(instance, own, seed),
        blend=item.blend,
        shadow=_shadow(shared) if item.shadow else None,
        parameters=own,
    )


def _shadow(shared: Mapping[str, Value]) -> Shadow:
    return Shadow(*(float(shared[f"shadow.{key}"]) for key in ("dx", "dy", "blur", "strength")))


def _pose(instance: Mapping[str, Any], own: Mapping[str, Value], seed: int) -> Pose:
    def get(key: str, default: float) -> float:
        return float(own.get(key, default))

    elastic = Elastic(get("elastic", 0), max(get("elastic_wavelength", 20), 1.0), seed) if get("elastic", 0) else None
    return Pose(
        x=float(instance["x"]),
        y=float(instance["y"]),
        angle=get("angle", 0),
        zoom=_positive("zoom", get("zoom", 1), instance),
        stretch=_positive("stretch", get("stretch", 1), instance),
        shear=get("shear", 0),
        flip=bool(own.get("flip", False)),
        elastic=elastic,
    )


def _positive(key: str, value: float, instance: Mapping[str, Any]) -> float:
    if value <= 0:
        raise TwinError(f"{instance['item']}.{key} is {value:g}", expected="above 0")
    return value


def _cutout(item: Item, own: Mapping[str, Value], seed: int) -> Cutout:
    look = item.look
    if look.files:
        made = read_cutout(look.files[str(own.get("cutout", next(iter(look.files))))])
    else:
        made = _drawn(look, item.name, own, seed)
    if not item.keypoints:
        return made
    height, width = made.alpha.shape
    points = {name: (x * width, y * height) for name, (x, y) in item.keypoints.items()}
    return replace(made, keypoints={**made.keypoints, **points})


def _drawn(look: Look, item: str, own: Mapping[str, Value], seed: int) -> Cutout:
    name = str(own.get("visual", next(iter(look.functions))))
    draw = find_visual("visual", name, look.functions.get(name, "")).draw
    taken = {key: value for key, value in own.items() if key not in POSE and key != "visual"}
    what = f"the visual '{name}' of {item}"
    made = _run(what, lambda: draw(taken, stream(seed, "visual")))
    if not isinstance(made, Cutout):
        raise TwinError(f"{what} returned a {type(made).__name__}", expected="a Cutout")
    shape = np.shape(made.alpha)
    _check_array(made.rgb, (*shape, 3), f"{what}, its rgb,")
    _check_array(made.alpha, shape[:2], f"{what}, its alpha,")
    if made.solid is not None:
        _check_array(made.solid, shape[:2], f"{what}, its solid part,")
    return made


def _run(what: str, draw: Callable[[], Any]) -> Any:
    """Call somebody's function; what it raises becomes an error that names it."""
    try:
        return draw()
    except DatadietError:
        raise
    except Exception as error:
        raise TwinError(
            f"{what} failed ({type(error).__name__}: {error})",
            expected="a picture from these parameters",
            todo="correct the function, or bound its parameters",
        ) from error


def _check_array(found: Any, shape: tuple[int, ...], what: str) -> None:
    if not isinstance(found, np.ndarray) or found.shape != shape or found.dtype.kind != "f" or not found.size:
        kind = f"{found.dtype} {found.shape}" if isinstance(found, np.ndarray) else type(found).__name__
        raise TwinError(f"{what} is {kind}", expected=f"floats from 0 to 1 of the shape {shape}")
    low, high = float(found.min()), float(found.max())
    if not (low >= -1e-4 and high <= 1 + 1e-4):  # also where they are NaN
        raise TwinError(f"{what} goes from {low:g} to {high:g}", expected="0 to 1")
