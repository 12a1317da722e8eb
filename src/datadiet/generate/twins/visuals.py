"""Functions that draw what a twin names: items as cut-outs, and backdrops. Registered by name, found by name.

A twin's file may name what is registered by a module, or by the modules of a package, that an entry point of the group
`datadiet.visuals` names; or `MODULE:FUNCTION`. Text from a file runs nothing else: whatever it names must have been
registered by one of the decorators here.
"""

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Literal

import numpy as np

from datadiet.distributions import Value
from datadiet.errors import OptionError
from datadiet.generate.twins.scene import Cutout

__all__ = ["VISUALS", "DrawBackdrop", "DrawItem", "Visual", "backdrop", "find_visual", "visual", "visual_names"]

VISUALS = "datadiet.visuals"
DrawItem = Callable[[Mapping[str, Value], np.random.Generator], Cutout]
DrawBackdrop = Callable[[Mapping[str, Value], tuple[int, int], np.random.Generator], np.ndarray]
Kind = Literal["visual", "backdrop"]


@dataclass(frozen=True, slots=True)
class Visual:
    """A function that draws, and what it takes."""

    name: str
    draw: Callable[..., Any]
    takes: frozenset[str] | None = None
    """The parameters that it knows; None where it does not say."""
    module: str = ""


_registered: dict[tuple[Kind, str], Visual] = {}


def visual(name: str, takes: tuple[str, ...] | None = None) -> Callable[[DrawItem], DrawItem]:
    """Register a function that draws an item: (parameters, rng) -> `Cutout`.

    Args:
        name: as a twin's file names it: `visual: {procedural: NAME}`.
        takes: the parameters that it knows; a file that varies another one is then refused.
    """
    return _register("visual", name, takes)


def backdrop(name: str, takes: tuple[str, ...] | None = None) -> Callable[[DrawBackdrop], DrawBackdrop]:
    """Register a function that draws a backdrop: (parameters, (width, height), rng) -> (H, W, 3) float32, 0 to 1.

    Args:
        name: as a twin's file names it: `environment: {backdrop: NAME}`.
        takes: the parameters that it knows; a file that varies another one is then refused.
    """
    return _register("backdrop", name, takes)


def _register(kind: Kind, name: str, takes: tuple[str, ...] | None) -> Callable[[Callable], Callable]:
    def keep(draw: Callable) -> Callable:
        known = frozenset(takes) if takes is not None else None
        new = Visual(name, draw, known, draw.__module__)
        old = _registered.get((kind, name))
        if old is not None and (old.module, old.draw.__qualname__) != (new.module, draw.__qualname__):
            raise OptionError(
                f"the {kind} '{name}' of {new.module} is registered already, by {old.module}",
                expected="each name once",
                todo="give one of them another name",
            )
        _registered[kind, name] = new
        return draw

    return keep


def visual_names(kind: Kind) -> list[str]:
    """List the names that are registered, sorted."""
    _load_all()
    return sorted(name for known, name in _registered if known == kind)


def find_visual(kind: Kind, name: str, module: str = "") -> Visual:
    """Return what is registered as `name`, or what `MODULE:FUNCTION` registered.

    Args:
        kind: `visual` or `backdrop`.
        name: as a twin's file has it.
        module: where it was when the twin was read: a worker process imports it first.

    Raises:
        OptionError: there is none of that name; the choices are listed.
    """
    if (kind, name) not in _registered and module not in ("", "__main__"):
        import_module(module)
    if (kind, name) in _registered:
        return _registered[kind, name]
    place, colon, function = name.partition(":")
    if colon:
        return _imported(kind, place, function)
    _load_all()
    if (kind, name) not in _registered:
        raise OptionError(
            f"there is no {kind} '{name}'",
            expected=", ".join([*visual_names(kind), f"MODULE:FUNCTION registered with @{kind}(NAME)"]),
        )
    return _registered[kind, name]


def _imported(kind: Kind, module: str, function: str) -> Visual:
    whole = f"{module}:{function}"
    try:
        found = import_module(module)
    except (ImportError, ValueError, TypeError) as error:
        raise OptionError(
            f"the {kind} '{whole}' cannot be imported ({error})",
            expected="MODULE:FUNCTION",
            todo="put the module's folder on PYTHONPATH, or install its package",
        ) from error
    draw = getattr(found, function, None)
    for (known, _), each in _registered.items():
        if known == kind and each.draw is draw:
            return each
    raise OptionError(
        f"'{whole}' is no {kind}" if draw else f"the module '{module}' has no '{function}'",
        expected=f"a function that is registered with @{kind}(NAME)",
    )


def _load_all() -> None:
    """Import what registers itself, of what ships with datadiet and of plugins: modules, and all those of packages."""
    for point in entry_points(group=VISUALS):
        found = point.load()
        for each in pkgutil.iter_modules(getattr(found, "__path__", ())):
            import_module(f"{found.__name__}.{each.name}")
