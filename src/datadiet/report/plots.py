"""The mixed map as a Bokeh figure, with what its tooltips, filters and selection show."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from datadiet.report import pictures
from datadiet.report.choices import Choice, choices
from datadiet.report.figures.style import REAL, SYNTHETIC
from datadiet.report.samples import drawn, of_level
from datadiet.scorecard.card import Scorecard

__all__ = ["Map", "mixed_map", "scripts"]

THUMBNAIL = 56
"""Longer side of the map's thumbnails in pixels."""
MODEL = re.compile(r'"p\d+"')
"""The id of a model in Bokeh's JSON."""
OFFERED = 6
"""Columns of a table by which its map is filtered."""
BUDGET = 6_000_000
"""Bytes of the map's thumbnails over all levels."""


@dataclass(frozen=True, slots=True)
class Map:
    """The mixed map of one level, ready to be put in a page."""

    item: dict[str, object]
    """Bokeh's JSON item."""
    samples: dict[str, object]
    """Columns for tooltips and selection, in the order of the drawn samples."""
    choices: tuple[Choice, ...]
    n: int
    total: int
    pictured: int
    """Drawn samples with a thumbnail."""


def scripts() -> tuple[str, ...]:
    """Return BokehJS, to be inlined once a page."""
    from bokeh.resources import Resources

    return tuple(Resources(mode="inline", components=["bokeh"], minified=True).js_raw)


def mixed_map(card: Scorecard, level: str) -> Map:
    """Draw the plane of a level."""
    points = drawn(card, level)
    uris = _thumbnails(points, budget=BUDGET // max(1, len(card.facts.levels)))
    radius = card.levels[level].richness.radius
    return Map(
        item=_item(points, level, radius),
        samples=_samples(points, card.verdicts.filter(pl.col("level") == level), uris),
        choices=choices(points, _offered(card)),
        n=points.height,
        total=of_level(card, level).height,
        pictured=sum(uri is not None for uri in uris),
    )


def _offered(card: Scorecard) -> list[str] | None:
    """Name the columns of a table that its map is filtered by; None offers all conditions."""
    found = card.fidelity
    if found is None:
        return None
    first = [found.target, *(each.column for each in found.protected)]
    order = ("category", "boolean", "ordered", "integer", "real", "datetime")
    rest = sorted((c for c in found.columns if c.kind in order), key=lambda column: order.index(column.kind))
    return list(dict.fromkeys(name for name in (*first, *(column.name for column in rest)) if name))[:OFFERED]


def _thumbnails(points: pl.DataFrame, *, budget: int) -> tuple[str | None, ...]:
    return pictures.data_uris(pictures.refs(points), size=THUMBNAIL, budget=budget)


def _item(points: pl.DataFrame, level: str, radius: float) -> dict[str, object]:
    from bokeh.embed import json_item
    from bokeh.models import HoverTool
    from bokeh.plotting import figure

    plot = figure(
        name=f"map-{level}",
        tools="pan,lasso_select,box_select,tap,wheel_zoom,reset",
        active_drag="lasso_select",
        active_scroll=None,
        match_aspect=True,
        sizing_mode="stretch_both",
        min_height=320,
        background_fill_alpha=0,
        border_fill_alpha=0,
        outline_line_alpha=0,
        toolbar_location="above",
        output_backend="canvas",
    )
    plot.toolbar.logo = None
    plot.axis.visible = False
    plot.grid.visible = False
    row = np.arange(points.height)
    origin = points["origin"].to_numpy()
    for side, colour, marker in (("real", REAL, "circle"), ("synthetic", SYNTHETIC, "triangle")):
        _draw_side(plot, points, row[origin == side], f"{level}-{side}", colour, marker)
    plot.add_tools(HoverTool(tooltips=None, mode="mouse"))
    return _numbered(dict(json_item(plot)), level)


def _numbered(item: dict[str, object], level: str) -> dict[str, object]:
    """Number the models from 1: Bokeh goes on counting from figure to figure, and the page would change with it."""
    text = json.dumps(item)
    number = {name: json.dumps(f"{level}-{i}") for i, name in enumerate(dict.fromkeys(MODEL.findall(text)), start=1)}
    renamed: dict[str, object] = json.loads(MODEL.sub(lambda found: number[found[0]], text))
    return renamed


def _draw_side(plot: Any, points: pl.DataFrame, rows: np.ndarray, name: str, colour: str, marker: str) -> None:
    from bokeh.models import BooleanFilter, CDSView, ColumnDataSource

    side = points[rows.tolist()]
    source = ColumnDataSource(
        {"x": side["x"].to_numpy(), "y": side["y"].to_numpy(), "row": rows.astype(np.int32)}, name=f"source-{name}"
    )
    plot.scatter(
        "x",
        "y",
        source=source,
        view=CDSView(filter=BooleanFilter(booleans=[True] * side.height, name=f"filter-{name}")),
        marker=marker,
        size=8,
        color=colour,
        alpha=0.75,
        line_width=0,
        nonselection_alpha=0.12,
        hover_alpha=1.0,
        name=name,
    )


def _samples(points: pl.DataFrame, verdicts: pl.DataFrame, uris: Sequence[str | None]) -> dict[str, object]:
    """Gather what a tooltip says; `nearest` is the row of the nearest real sample, where that one is drawn."""
    more = verdicts.select("id", "nearest_real", "nearest_real_distance", pl.lit("synthetic").alias("origin"))
    joined = points.join(more, on=["origin", "id"], how="left", maintain_order="left")
    row = {id: i for i, (id, side) in enumerate(points.select("id", "origin").iter_rows()) if side == "real"}
    return {
        "id": joined["id"].to_list(),
        "real": (joined["origin"] == "real").to_list(),
        "label": joined["label"].to_list(),
        "verdict": joined["verdict"].to_list(),
        "reason": joined["reason"].to_list(),
        "realism": _rounded(joined["realism"]),
        "distance": _rounded(joined["nearest_real_distance"]),
        "nearest_id": joined["nearest_real"].to_list(),
        "nearest": [row.get(id, -1) for id in joined["nearest_real"]],
        "picture": list(uris),
    }


def _rounded(column: pl.Series) -> list[float | None]:
    return [None if value is None else float(f"{value:.3g}") for value in column]
