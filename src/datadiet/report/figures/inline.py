"""A figure as SVG inside the page, in the colours of the page's scheme."""

import re
from collections.abc import Sequence
from io import StringIO
from typing import TYPE_CHECKING

from datadiet.report.figures import style
from datadiet.report.figures.conditions import TIP, draw_condition, height
from datadiet.report.figures.drawings import drawing
from datadiet.report.intention.conditions import Distribution
from datadiet.report.samples import Plane
from datadiet.report.summary import LevelSummary
from datadiet.scorecard.card import Level

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["as_svg", "inline", "inline_condition"]

VARIABLES = {
    style.REAL: "var(--real)",
    style.SYNTHETIC: "var(--synthetic)",
    style.OVERLAP: "var(--overlap)",
    style.INK: "var(--ink)",
    style.MUTED: "var(--muted)",
    style.FAINT: "var(--line)",
    style.BAND: "var(--band)",
}
"""Colour of the drawing -> variable of the page, which light and dark schemes set."""


def inline(name: str, level: Level, summary: LevelSummary, shown: Plane, *, label: str) -> str:
    """Return an `<svg>` element that scales with its container; `label` is what a screen reader says."""
    with drawing(name, level, summary, summary.measures, shown) as figure:
        return _for_page(_svg(figure), prefix=f"{level.name}-{name}", label=label)


def inline_condition(shown: Distribution, place: int, *, label: str) -> str:
    """Return the distribution of a condition as an `<svg>` element; `place` keeps its ids apart from others'."""
    with style.sheet(f"datadiet-condition-{place}", width=3.6, height=height(shown)) as (figure, axes):
        draw_condition(axes, shown)
        return _with_tips(_for_page(_svg(figure), prefix=f"condition-{place}", label=label), shown.tips)


def as_svg(figure: "Figure", *, prefix: str, label: str) -> str:
    """Return any figure on a `style.sheet` as an `<svg>` element; `prefix` keeps its ids apart from others'."""
    return _for_page(_svg(figure), prefix=prefix, label=label)


def _svg(figure: "Figure") -> str:
    out = StringIO()
    figure.savefig(out, format="svg", dpi=160, metadata={"Date": None})
    return out.getvalue()


def _with_tips(svg: str, tips: Sequence[str]) -> str:
    """Give each marked group the title that a browser shows on hover."""
    from markupsafe import escape

    def titled(found: re.Match[str]) -> str:
        return f"{found[0]}<title>{escape(tips[int(found[1])])}</title>"

    return re.sub(rf'<g id="[\w-]*-{TIP}-(\d+)">', titled, svg)


def _for_page(svg: str, *, prefix: str, label: str) -> str:
    from markupsafe import escape

    prefix = re.sub(r"\W", "-", prefix)
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", body, flags=re.DOTALL)
    body = re.sub(
        r"<svg [^>]*?(viewBox=\"[^\"]*\")[^>]*>", rf'<svg \1 role="img" aria-label="{escape(label)}">', body, count=1
    )
    body = re.sub(r'\bid="', f'id="{prefix}-', body)
    body = body.replace("url(#", f"url(#{prefix}-").replace('href="#', f'href="#{prefix}-')
    body = body.replace("xlink:href", "href")
    for colour, variable in VARIABLES.items():
        body = body.replace(colour, variable)
    return body
