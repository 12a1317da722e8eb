"""Pictures in as few letters as they need: a page has two for each column."""

import re
from typing import TYPE_CHECKING

import numpy as np

from datadiet.report.figures.inline import as_svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["apart", "light"]

_NEAR = 1 / 150
"""Share of the picture's width within which a dot hides behind the one before."""
_LONG = re.compile(r"-?\d+\.\d{2,}")
_DRAWN = re.compile(r'\b(?:d|x|y|points|transform)="[^"]*"')
_DOT = re.compile(r'<use (href="[^"]*") x="([^"]*)" y="([^"]*)" style="([^"]*)"/>')
_STRAIGHT = re.compile(r'\bd="[ML\d.\sz-]*"')
"""Paths of straight lines alone: after the first point, a pair of numbers is the next one."""
_LEVEL = re.compile(r' transform="rotate\(-?0 [^"]*"')
_FAMILY = re.compile(r" font-family: [^;]*;")
_UNSEEN = re.compile(r'<g id="[\w-]*"><path d="[^"]*" style="fill: none; opacity: 0"/></g>')


def apart(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the places of dots that are seen, of (n,) rising ones: those that do not hide behind the one before."""
    across, up = (max(float(side.max() - side.min()), 1e-300) for side in (x, y))
    kept = [0]
    for at in range(1, len(x)):
        moved = max(abs(x[at] - x[kept[-1]]) / across, abs(y[at] - y[kept[-1]]) / up)
        if moved > _NEAR or at == len(x) - 1:
            kept.append(at)
    return np.array(kept)


def light(figure: "Figure", *, prefix: str, label: str) -> str:
    """Return a figure as an `<svg>` element, as `as_svg` does: places to a tenth of a point, each style said once."""
    svg = _DRAWN.sub(lambda found: _LONG.sub(_short, found[0]), as_svg(figure, prefix=prefix, label=label))
    svg = re.sub(r"\s*\n\s*", " ", svg).replace("> <", "><")
    svg = _STRAIGHT.sub(lambda found: found[0].replace(" L ", " "), svg)
    svg = re.sub(rf"(?:{_DOT.pattern}){{2,}}", _together, _UNSEEN.sub("", svg))
    svg = _LEVEL.sub("", svg)
    if family := _FAMILY.search(svg):
        svg = svg.replace(family[0], "").replace("<svg ", f'<svg style="{family[0].strip("; ")}" ', 1)
    named = set(re.findall(r"#([\w-]+)", svg))
    return re.sub(r' id="([\w.-]+)"', lambda found: found[0] if found[1] in named else "", svg)


def _short(found: re.Match[str]) -> str:
    return f"{float(found[0]):.1f}".removesuffix(".0")


def _together(found: re.Match[str]) -> str:
    """Say the style of dots in a row once, where it is the same."""
    dots = _DOT.findall(found[0])
    if len({style for *_, style in dots}) > 1:
        return found[0]
    drawn = "".join(f'<use {mark} x="{x}" y="{y}"/>' for mark, x, y, _ in dots)
    return f'<g style="{dots[0][3]}">{drawn}</g>'
