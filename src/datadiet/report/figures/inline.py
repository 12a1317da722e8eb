"""A figure as SVG inside the page, in the colours of the page's scheme."""

import re
from io import StringIO

from datadiet.report.figures import style
from datadiet.report.figures.drawings import drawing
from datadiet.report.samples import Plane
from datadiet.report.summary import LevelSummary
from datadiet.scorecard.card import Level

__all__ = ["inline"]

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
    out = StringIO()
    with drawing(name, level, summary, summary.measures, shown) as figure:
        figure.savefig(out, format="svg", dpi=160, metadata={"Date": None})
    return _for_page(out.getvalue(), prefix=f"{level.name}-{name}", label=label)


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
