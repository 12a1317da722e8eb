"""Which figures a level has, and how each is drawn."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from datadiet.report.figures import bars, curves, plane, style
from datadiet.report.samples import Plane
from datadiet.report.summary import LevelSummary
from datadiet.report.trio import Measure
from datadiet.scorecard.card import Level

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["NAMES", "drawing"]

NAMES = ("trio", "map", "noise", "discs", "saturation", "added", "mixing", "slices")


@contextmanager
def drawing(
    name: str, level: Level, summary: LevelSummary, measures: tuple[Measure, ...], shown: Plane
) -> Iterator["Figure"]:
    """Draw one of `NAMES` for a level."""
    with style.sheet(f"datadiet-{level.name}-{name}", **_size(name, summary)) as (figure, axes):
        match name:
            case "trio":
                bars.draw_trio(axes, measures)
            case "map":
                plane.draw_map(axes, shown)
            case "noise":
                plane.draw_noise(axes, shown)
            case "discs":
                plane.draw_discs(axes, shown)
            case "saturation":
                curves.draw_saturation(axes, level.richness)
            case "added":
                curves.draw_added(axes, level.richness)
            case "mixing":
                curves.draw_mixing(axes, level.indistinguishability.mixing)
            case "slices":
                bars.draw_slices(axes, summary)
            case _:
                raise ValueError(f"no figure is called {name}")
        yield figure


def _size(name: str, summary: LevelSummary) -> dict[str, float]:
    if name == "trio":
        return {"height": 3.0}
    if name == "map":
        return {"width": 7.0, "height": 5.0}
    if name == "slices":
        return {"width": 6.5, "height": 1.3 + 0.26 * max(2, len(bars.lowest(summary)))}
    return {}
