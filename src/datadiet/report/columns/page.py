"""The page of a fitted generator: one HTML file that opens offline."""

from dataclasses import dataclass

from datadiet.report.columns.heat import STEPS, HeatMap, heat_map
from datadiet.report.columns.pictures import histogram, levels, quantiles
from datadiet.report.columns.summary import ColumnShown, ModelShown
from datadiet.report.formats import plural
from datadiet.report.pages import environment, template_text

__all__ = ["render"]

STYLES = ("base.css", "parts.css", "figures.css", "domain.css", "columns.css", "print.css")
SCRIPTS = ("page.js", "tables.js")
DRAWN = 100
"""Columns of which pictures are drawn; of more, the first ones."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is drawn of a column, as SVG; empty where there is nothing."""

    bars: str
    quantiles: str


def render(shown: ModelShown) -> str:
    """Return the page as HTML: no request leaves it, every text from the data is escaped, the same facts give the same
    bytes.
    """
    pictures = [_pictures(column, at) if at < DRAWN else Pictures("", "") for at, column in enumerate(shown.columns)]
    left = len(shown.columns) - DRAWN
    page: str = (
        environment()
        .get_template("columns-page.html.j2")
        .render(
            model=shown,
            pictures=pictures,
            undrawn=f"{plural(left, 'more column is', 'more columns are')} not drawn." if left > 0 else "",
            maps=_maps(shown),
            steps=range(STEPS, 0, -1),
            styles=[template_text(name) for name in STYLES],
            scripts=[template_text(name) for name in SCRIPTS],
        )
    )
    return page


def _pictures(column: ColumnShown, at: int) -> Pictures:
    dates = column.kind.startswith("datetime")
    if "levels" in column.facts:
        return Pictures(levels(column.name, at, column.facts), "")
    bars = histogram(column.name, at, column.facts, column.fit, dates=dates) if "edges" in column.facts else ""
    known = column.fit is not None and column.fit.quantiles is not None
    return Pictures(bars, quantiles(column.name, at, column.fit, dates=dates) if known and column.fit else "")


def _maps(shown: ModelShown) -> tuple[HeatMap, ...]:
    if shown.pairs is None:
        return ()
    names = [str(name) for name in shown.pairs["names"]]
    return tuple(
        heat_map(title, shown.pairs[side], names)
        for title, side in (("Real rows", "real"), ("The generator's rows", "model"))
    )
