"""From what a twin's file says of its systems to `System`s, and their parameters."""

from collections.abc import Callable, Mapping
from typing import Any

from datadiet.domain.domain import Place
from datadiet.errors import TwinError
from datadiet.generate.twins.declaring import Declared
from datadiet.generate.twins.parameters import Parameter
from datadiet.generate.twins.parts import Item, System
from datadiet.generate.twins.spec import Spec, SystemSpec
from datadiet.generate.twins.systems import BEHAVIOURS, PHYSICAL

__all__ = ["check_systems", "systems_of"]

Keys = tuple[str | int | float, ...]
_NEEDED: Mapping[str, tuple[str, ...]] = {"grid": ("rows", "columns"), "place": ("x", "y")}
_PLACED = ("name", "behaviour", "items", "area")


def systems_of(spec: Spec, declared: Declared) -> tuple[System, ...]:
    """Return the systems, and add their parameters to what is declared.

    Raises:
        TwinError: a behaviour, setting or item is not known, or a setting is missing; with file and line.
    """
    known = [item.name for item in spec.items]
    return tuple(_system(each, index, declared, known) for index, each in enumerate(spec.systems))


def _system(spec: SystemSpec, index: int, declared: Declared, known: list[str]) -> System:
    keys: Keys = ("systems", index)
    _check_settings(spec, declared.place(*keys), declared.place)
    items, counts = _items(spec, declared.place(*keys, "items"), known)
    for item in items:
        if item not in known:
            raise TwinError(
                f"{declared.place(*keys, 'items', item)}: the system '{spec.name}' places '{item}'",
                expected=f"one of the items: {', '.join(known)}",
            )
    for item, entry in counts.items():
        where = (*keys, "items", item) if isinstance(spec.items, Mapping) else (*keys, "count")
        declared.add(f"{item}.count", entry, where)
    for setting in {**BEHAVIOURS, **PHYSICAL}[spec.behaviour]:
        entry = getattr(spec, setting)
        if entry is not None and not (setting == "count" and counts):
            declared.add(f"{spec.name}.{setting}", entry.root, (*keys, setting))
    area = spec.area or (0.0, 0.0, 1.0, 1.0)
    if area[0] >= area[2] or area[1] >= area[3]:
        raise TwinError(f"{declared.place(*keys, 'area')}: area {list(area)}", expected="left < right and top < bottom")
    return System(spec.name, spec.behaviour, items, not counts, area)


def _items(spec: SystemSpec, place: Place, known: list[str]) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Return which items it places, and how many of each, where that is declared for each."""
    found = spec.items
    if isinstance(found, Mapping):
        if spec.behaviour != "scatter":
            raise TwinError(
                f"{place}: {spec.behaviour} decides itself how many there are", expected="items: [NAME, ...]"
            )
        if spec.count is not None:
            raise TwinError(f"{place}: count, and how many of each", expected="one of them")
        return tuple(map(str, found)), {str(name): entry for name, entry in found.items()}
    names = known if found is None else [found] if isinstance(found, str) else found
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise TwinError(f"{place}: items {found!r}", expected="a name, a list of names, or {name: how many}")
    if spec.behaviour == "scatter" and spec.count is None:
        raise TwinError(
            f"{place}: how many '{spec.name}' scatters is not said", expected="count, or items: {name: how many}"
        )
    single = spec.behaviour == "scatter" and len(names) == 1 and spec.count is not None
    return tuple(names), {names[0]: spec.count.root} if single and spec.count is not None else {}


def _check_settings(spec: SystemSpec, place: Place, places: Callable[..., Place]) -> None:
    behaviours = {**BEHAVIOURS, **PHYSICAL}
    if spec.behaviour not in behaviours:
        raise TwinError(
            f"{place}: there is no behaviour '{spec.behaviour}'", expected=f"one of {', '.join(behaviours)}"
        )
    allowed = behaviours[spec.behaviour]
    for setting in spec.model_fields_set:
        if setting not in allowed and setting not in _PLACED:
            raise TwinError(
                f"{place}: {spec.behaviour} has no setting '{setting}'", expected=f"one of {', '.join(allowed)}"
            )
    for setting in _NEEDED.get(spec.behaviour, ()):
        if getattr(spec, setting) is None:
            raise TwinError(f"{place}: {spec.behaviour} without {setting}", expected=", ".join(_NEEDED[spec.behaviour]))


def check_systems(
    systems: tuple[System, ...], items: Mapping[str, Item], known: Mapping[str, Parameter], place: Callable[..., Place]
) -> None:
    """Refuse items that no system or several place, and overlaps of items whose size is not known.

    Raises:
        TwinError: with file and line.
    """
    taken: dict[str, str] = {}
    for index, system in enumerate(systems):
        for item in system.items:
            if item in taken:
                raise TwinError(
                    f"{place('systems', index)}: '{item}' is placed by '{taken[item]}' already",
                    expected="one system for each item",
                    todo="declare a second item of the same class",
                )
            taken[item] = system.name
        measured = [key for key in ("overlap", "clumping") if f"{system.name}.{key}" in known]
        for item in system.items if measured else ():
            if not _sized(items[item], known):
                raise TwinError(
                    f"{place('systems', index)}: {measured[0]} of '{item}', of which no size is known",
                    expected="radius, size, or width and height among what it varies",
                )
    for index, item in enumerate(items):
        if item not in taken:
            raise TwinError(f"{place('items', index)}: no system places '{item}'", expected="it in a system's items")


def _sized(item: Item, known: Mapping[str, Parameter]) -> bool:
    sizes = {key: known.get(f"{item.name}.{key}") for key in ("radius", "size", "width", "height")}
    has = {key for key, parameter in sizes.items() if parameter is not None and not parameter.words}
    return bool(item.look.sizes) or bool(has & {"radius", "size"}) or {"width", "height"} <= has
