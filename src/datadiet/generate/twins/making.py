"""From a twin's file, whose form is known to be right, to a `Twin` whose meaning has been checked."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from datadiet.data.paths import inside
from datadiet.domain.domain import Place
from datadiet.errors import InputError, TwinError
from datadiet.generate.sensor import SETTINGS
from datadiet.generate.twins.building import POSE, TEXTURE
from datadiet.generate.twins.declaring import Declared, at
from datadiet.generate.twins.light import PLANE, SPATIAL
from datadiet.generate.twins.looks import is_mesh, look_of, takes_of
from datadiet.generate.twins.ordering import Order, check_orders, parse_order
from datadiet.generate.twins.parameters import Parameter, arranged, central
from datadiet.generate.twins.parts import Item, Look
from datadiet.generate.twins.placing import check_systems, systems_of
from datadiet.generate.twins.require import Requirement, parse_requirement
from datadiet.generate.twins.spec import EnvironmentSpec, ItemSpec, LookSpec, Spec
from datadiet.generate.twins.systems import PHYSICAL
from datadiet.generate.twins.twin import Twin

__all__ = ["make"]

Places = Callable[..., Place]
BACKENDS = ("sprites", "mitsuba")
_OWNERS = ("environment", "light", "camera")


def make(spec: Spec, place: Places, path: Path) -> Twin:
    """Return the twin.

    Args:
        spec: as written.
        place: keys of the file -> file and line.
        path: of the file; whatever it names lies in its folder.

    Raises:
        TwinError: something is not known, or contradicts itself; with file and line.
    """
    _check_names(spec, place)
    physics = _physics(spec, place)
    declared = Declared(place, spatial=bool(physics), folder=path.parent)
    environment = _environment(spec.environment, declared, path.parent)
    items = {item.name: _item(item, index, declared, path.parent) for index, item in enumerate(spec.items)}
    systems = systems_of(spec, declared)
    declared.group("light", {name: each.root for name, each in spec.light.items()}, ("light",), PLANE)
    declared.group("camera", {name: each.root for name, each in spec.camera.items()}, ("camera",), SETTINGS)
    known = {each.name: each for each in arranged(declared.resolved())}
    if not physics:
        check_systems(systems, items, known, place)
    orders = _orders(spec, known, place)
    check_orders(orders, central(known.values()) if orders else {})
    return Twin(
        name=spec.twin,
        environment=environment,
        systems=systems,
        items=items,
        known=known,
        orders=tuple(orders),
        requirements=_requirements(spec, items, place),
        size=spec.render.size,
        backend=spec.render.backend,
        samples=spec.render.samples,
        physics=physics,
        domain=_domain(spec, place, path.parent),
        path=path,
        fits=declared.fits,
        description=spec.description or "",
    )


def _located(place: Place, step: Callable[[Place], Any]) -> Any:
    """Take a step; an error of it gets the place."""
    try:
        return step(place)
    except InputError as error:
        raise at(place, error) from error


def _check_names(spec: Spec, place: Places) -> None:
    seen = dict.fromkeys(_OWNERS, "what every twin has")
    parts = [(each.name, "systems", index) for index, each in enumerate(spec.systems)]
    parts += [(each.name, "items", index) for index, each in enumerate(spec.items)]
    for name, kind, index in parts:
        if name in seen:
            raise TwinError(
                f"{place(kind, index)}: the name '{name}' is taken by {seen[name]}",
                expected="a name of its own for every system and item",
            )
        seen[name] = f"one of the {kind}"


def _physics(spec: Spec, place: Places) -> str:
    """Return the first thing that cannot be had in the plane, with its place; empty where there is none."""
    backend = spec.render.backend
    if backend not in BACKENDS:
        raise TwinError(
            f"{place('render', 'backend')}: backend '{backend}' is not known", expected=f"one of {', '.join(BACKENDS)}"
        )
    if backend != "sprites":
        return f"the backend {backend} ({place('render', 'backend')})"
    for index, system in enumerate(spec.systems):
        if system.behaviour in PHYSICAL:
            return f"the behaviour {system.behaviour} ({place('systems', index, 'behaviour')})"
    for index, item in enumerate(spec.items):
        if is_mesh(item.visual):
            return f"a mesh ({place('items', index, 'visual')})"
    if is_mesh(spec.environment.visual) or is_mesh(spec.environment.backdrop):
        return f"a mesh ({place('environment')})"
    for name in spec.light:
        if name in SPATIAL:
            return f"the light {name} ({place('light', name)})"
    return ""


def _environment(spec: EnvironmentSpec, declared: Declared, folder: Path) -> Look:
    place = declared.place("environment")
    if not declared.spatial and spec.visual is not None and spec.backdrop is not None:
        raise TwinError(f"{place}: both visual and backdrop", expected="one of them: in the plane they are the same")
    found = spec.backdrop or spec.visual or LookSpec.model_validate("plain")
    key = "backdrop" if spec.backdrop else "visual"
    look = Look() if declared.spatial else _located(place, lambda _: look_of(found, "backdrop", folder))
    if len(look.choices) > 1 or (declared.spatial and found.choice):
        name = "environment.texture" if look.files else "environment.backdrop"
        declared.add(name, {"choice": list(look.choices or found.choice or ())}, ("environment", key), word=True)
    takes = None if declared.spatial else frozenset(TEXTURE) if look.files else takes_of(look, "backdrop")
    for name, entry in spec.vary.items():
        keys = ("environment", "vary", name)
        _check_taken(name, takes, declared.place(*keys), "environment")
        declared.add(f"environment.{name}", entry.root, keys, word=True)
    return look


def _check_taken(name: str, takes: frozenset[str] | None, place: Place, owner: str, more: tuple[str, ...] = ()) -> None:
    if takes is not None and name not in takes and name not in more:
        raise TwinError(
            f"{place}: the visual of {owner} has no parameter '{name}'",
            expected=f"one of {', '.join([*sorted(takes), *more])}",
        )


def _item(spec: ItemSpec, index: int, declared: Declared, folder: Path) -> Item:
    keys = ("items", index)
    mesh = declared.spatial
    look = (
        Look() if mesh else _located(declared.place(*keys, "visual"), lambda _: look_of(spec.visual, "visual", folder))
    )
    _item_parameters(spec, index, declared, look)
    return Item(
        name=spec.name,
        label=spec.label if "label" in spec.model_fields_set else spec.name,
        look=look,
        blend=spec.blend,
        shadow=spec.shadow is not None,
        keypoints=spec.keypoints,
        collision=spec.collision or "",
    )


def _item_parameters(spec: ItemSpec, index: int, declared: Declared, look: Look) -> None:
    keys = ("items", index)
    if len(look.choices) > 1:
        name = "cutout" if look.files else "visual"
        declared.add(f"{spec.name}.{name}", {"choice": list(look.choices)}, (*keys, "visual"), each=True, word=True)
    takes = None if declared.spatial else frozenset() if look.files else takes_of(look, "visual")
    for key, entry in spec.vary.items():
        place = (*keys, "vary", key)
        if key == "count":
            raise TwinError(f"{declared.place(*place)}: count is not the item's", expected="it in the system's items")
        _check_taken(key, takes, declared.place(*place), spec.name, POSE)
        declared.add(f"{spec.name}.{key}", entry.root, place, each=True, word=key not in POSE)
    for key in ("dx", "dy", "blur", "strength") if spec.shadow else ():
        declared.add(f"{spec.name}.shadow.{key}", getattr(spec.shadow, key).root, (*keys, "shadow", key))


def _orders(spec: Spec, known: Mapping[str, Parameter], place: Places) -> list[Order]:
    found: list[Order] = []
    for index, text in enumerate(spec.order):
        found += _located(place("order", index), partial(parse_order, text, known))
    return found


def _requirements(spec: Spec, items: Mapping[str, Item], place: Places) -> tuple[Requirement, ...]:
    labelled = {item.name: item.label for item in items.values() if item.label is not None}
    return tuple(
        _located(place("require", index), partial(parse_requirement, text, labelled))
        for index, text in enumerate(spec.require)
    )


def _domain(spec: Spec, place: Places, folder: Path) -> Path | None:
    if spec.domain is None:
        return None
    found: Path = _located(place("domain"), lambda _: inside(folder, spec.domain or ""))
    if not found.is_file():
        raise TwinError(f"{place('domain')}: there is no {found}", expected="a domain beside the twin")
    return found
