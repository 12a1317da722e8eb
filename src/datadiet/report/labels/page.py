"""The page of a check of labels: one HTML file that opens offline."""

from dataclasses import dataclass

import polars as pl

from datadiet.loop.labels import LabelCheck
from datadiet.loop.labels.results import Share
from datadiet.report.formats import percent
from datadiet.report.labels.lines import instead, span
from datadiet.report.pages import environment, template_text
from datadiet.report.pictures import data_uris, refs

__all__ = ["render"]

STYLES = ("base.css", "parts.css", "figures.css", "domain.css", "labels.css", "print.css")
SCRIPTS = ("page.js", "tables.js")
SHOWN = 24
"""Samples that are shown to a person, the hardest to believe first."""
SIZE = 140
"""Longer side of a thumbnail in pixels."""
MOST_CLASSES = 30
"""Of more, no table of who is called what is drawn: it is in labels.json."""
TONES = {"right": "good", "wrong": "bad", "undecided": "neutral"}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sample whose label is hard to believe, beside the real sample that is nearest to it."""

    id: str
    label: str
    judged: str
    support: str
    p: str
    suspect: bool
    picture: str | None
    real: str
    real_label: str
    real_picture: str | None


def render(check: LabelCheck) -> str:
    """Return the page as HTML: no request leaves it, every text from the data is escaped, and the same check and
    pictures give the same bytes.
    """
    page: str = (
        environment()
        .get_template("labels-page.html.j2")
        .render(
            check=check,
            tones=TONES,
            percent=percent,
            span=span,
            instead=instead,
            place=_place(check),
            doubts=_doubts(check),
            names=check.names if len(check.names) <= MOST_CLASSES else (),
            styles=[template_text(name) for name in STYLES],
            scripts=[template_text(name) for name in SCRIPTS],
        )
    )
    return page


def _place(check: LabelCheck) -> float:
    """Return the share at the right end of the bars."""
    highs = [each.wrong.high for each in check.classes if isinstance(each.wrong, Share)]
    return max(2 * check.tolerance, *highs, 0.05)


def _doubts(check: LabelCheck) -> tuple[Doubt, ...]:
    rows = check.rows.filter(pl.col("judged") != pl.col("label")).head(SHOWN)
    real = pl.DataFrame({"id": rows["nearest_real"], "uri": rows["nearest_real_uri"]}).with_columns(
        rows[f"nearest_real_{side}"].alias(side) for side in ("left", "top", "right", "bottom")
    )
    pictures, real_pictures = data_uris(refs(rows), size=SIZE), data_uris(refs(real), size=SIZE)
    return tuple(
        Doubt(
            id=row["id"],
            label=row["label"],
            judged=row["judged"],
            support=percent(row["support"]),
            p=f"{row['p_corrected']:.2g}",
            suspect=row["suspect"],
            picture=picture,
            real=row["nearest_real"],
            real_label=row["nearest_real_label"],
            real_picture=real_picture,
        )
        for row, picture, real_picture in zip(rows.iter_rows(named=True), pictures, real_pictures, strict=True)
    )
