"""Pictures of values as SVG, in the colours of the page."""

import math
from collections.abc import Sequence

import numpy as np

__all__ = ["histogram", "scatter"]

_WIDE, _HIGH = 360.0, 236.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 8.0, 10.0, 38.0
_ACROSS, _UP = _WIDE - _LEFT - _RIGHT, _HIGH - _TOP - _BOTTOM


def histogram(
    edges: Sequence[float], samples: Sequence[float], planted: Sequence[float], cut: float | None, *, label: str
) -> str:
    """Return values of samples as a filled area, those of planted junk as an outline, and the cut as a line.

    Args:
        edges: of the bins, one more than bins.
        samples: share of the samples in each bin.
        planted: share of the planted junk.
        cut: where junk ends; None draws none.
        label: what a screen reader says.
    """
    top = max(*samples, *planted, 1e-9) * 1.05
    x, y = _Scale(edges[0], edges[-1], _LEFT, _ACROSS), _Scale(0, top, _TOP + _UP, -_UP)
    bars = "".join(
        f'<rect x="{x(low):.1f}" y="{y(share):.1f}" width="{x(high) - x(low):.1f}" height="{y(0) - y(share):.1f}"/>'
        for low, high, share in zip(edges, edges[1:], samples, strict=False)
        if share
    )
    line = f"M{x(edges[0]):.1f} {y(0):.1f}" + "".join(
        f"V{y(share):.1f}H{x(high):.1f}" for high, share in zip(edges[1:], planted, strict=True)
    )
    shown = (
        f'<g fill="var(--synthetic)" fill-opacity="0.5">{bars}</g>'
        f'<path d="{line}V{y(0):.1f}" fill="none" stroke="var(--bad)" stroke-width="1.6"/>'
    )
    axes = _across(edges[0], edges[-1], "value") + _up(0, top, "share", as_percent=True)
    return _svg(axes + shown + ("" if cut is None else _cut_across(x(cut))), label)


def scatter(
    across: np.ndarray,
    up: np.ndarray,
    verdicts: Sequence[str],
    names: tuple[str, str],
    cuts: tuple[float | None, float | None],
    *,
    label: str,
) -> str:
    """Return one dot for each sample, in the colour of its verdict; what lies far out is drawn at the border.

    Args:
        across: (n,) finite.
        up: (n,) finite.
        verdicts: (n,).
        names: of both axes.
        cuts: where junk ends on both; None draws none.
        label: what a screen reader says.
    """
    (left, right), (low, high) = _range(across, cuts[0]), _range(up, cuts[1])
    x, y = _Scale(left, right, _LEFT, _ACROSS), _Scale(low, high, _TOP + _UP, -_UP)
    dots = "".join(
        f'<circle class="verdict-{name}" cx="{x(min(max(a, left), right)):.1f}" cy="{y(min(max(b, low), high)):.1f}" '
        'r="2.4"/>'
        for a, b, name in zip(across.tolist(), up.tolist(), verdicts, strict=True)
    )
    lines = ("" if cuts[0] is None else _cut_across(x(cuts[0]))) + ("" if cuts[1] is None else _cut_up(y(cuts[1])))
    return _svg(_across(left, right, names[0]) + _up(low, high, names[1]) + f"<g>{dots}</g>{lines}", label)


class _Scale:
    """A straight line from a range of numbers to a range of pixels."""

    def __init__(self, low: float, high: float, at: float, length: float) -> None:
        self._low, self._at, self._step = low, at, length / (high - low)

    def __call__(self, value: float) -> float:
        return self._at + (value - self._low) * self._step


def _range(values: np.ndarray, cut: float | None) -> tuple[float, float]:
    """Return a range that holds all but the farthest hundredth, and the cut."""
    low, high = (float(end) for end in np.quantile(values, [0.005, 0.99]))
    if cut is not None:
        low, high = min(low, cut), max(high, cut)
    room = 0.04 * (high - low) or 1.0
    return low - room, high + room


def _ticks(low: float, high: float) -> list[float]:
    """Return three to six round numbers between two."""
    raw = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * 0.8)
    return [k * step for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def _across(low: float, high: float, name: str) -> str:
    x, floor = _Scale(low, high, _LEFT, _ACROSS), _TOP + _UP
    ticks = "".join(
        f'<text x="{x(at):.1f}" y="{floor + 15:g}" text-anchor="middle">{_word(at)}</text>' for at in _ticks(low, high)
    )
    return (
        f'<path class="axis" d="M{_LEFT:g} {floor:g}H{_WIDE - _RIGHT:g}"/>{ticks}'
        f'<text class="name" x="{_WIDE - _RIGHT:g}" y="{floor + 31:g}" text-anchor="end">{name} →</text>'
    )


def _up(low: float, high: float, name: str, *, as_percent: bool = False) -> str:
    y = _Scale(low, high, _TOP + _UP, -_UP)
    ticks = "".join(
        f'<text x="{_LEFT - 6:g}" y="{y(at) + 3.5:.1f}" text-anchor="end">'
        f"{f'{100 * at:.0f} %' if as_percent else _word(at)}</text>"
        for at in _ticks(low, high)
    )
    return (
        f'<path class="axis" d="M{_LEFT:g} {_TOP:g}V{_TOP + _UP:g}"/>{ticks}'
        f'<text class="name" x="{_LEFT:g}" y="{_HIGH - 7:g}">↑ {name}</text>'
    )


def _cut_across(at: float) -> str:
    return f'<path class="cut" d="M{at:.1f} {_TOP:g}V{_TOP + _UP:g}"/>'


def _cut_up(at: float) -> str:
    return f'<path class="cut" d="M{_LEFT:g} {at:.1f}H{_WIDE - _RIGHT:g}"/>'


def _word(value: float) -> str:
    return f"{value + 0:.3g}"


def _svg(body: str, label: str) -> str:
    from markupsafe import escape

    return f'<svg class="worth" viewBox="0 0 {_WIDE:g} {_HIGH:g}" role="img" aria-label="{escape(label)}">{body}</svg>'
