"""Draws everything random about one image of a twin."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from datadiet.distributions import Value
from datadiet.errors import OptionError, TwinError
from datadiet.generate.twins.drawing import Draw, check_given
from datadiet.generate.twins.parameters import find_parameter
from datadiet.generate.twins.parts import Item, System
from datadiet.generate.twins.systems import MOST, Layout, grid, scatter
from datadiet.randomness import stream

if TYPE_CHECKING:
    from datadiet.generate.twins.twin import Twin

__all__ = ["sampled"]

SEEDS = 2**53
"""Seeds stay below what a JSON number and a float hold exactly."""


def sampled(twin: "Twin", rng: np.random.Generator, width: float, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of one image, as `Twin.sample` describes them."""
    if not 0 <= width <= 1:
        raise OptionError(f"a width of {width}", expected="0 (fixed) to 1 (wild)")
    seed = int(rng.integers(SEEDS))
    draw = Draw(seed, float(width), _given(twin, given), twin.known)
    draw.image(twin.orders)
    rosters = {system.name: _roster(twin, system, draw) for system in twin.systems}
    everyone = [item for items, _ in rosters.values() for item in items]
    counts = {name: everyone.count(name) for name in twin.items}
    draw.instances(counts, twin.orders, twin.settled)
    items, dropped = [], {}
    for system in twin.systems:
        instances, left_out = _placed(twin, system, draw, *rosters[system.name])
        items += instances
        dropped[system.name] = left_out
    values = {name: value for name, value in draw.values.items() if not twin.known[name].each}
    return {
        "twin": twin.name,
        "seed": seed,
        "width": float(width),
        "values": values,
        "placed": {name: sum(each["item"] == name for each in items) for name in twin.items},
        "dropped": dropped,
        "items": items,
    }


def _given(twin: "Twin", given: Mapping[str, Any]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, value in given.items():
        if value is not None:
            whole = find_parameter(name, twin.known)
            if whole in found:
                raise TwinError(f"{whole} was given twice, once as '{name}'", expected="one value for each parameter")
            found[whole] = check_given(name, value, twin.known[whole])
    return found


def _roster(twin: "Twin", system: System, draw: Draw) -> tuple[list[str], Layout | None]:
    """Return which items a system places, from back to front, and where, if that does not depend on what they are."""
    layout: Layout | None = None
    if system.behaviour == "scatter" and not system.mixed:
        return [item for item in system.items for _ in range(_count(draw, f"{item}.count"))], None
    if system.behaviour == "scatter":
        n = _count(draw, f"{system.name}.count")
    elif system.behaviour == "grid":
        layout = grid(_box(twin, system), _settings(draw, system), stream(draw.seed, "layout", system.name))
        layout = Layout(layout.points[layout.kept], layout.kept[layout.kept])
        n = len(layout.points)
    else:
        settings = _settings(draw, system)
        n = _count(draw, f"{system.name}.count") if "count" in settings else 1
        layout = Layout(np.tile([float(settings["x"]), float(settings["y"])], (n, 1)), np.ones(n, dtype=bool))
    which = (stream(draw.seed, "roster", system.name).random(n) * len(system.items)).astype(int)
    return [system.items[index] for index in which], layout


def _count(draw: Draw, name: str) -> int:
    n = max(0, round(float(draw.values[name])))
    if n > MOST:
        raise TwinError(f"{name} is {n:,}", expected=f"{MOST:,} at most")
    return n


def _settings(draw: Draw, system: System) -> dict[str, Value]:
    start = f"{system.name}."
    return {name.removeprefix(start): value for name, value in draw.values.items() if name.startswith(start)}


def _box(twin: "Twin", system: System) -> tuple[float, float, float, float]:
    (width, height), (left, top, right, bottom) = twin.size, system.area
    return left * width, top * height, right * width, bottom * height


def _placed(
    twin: "Twin", system: System, draw: Draw, roster: list[str], layout: Layout | None
) -> tuple[list[dict[str, Any]], int]:
    """Return the instances for which there was a place, and how many there was none for."""
    seen = dict.fromkeys(system.items, 0)
    counts = {name: roster.count(name) for name in system.items}
    columns = {name: _columns(twin, name, draw, counts[name]) for name in system.items}
    radii = {name: _radii(twin.items[name], columns[name], draw, counts[name]) for name in system.items}
    order = []
    for name in roster:
        order.append((name, seen[name]))
        seen[name] += 1
    if layout is None:
        sizes = np.array([radii[name][index] for name, index in order], float)
        layout = scatter(sizes, _box(twin, system), _settings(draw, system), stream(draw.seed, "layout", system.name))
    made = []
    for (name, index), (x, y), kept in zip(order, layout.points.tolist(), layout.kept, strict=True):
        if kept:
            own = {key: values[index] for key, values in columns[name].items()}
            made.append({"item": name, "x": x, "y": y, "seed": own.pop("seed"), "values": own})
    return made, int((~layout.kept).sum())


def _columns(twin: "Twin", item: str, draw: Draw, n: int) -> dict[str, list[Any]]:
    """Return what each instance of an item has of its own, by key, and its seed."""
    found = {
        parameter.key: draw.values[parameter.name].tolist()
        for parameter in twin.known.values()
        if parameter.each and parameter.owner == item
    }
    return {**found, "seed": stream(draw.seed, "seed", item).integers(SEEDS, size=n).tolist()}


def _radii(item: Item, columns: Mapping[str, list[Any]], draw: Draw, n: int) -> np.ndarray:
    """Return how large the instances are, as far as the twin knows: half of what they measure on average."""

    def get(key: str) -> np.ndarray | None:
        parameter = draw.known.get(f"{item.name}.{key}")
        if parameter is None or parameter.words:
            return None
        return np.broadcast_to(np.asarray(draw.values[parameter.name], float), (n,))

    wide, high, zoom = get("width"), get("height"), get("zoom")
    if (radius := get("radius")) is not None:
        half = radius
    elif (size := get("size")) is not None:
        half = size / 2
    elif wide is not None and high is not None:
        half = (wide + high) / 4
    elif item.look.sizes:
        files = columns.get("cutout", [next(iter(item.look.sizes))] * n)
        half = np.array([sum(item.look.sizes[name]) / 4 for name in files])
    else:
        half = np.zeros(n)
    return half if zoom is None else half * zoom
