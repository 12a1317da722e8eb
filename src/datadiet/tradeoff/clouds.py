"""Real and synthetic samples on the plane that all widths share, one small picture a width (figure 5)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from datadiet.report.figures import style
from datadiet.tradeoff.curve import Tradeoff
from datadiet.tradeoff.picture import write_figure
from datadiet.tradeoff.plane import Cloud, Shared

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_clouds", "one_cloud"]

SIDE = 2.3
"""Inches."""
MOST = 1_500
"""Samples a side that are drawn, evenly out of all."""


def draw_clouds(found: Tradeoff, grounds: Mapping[str, Shared], folder: Path) -> list[Path]:
    """Write clouds.png and clouds.svg: a row a level, a column a width; the axes of a row are the same."""
    columns = len(found.curves[0].points)
    size = {"width": SIDE * columns, "height": (SIDE + 0.3) * len(found.curves)}
    with style.sheet("datadiet-clouds", **size) as (figure, axes):
        axes.remove()
        grid = figure.subplots(len(found.curves), columns, squeeze=False)
        for curve, row in zip(found.curves, grid, strict=True):
            ground = grounds[curve.level]
            for point, cloud, panel in zip(curve.points, ground.sets, row, strict=True):
                _draw(panel, ground, cloud)
                panel.set_title(f"{curve.level}, {point.width:g}")
        return write_figure(figure, folder, "clouds")


@contextmanager
def one_cloud(level: str, ground: Shared, place: int) -> Iterator["Figure"]:
    """Draw the cloud of one width by itself."""
    with style.sheet(f"datadiet-cloud-{level}-{place}", width=SIDE, height=SIDE) as (figure, axes):
        _draw(axes, ground, ground.sets[place])
        yield figure


def _draw(axes: "Axes", ground: Shared, cloud: Cloud) -> None:
    for points, colour, marker, size in (
        (_some(ground.real.points), style.REAL, "o", 6),
        (_some(cloud.points), style.SYNTHETIC, "^", 8),
    ):
        axes.scatter(
            points[:, 0], points[:, 1], s=size, c=colour, marker=marker, alpha=0.6, linewidths=0, rasterized=True
        )
    every = np.concatenate([ground.real.points, *(each.points for each in ground.sets)])
    low, high = every.min(axis=0), every.max(axis=0)
    middle, reach = (low + high) / 2, 0.53 * float((high - low).max()) or 1.0
    axes.set(xlim=(middle[0] - reach, middle[0] + reach), ylim=(middle[1] - reach, middle[1] + reach))
    axes.set_aspect("equal")
    style.clean(axes)


def _some(points: np.ndarray) -> np.ndarray:
    return points[np.linspace(0, len(points) - 1, min(MOST, len(points))).astype(int)]
