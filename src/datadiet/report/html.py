"""The report: one self-contained HTML file that opens offline."""

from pathlib import Path
from typing import Any

from datadiet.data.whole import write_whole
from datadiet.report import figures, plots
from datadiet.report.fidelity.section import table_section
from datadiet.report.galleries import galleries
from datadiet.report.intention.section import section
from datadiet.report.pages import environment, template_text
from datadiet.report.plots import mixed_map
from datadiet.report.samples import plane
from datadiet.report.summary import LevelSummary, summarise
from datadiet.report.worth.section import worth_section
from datadiet.scorecard.card import Level, Scorecard

__all__ = ["render", "write"]

STYLES = ("base.css", "parts.css", "figures.css", "print.css")
DOMAIN_STYLES = ("base.css", "parts.css", "figures.css", "domain.css", "print.css", "domain-print.css")
TABLE_STYLES = ("table.css",)
VALUE_STYLES = ("value.css",)
SCRIPTS = ("page.js", "tables.js", "map.js")
FIGURES = {
    "map": "Mixed map of real and synthetic samples",
    "noise": "Displacements by noise around the radius circle",
    "discs": "Ground covered by real samples only, by both, and by synthetic samples only",
    "saturation": "Ground against the number of synthetic samples, with its 95 % band",
    "added": "Ground of real and synthetic samples together as synthetic ones are added",
    "mixing": "Directional scores over the number of nearest neighbours",
}
"""Figures inside the page, with what a screen reader says."""


def write(card: Scorecard, path: str | Path) -> Path:
    """Write the report, complete or not at all, and return its path; OutputError where it cannot be written."""
    return write_whole(path, render(card))


def render(card: Scorecard) -> str:
    """Return the report as HTML: no request leaves it, and every text from the data is escaped.
    The same scorecard and pictures give the same bytes.
    """
    summary = summarise(card)
    domain = section(card.facts.intentionality)
    table = table_section(card.facts.fidelity)
    value = worth_section(card)
    styles = (
        *(STYLES if domain is None else DOMAIN_STYLES),
        *(() if table is None else TABLE_STYLES),
        *(() if value is None else VALUE_STYLES),
    )
    levels = [_level(card, level, words) for level, words in zip(card.facts.levels, summary.levels, strict=True)]
    page: str = (
        environment()
        .get_template("report.html.j2")
        .render(
            summary=summary,
            levels=levels,
            domain=domain,
            table=table,
            value=value,
            styles=[template_text(name) for name in styles],
            scripts=[*plots.scripts(), *(template_text(name) for name in SCRIPTS)],
        )
    )
    return page


def _level(card: Scorecard, level: Level, words: LevelSummary) -> dict[str, Any]:
    shown = plane(card, level)
    return {
        "words": words,
        "map": mixed_map(card, level.name),
        "figures": {name: figures.inline(name, level, words, shown, label=label) for name, label in FIGURES.items()},
        "galleries": galleries(card, level.name),
    }
