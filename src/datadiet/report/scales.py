"""Where a value, its interval and its control stand on a scale, as shares of the scale's width."""

import math
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Bar", "Tick", "linear", "logarithmic"]

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on a scale."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A value with its interval and a reference band; every place is in [0, 1], left to right."""

    value: float
    low: float
    high: float
    band: Interval | None
    """What real data reaches against itself, or what chance gives."""
    band_means: str
    ticks: tuple[Tick, ...]


def linear(value: float, bounds: Interval, *, top: float, band: Interval | None = None, band_means: str = "") -> Bar:
    """Place a value on a scale from 0 to `top`."""
    ticks = tuple(Tick(step / 4, f"{top * step / 4:.3g}") for step in range(0, 5, 2))
    return _bar(value, bounds, band, band_means, ticks, lambda x: x / top)


def logarithmic(
    value: float, bounds: Interval, *, bottom: float, top: float, band: Interval | None = None, band_means: str = ""
) -> Bar:
    """Place a value on a log scale; what is at or below `bottom` stands at its left end."""
    decades = math.log10(top / bottom)

    def place(x: float) -> float:
        return math.log10(max(x, bottom) / bottom) / decades

    powers = range(math.ceil(math.log10(bottom)), math.floor(math.log10(top)) + 1)
    ticks = tuple(Tick(place(10.0**power), f"{10.0**power:g}") for power in powers)
    return _bar(value, bounds, band, band_means, ticks, place)


def _bar(
    value: float,
    bounds: Interval,
    band: Interval | None,
    band_means: str,
    ticks: tuple[Tick, ...],
    place: Callable[[float], float],
) -> Bar:
    def share(x: float) -> float:
        return round(min(1.0, max(0.0, place(x))), 4)

    return Bar(
        value=share(value),
        low=share(bounds[0]),
        high=share(bounds[1]),
        band=None if band is None else (share(band[0]), share(band[1])),
        band_means=band_means,
        ticks=ticks,
    )
