"""The report: one self-contained HTML file that opens offline."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from datadiet.errors import OutputError
from datadiet.report import figures, plots, sentences
from datadiet.report.galleries import galleries
from datadiet.report.plots import mixed_map
from datadiet.report.samples import plane
from datadiet.report.summary import LevelSummary, summarise
from datadiet.scorecard.card import Level, Scorecard

__all__ = ["environment", "render", "write"]

TEMPLATES = Path(__file__).parent / "templates"
STYLES = ("base.css", "parts.css", "figures.css", "print.css")
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
    target = Path(path)
    page = render(card)
    temporary = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(
            "w", encoding="utf-8", dir=target.parent, prefix=f".{target.name}-", delete=False
        ) as temporary:
            temporary.write(page)
        Path(temporary.name).chmod(0o644)
        os.replace(temporary.name, target)
    except OSError as error:
        if temporary is not None:
            with suppress(OSError):
                os.unlink(temporary.name)
        raise OutputError(
            f"{target} cannot be written ({error.strerror or error})",
            expected="a path in a folder that can be written to",
            todo="choose another place",
        ) from error
    return target


def render(card: Scorecard) -> str:
    """Return the report as HTML: no request leaves it, and every text from the data is escaped.
    The same scorecard and pictures give the same bytes.
    """
    summary = summarise(card)
    levels = [_level(card, level, words) for level, words in zip(card.facts.levels, summary.levels, strict=True)]
    page: str = (
        environment()
        .get_template("report.html.j2")
        .render(
            summary=summary,
            levels=levels,
            third=sentences.intentionality(card.facts.intentionality),
            styles=[_text(name) for name in STYLES],
            scripts=[*plots.scripts(), *(_text(name) for name in SCRIPTS)],
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


def environment() -> Any:
    """Return the templates, which escape whatever is not marked as trusted."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["trusted"] = Markup
    environment.policies["json.dumps_kwargs"] = {"allow_nan": False, "separators": (",", ":")}
    return environment


def _text(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
